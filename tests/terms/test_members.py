"""Invitations last whole days, remind in the morning, and end once (contract A5, C2)."""

from datetime import UTC, datetime, timedelta

import pytest

from terms.members import InvitationState, invitation_deadline, refuse_invitation, reminder_instant

MADRID = "Europe/Madrid"


@pytest.mark.rule("C2")
def test_seven_days_end_at_midnight_after_the_last_day() -> None:
    made = datetime(2027, 1, 20, 9, tzinfo=UTC)
    assert invitation_deadline(made, MADRID) == datetime(2027, 1, 27, 23, tzinfo=UTC)


@pytest.mark.rule("C1")
def test_a_change_of_clocks_moves_neither_date_nor_morning() -> None:
    deadline = invitation_deadline(datetime(2027, 3, 22, 12, tzinfo=UTC), MADRID)
    assert deadline == datetime(2027, 3, 29, 22, tzinfo=UTC)
    assert reminder_instant(deadline, MADRID) == datetime(2027, 3, 28, 7, tzinfo=UTC)


def test_the_reminder_leaves_two_days_less_the_morning() -> None:
    deadline = invitation_deadline(datetime(2027, 6, 1, 12, tzinfo=UTC), MADRID)
    assert deadline - reminder_instant(deadline, MADRID) == timedelta(days=2) - timedelta(hours=9)


@pytest.mark.parametrize(
    "state", [state for state in InvitationState if state is not InvitationState.PENDING]
)
def test_every_end_has_its_refusal(state: InvitationState) -> None:
    refusal = refuse_invitation(state)
    assert refusal is not None
    assert refusal.value == f"invitation-{state.value}"
    assert refuse_invitation(InvitationState.PENDING) is None
