"""The life and standing of sessions (contract M3, M4)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.sessions import (
    Proof,
    SessionLife,
    SessionLives,
    Standing,
    session_is_live,
    standing,
    step_up_proofs,
)

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIVES = SessionLives()


@pytest.mark.rule("M4")
@pytest.mark.parametrize(("life", "idle"), [(LIVES.customer, 60), (LIVES.staff, 15)])
def test_a_session_ends_when_idle_or_old(life: SessionLife, idle: int) -> None:
    assert session_is_live(START, START, START + (idle - 1) * MINUTE, life)
    assert not session_is_live(START, START, START + idle * MINUTE, life)
    late = START + timedelta(hours=12)
    assert session_is_live(START, late - 2 * MINUTE, late - MINUTE, life)
    assert not session_is_live(START, late - MINUTE, late, life)


@pytest.mark.rule("M4")
def test_staff_close_sooner() -> None:
    assert LIVES.of(is_staff=True) is LIVES.staff
    assert LIVES.of(is_staff=False) is LIVES.customer


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_all_is_open_only_to_who_proved_all_that_is_asked(
    factor_given: bool, has_factor: bool, is_staff: bool, password_expired: bool
) -> None:
    found = standing(
        factor_given=factor_given,
        has_factor=has_factor,
        is_staff=is_staff,
        password_expired=password_expired,
    )
    if found is Standing.OPEN:
        assert factor_given or not has_factor
        assert has_factor or not is_staff
        assert not (is_staff and password_expired)
    if has_factor and not factor_given:
        assert found is Standing.SECOND_FACTOR, "before anything else is shown"
    if not is_staff and not has_factor:
        assert found is Standing.OPEN, "customers may do without, and keep their passwords"


def test_staff_step_up_with_a_factor_once_they_have_one() -> None:
    factors = {Proof.TOTP, Proof.PASSKEY}
    assert step_up_proofs(factors, is_staff=True) == (Proof.TOTP, Proof.PASSKEY)
    assert step_up_proofs(factors, is_staff=False) == (Proof.PASSWORD, Proof.TOTP, Proof.PASSKEY)
    assert step_up_proofs((), is_staff=True) == step_up_proofs((), is_staff=False) == (Proof.PASSWORD,)
