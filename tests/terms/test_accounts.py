"""Password rules (contract M3) and the dates of a registration (A1)."""

from datetime import UTC, datetime, timedelta

import pytest

from terms.accounts import (
    UNVERIFIED_KEPT,
    VERIFICATION_LINK,
    VERIFICATION_REMINDER,
    PasswordRule,
    broken_password_rules,
    verification_link_end,
)


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Alicante-2026", ()),
        ("Ábaco#99", ()),
        ("Ab1#", (PasswordRule.TOO_SHORT,)),
        ("alicante-2026", (PasswordRule.NO_UPPER_CASE,)),
        ("ALICANTE-2026", (PasswordRule.NO_LOWER_CASE,)),
        ("Alicante-xyz", (PasswordRule.NO_DIGIT,)),
        ("Alicante2026", (PasswordRule.NO_SYMBOL,)),
        ("Alicante 2026", (PasswordRule.NO_SYMBOL,)),
        ("", tuple(rule for rule in PasswordRule if rule is not PasswordRule.TOO_LONG)),
        ("Aa1#" * 40, (PasswordRule.TOO_LONG,)),
    ],
)
def test_each_rule_is_named(password: str, broken: tuple[PasswordRule, ...]) -> None:
    assert broken_password_rules(password) == broken


def test_the_reminders_link_is_fresh_and_whole() -> None:
    requested = datetime(2026, 11, 25, tzinfo=UTC)
    reminded = requested + VERIFICATION_REMINDER
    assert reminded >= verification_link_end(requested, requested), "a link is not replaced while it works"
    assert verification_link_end(requested, reminded) == reminded + VERIFICATION_LINK


def test_no_link_outlives_what_it_verifies() -> None:
    requested = datetime(2026, 11, 25, tzinfo=UTC)
    end = requested + UNVERIFIED_KEPT
    assert verification_link_end(requested, end - timedelta(hours=1)) == end
