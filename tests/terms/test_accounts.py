"""Password rules (contract M3)."""

import pytest

from terms.accounts import PasswordRule, broken_password_rules


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
