"""The worked timelines come out field by field, as functions and through `python -m terms timeline`."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from terms.__main__ import answer

REPOSITORY = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
SHARED = REPOSITORY.parent / "shared" / "cases" / "timeline"


def read(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(), parse_float=Decimal)
    return case


FILES = {path.name: path for folder in (CASES, SHARED) for path in sorted(folder.glob("*.json"))}


def run(given: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "terms", *arguments],
        input=given,
        text=True,
        capture_output=True,
        cwd=REPOSITORY,
        check=False,
    )


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_worked_timeline_comes_out_field_by_field(name: str) -> None:
    case = read(FILES[name])
    assert json.loads(json.dumps(answer(case["scenario"]))) == case["timeline"]


def test_our_copies_are_the_shared_cases() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared cases are not beside this repository")
    for path in sorted(SHARED.glob("*.json")):
        assert read(CASES / path.name) == read(path)


def test_the_command_answers_an_array_in_its_order_and_a_single_scenario_alone() -> None:
    cases = [read(path) for path in sorted(CASES.glob("*.json"))]
    assert len(cases) >= 14
    together = run(json.dumps([case["scenario"] for case in cases]), "timeline")
    assert (together.returncode, together.stderr) == (0, "")
    assert json.loads(together.stdout) == [case["timeline"] for case in cases]
    alone = run(json.dumps(cases[0]["scenario"]), "timeline")
    assert json.loads(alone.stdout) == cases[0]["timeline"]


SOUND = {
    "plan": {"kind": "monthly", "fee": "29.00"},
    "customer": "company",
    "vat_rate": "21",
    "selected_at": "2027-01-20T10:00:00+01:00",
    "until": "2027-05-01T00:00:00+02:00",
}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"plan": None}, "plan is missing"),
        ({"plan": {"kind": "monthly", "fee": "29,00"}}, "plan: fee: not a decimal number"),
        ({"plan": {"kind": "monthly", "fee": "-1"}}, "plan: fee: not an amount"),
        ({"plan": {"kind": "prepaid", "fee": "290", "months": 12}}, "plan: a prepaid plan needs"),
        ({"plan": {"kind": "weekly"}}, "plan: kind: 'weekly'"),
        ({"until": "2027-05-01T00:00:00"}, "until: an instant needs an offset"),
        ({"until": "2327-05-01T00:00:00Z"}, "until is more than 100 years"),
        ({"cancelled_at": "2027-01-20T09:59:59+01:00"}, "cancelled_at is before selected_at"),
        ({"canceled_at": "2027-02-01T00:00:00Z"}, "canceled_at is not known"),
        ({"payments": {"2027-2": None}}, "payments: not a month"),
        ({"zone": "Europe/Alicante"}, "zone: not a time zone"),
        ({"vat_rate": "NaN"}, "vat_rate: not a decimal number"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_scenario(change: dict[str, Any], complaint: str) -> None:
    refused = run(json.dumps([SOUND, {**SOUND, **change}]), "timeline")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert f"scenario 1: {complaint}" in refused.stderr


@pytest.mark.parametrize(("given", "arguments"), [("{", ("timeline",)), ("{}", ()), ("{}", ("timelines",))])
def test_the_command_refuses_what_it_cannot_read(given: str, arguments: tuple[str, ...]) -> None:
    refused = run(given, *arguments)
    assert refused.returncode == 2
    assert refused.stderr
