"""Whose turn it is, when reminders and the expiry come, and what is refused (contract E1, C2)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.calendar import end_of_period
from terms.envelope import (
    MANUAL_REMINDER_PAUSE,
    PROVIDER_DELAY_CREDITED,
    EnvelopeState,
    Refusal,
    ReminderPlan,
    SignerState,
    Turn,
    expiry_after_delay,
    expiry_after_interruption,
    expiry_deadline,
    next_reminder,
    refuse_change,
    refuse_reminder,
    refuse_signer_act,
    whose_turn,
)

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)

turns = st.lists(
    st.builds(
        lambda number, order, state, applied: Turn(
            f"s{number}", order, state, applied and state is SignerState.SIGNED
        ),
        st.integers(0, 1000),
        st.integers(1, 5),
        st.sampled_from(SignerState),
        st.booleans(),
    ),
    unique_by=lambda turn: turn.signer_id,
    min_size=1,
    max_size=8,
)


@given(turns)
def test_nobody_signs_before_a_lower_order_is_in_the_documents(signers: list[Turn]) -> None:
    turn = whose_turn(signers)
    for signer in signers:
        if signer.signer_id in turn:
            assert signer.state is not SignerState.SIGNED
            assert all(other.applied for other in signers if other.routing_order < signer.routing_order)


@given(turns)
def test_somebody_can_act_unless_all_remaining_signatures_are_being_applied(signers: list[Turn]) -> None:
    unfinished = [signer for signer in signers if not signer.applied]
    lowest = min((signer.routing_order for signer in unfinished), default=None)
    open_there = [s for s in unfinished if s.routing_order == lowest and s.state is not SignerState.SIGNED]
    assert bool(whose_turn(signers)) == bool(open_there)


def test_equal_order_is_parallel_and_higher_waits() -> None:
    first = [
        Turn("a", 1, SignerState.NOTIFIED),
        Turn("b", 1, SignerState.VIEWED),
        Turn("c", 2, SignerState.WAITING),
    ]
    assert whose_turn(first) == {"a", "b"}
    one_accepted = [Turn("a", 1, SignerState.SIGNED), *first[1:]]
    assert whose_turn(one_accepted) == {"b"}
    both_accepted = [Turn("a", 1, SignerState.SIGNED, True), Turn("b", 1, SignerState.SIGNED), first[2]]
    assert whose_turn(both_accepted) == set()
    both_applied = [Turn("a", 1, SignerState.SIGNED, True), Turn("b", 1, SignerState.SIGNED, True), first[2]]
    assert whose_turn(both_applied) == {"c"}


def act(
    state: EnvelopeState, signers: list[Turn], who: str, *, paused: bool = False, now: datetime = NOW
) -> object:
    return refuse_signer_act(state, signers, who, paused=paused, expires_at=LATER, now=now)


def test_refusals_name_their_cause() -> None:
    signers = [Turn("a", 1, SignerState.NOTIFIED), Turn("b", 2, SignerState.WAITING)]
    assert act(EnvelopeState.SENT, signers, "a") is None
    assert act(EnvelopeState.SENT, signers, "b") is Refusal.NOT_YOUR_TURN
    assert act(EnvelopeState.SENT, signers, "x") is Refusal.UNKNOWN_SIGNER
    assert act(EnvelopeState.SENT, signers, "a", paused=True) is Refusal.PAUSED
    assert act(EnvelopeState.SENT, signers, "a", now=LATER) is Refusal.EXPIRED
    assert act(EnvelopeState.VOIDED, signers, "a") is Refusal.VOIDED
    assert act(EnvelopeState.DRAFT, signers, "a") is Refusal.NOT_SENT
    signed = [Turn("a", 1, SignerState.SIGNED, True), signers[1]]
    assert act(EnvelopeState.SENT, signed, "a") is Refusal.ALREADY_SIGNED


@pytest.mark.parametrize("state", list(EnvelopeState))
def test_final_states_are_final(state: EnvelopeState) -> None:
    assert (refuse_change(state) is None) == (state is EnvelopeState.SENT)
    assert state.is_final == (state not in (EnvelopeState.DRAFT, EnvelopeState.SENT))


def test_the_expiry_is_a_local_midnight_also_across_daylight_saving() -> None:
    sent = datetime(2027, 3, 20, 23, 30, tzinfo=UTC)  # already the 21st in Madrid
    expires = expiry_deadline(sent, 30, "Europe/Madrid")
    assert expires.astimezone(ZoneInfo("Europe/Madrid")).isoformat() == "2027-04-21T00:00:00+02:00"


@pytest.mark.rule("C2")
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis takes naive bounds
    st.integers(1, 400),
    st.sampled_from(["Europe/Madrid", "Atlantic/Canary", "America/Santiago", "Asia/Kathmandu", "UTC"]),
)
def test_a_period_ends_at_the_midnight_after_its_last_local_day(
    start: datetime, days: int, zone: str
) -> None:
    local = end_of_period(start, days, zone).astimezone(ZoneInfo(zone))
    assert local.date() == start.astimezone(ZoneInfo(zone)).date() + timedelta(days=days + 1)
    assert local.hour in (0, 1)  # 1 where a zone skips midnight itself


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        end_of_period(datetime(2027, 1, 1), 1)  # noqa: DTZ001 - the refusal is the point


def test_reminders_come_first_after_then_every_then_stop() -> None:
    plan = ReminderPlan(first_after_days=3, every_days=2, maximum=2)
    assert next_reminder(NOW, 0, None, plan) == NOW + timedelta(days=3)
    first = NOW + timedelta(days=3)
    assert next_reminder(NOW, 1, first, plan) == first + timedelta(days=2)
    assert next_reminder(NOW, 2, first + timedelta(days=2), plan) is None


def test_a_reminder_by_hand_pushes_the_automatic_one_back() -> None:
    plan = ReminderPlan(first_after_days=3, every_days=2, maximum=5)
    by_hand = NOW + timedelta(days=2)
    assert next_reminder(NOW, 0, by_hand, plan) == by_hand + timedelta(days=2)


def test_reminders_by_hand_keep_a_pause() -> None:
    assert refuse_reminder([], NOW) is Refusal.NOBODY_TO_REMIND
    assert refuse_reminder([NOW - MANUAL_REMINDER_PAUSE], NOW) is None
    assert refuse_reminder([NOW - timedelta(seconds=1), None], NOW) is Refusal.TOO_SOON


def test_a_providers_delay_is_given_back_when_it_was_long() -> None:
    short, long = PROVIDER_DELAY_CREDITED - timedelta(seconds=1), PROVIDER_DELAY_CREDITED
    assert expiry_after_delay(LATER, NOW, NOW + short) == LATER
    assert expiry_after_delay(LATER, NOW, NOW + long) == LATER + long


def test_an_interruption_is_given_back_whole() -> None:
    assert expiry_after_interruption(LATER, NOW, NOW + timedelta(minutes=1)) == LATER + timedelta(minutes=1)
