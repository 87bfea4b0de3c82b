"""Password rules (contract M3), what is soon guessed all the same, and a registration's dates (A1)."""

import time
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
from terms.common_passwords import is_common


@pytest.mark.rule("M3")
@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Ábaco-y-7-lunas", ()),
        ("k7#Qz!p2", ()),
        ("Ab1#", (PasswordRule.TOO_SHORT,)),
        ("alicante-2026", (PasswordRule.NO_UPPER_CASE,)),
        ("ALICANTE-2026", (PasswordRule.NO_LOWER_CASE,)),
        ("Alicante-xyz", (PasswordRule.NO_DIGIT,)),
        ("Alicante2026", (PasswordRule.NO_SYMBOL,)),
        ("Alicante 2026", (PasswordRule.NO_SYMBOL,)),
        (
            "",
            (
                PasswordRule.TOO_SHORT,
                PasswordRule.NO_UPPER_CASE,
                PasswordRule.NO_LOWER_CASE,
                PasswordRule.NO_DIGIT,
                PasswordRule.NO_SYMBOL,
            ),
        ),
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


@pytest.mark.rule("M3")
@pytest.mark.parametrize(
    "password",
    [
        "Password1!",
        "P@ssw0rd",
        "Qwerty123!",
        "Contraseña1!",
        "Contrasena1!",
        "Alicante-2026",
        "Mariposa#12",
        "Barcelona92!",
        "Aa1#Aa1#",
        "aB3#" * 32,
    ],
)
def test_what_many_people_choose_is_common(password: str) -> None:
    assert broken_password_rules(password) == (PasswordRule.COMMON,)


@pytest.mark.parametrize(
    ("password", "about"),
    [
        ("Zurbarán-7-olas", ("x@example.com", "Lucía Zurbaran")),
        ("ZURBARAN-7-olas!", ("lucia.zurbaran@example.com",)),
        ("xX-lucia.z-77-tapia", ("Lucia.Z@example.com", None)),
    ],
)
def test_a_password_does_not_hold_its_users_name_or_address(
    password: str, about: tuple[str | None, ...]
) -> None:
    assert broken_password_rules(password) == ()
    known = [text for text in about if text]
    assert broken_password_rules(password, known) == (PasswordRule.PERSONAL,)


def test_short_parts_of_a_name_are_no_sign_of_it() -> None:
    assert broken_password_rules("Ana-7-olas-y-brea", ("ana@example.com", "Ana de la O")) == ()


def test_judging_the_longest_password_does_not_hold_up_others() -> None:
    started = time.perf_counter()
    for password in ("1!" * 64, "aAbB4@1!" * 16, "a" * 128):
        is_common(password)
    assert time.perf_counter() - started < 2
