"""Every rule of the contract names the tests that show it, and `docs/rules.md` lists them."""

import re
from pathlib import Path

import pytest

from tests.rules import RULES, page, shown

REPOSITORY = Path(__file__).parents[1]
CONTRACT = REPOSITORY.parent / "shared" / "contract.md"


def test_every_rule_is_shown_by_a_test_of_each_run() -> None:
    marked = {rule for test in shown() if not test.long for rule in test.rules}
    assert set(RULES) - marked == set(), "rules without a test"


def test_no_mark_names_a_rule_that_there_is_not() -> None:
    assert [(test.file, test.test) for test in shown() if set(test.rules) - set(RULES)] == []


def test_marks_stand_where_they_are_read() -> None:
    """In a decorator of a test, one by one: elsewhere the list would miss them."""
    files = (REPOSITORY / "tests").rglob("test_*.py")
    written = sum(file.read_text().count("mark." + "rule(") for file in files)
    assert written == len(shown())


def test_the_rules_are_those_of_the_contract() -> None:
    if not CONTRACT.exists():
        pytest.skip(f"{CONTRACT} is not there")
    assert list(RULES) == _in_order(re.findall(r"^- ([CASEPMW]\d+) ", CONTRACT.read_text(), re.MULTILINE))


def _in_order(rules: list[str]) -> list[str]:
    chapters = "CASEPMW"
    return sorted(rules, key=lambda rule: (chapters.index(rule[0]), int(rule[1:])))


def test_the_page_of_rules_is_true() -> None:
    assert (REPOSITORY / "docs" / "rules.md").read_text() == page(), "python -m tests.rules > docs/rules.md"
