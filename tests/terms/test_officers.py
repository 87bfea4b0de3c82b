"""Controllers are told of the officer that configuration brought last, and of no other (contract P10)."""

from datetime import UTC, datetime, timedelta

import pytest

from terms.officers import TOLD_WITHIN, Officer, change_to_tell

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def officers(*emails: str) -> list[Officer]:
    """One version a day, the last one of yesterday."""
    return [
        Officer(f"hol_{number}", NOW - DAY * (len(emails) - number), "", email)
        for number, email in enumerate(emails)
    ]


@pytest.mark.rule("P10")
@pytest.mark.parametrize(
    ("emails", "told"),
    [
        ((), None),
        (("a",), None),
        (("a", "a"), None),
        (("a", "b"), "hol_1"),
        (("a", "b", "b"), "hol_1"),
        (("a", "b", "c"), "hol_2"),
        (("a", "b", "a"), "hol_2"),
    ],
)
def test_the_last_change_is_told(emails: tuple[str, ...], told: str | None) -> None:
    assert change_to_tell(officers(*emails), NOW) == told


def test_another_name_at_the_same_address_is_another_officer() -> None:
    before, after = officers("a", "a")
    renamed = Officer(after.version_id, after.since, "Vera Roig", after.email)
    assert change_to_tell([before, renamed], NOW) == renamed.version_id


def test_what_changed_long_ago_was_told_then() -> None:
    found = officers("a", "b")
    assert change_to_tell(found, found[1].since + TOLD_WITHIN - DAY) == "hol_1"
    assert change_to_tell(found, found[1].since + TOLD_WITHIN) is None
