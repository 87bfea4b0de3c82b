"""What follows from an envelope's state while a provider is away (contract E6)."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.records.envelope_messages import DeadlineKind, EnvelopePlan, PlannedSigner, Step
from terms.envelope import (
    PROVIDER_DELAY_CREDITED,
    EnvelopeState,
    Refusal,
    ReminderPlan,
    SignerState,
)
from workflows.envelope_state import EnvelopeProgress, begin

SENT = datetime(2027, 1, 20, 9, tzinfo=UTC)
EXPIRES = SENT + timedelta(days=2)
LATE = EXPIRES + timedelta(days=3)


@pytest.fixture
def progress() -> EnvelopeProgress:
    plan = EnvelopePlan(
        envelope_id="env_1",
        business_id="biz_1",
        created_by="usr_1",
        expires_in_days=2,
        reminders=ReminderPlan(1, 1, 5),
        signers=[PlannedSigner("s1", 1), PlannedSigner("s2", 2)],
        document_ids=["doc_1"],
        zone="Europe/Madrid",
    )
    progress = begin(plan, SENT, EXPIRES)
    progress.signer("s1").state = SignerState.NOTIFIED
    progress.signer("s1").invited_at = SENT
    return progress


def test_a_signature_that_cannot_be_applied_holds_the_expiry_off(progress: EnvelopeProgress) -> None:
    progress.accept_signature("s1", "sub_1", SENT)
    assert progress.waits_on_provider()
    assert progress.refuse_act("s2", LATE) is Refusal.NOT_YOUR_TURN
    delay = progress.credit_delay(SENT, LATE)
    assert delay == LATE - SENT
    assert progress.expires_at == EXPIRES + (LATE - SENT)


def test_an_invitation_under_way_holds_the_expiry_off_for_all(progress: EnvelopeProgress) -> None:
    progress.signer("s2").routing_order = 1
    progress.signer("s2").inviting_since = SENT
    assert progress.refuse_act("s1", LATE) is None
    progress.signer("s2").inviting_since = None
    assert progress.refuse_act("s1", LATE) is Refusal.EXPIRED


def test_a_short_delay_moves_nothing(progress: EnvelopeProgress) -> None:
    assert progress.credit_delay(SENT, SENT + PROVIDER_DELAY_CREDITED - timedelta(seconds=1)) is None
    assert progress.expires_at == EXPIRES


def test_an_ended_envelope_is_credited_nothing(progress: EnvelopeProgress) -> None:
    progress.state = EnvelopeState.VOIDED
    assert progress.credit_delay(SENT, LATE) is None
    assert progress.waits_for() == []
    assert progress.next_deadline() is None


def test_the_next_deadline_is_the_earlier_of_reminder_and_expiry(progress: EnvelopeProgress) -> None:
    assert progress.next_deadline() == (SENT + timedelta(days=1), DeadlineKind.REMINDER)
    progress.signer("s1").last_reminded_at = EXPIRES - timedelta(hours=1)
    progress.signer("s1").automatic_reminders = 1
    assert progress.next_deadline() == (EXPIRES, DeadlineKind.EXPIRY)
    progress.paused_since = SENT
    assert progress.next_deadline() is None
    assert progress.resting_step() is Step.PAUSED


def test_signatures_are_applied_in_the_order_of_acceptance(progress: EnvelopeProgress) -> None:
    progress.signer("s2").routing_order = 1
    progress.accept_signature("s2", "sub_2", SENT)
    progress.accept_signature("s1", "sub_1", SENT)
    first = progress.unapplied()
    assert first is not None
    assert first.signer_id == "s2"
    first.applied = True
    second = progress.unapplied()
    assert second is not None
    assert second.signer_id == "s1"
    assert progress.all_signed()
    assert not progress.all_applied()


def test_delays_that_overlap_are_credited_once(progress: EnvelopeProgress) -> None:
    assert progress.credit_delay(SENT, LATE) == LATE - SENT
    assert progress.credit_delay(SENT + timedelta(hours=1), LATE + timedelta(seconds=1)) is None
    assert progress.expires_at == EXPIRES + (LATE - SENT)
