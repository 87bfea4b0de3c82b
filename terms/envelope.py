"""The life of an envelope (contract E): states, whose turn it is, reminders and expiry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from terms.calendar import HOLDER_ZONE, end_of_period

EXPIRES_IN_DAYS = 30
EXPIRES_IN_DAYS_MAX = 365
REMIND_FIRST_AFTER_DAYS = 3
REMIND_EVERY_DAYS = 3
REMIND_MAX = 5
SIGNING_LINK_DAYS = 30
MANUAL_REMINDER_PAUSE = timedelta(minutes=5)
"""Least time between two reminders asked for by hand, so that a signer is not flooded."""
INTERRUPTION_TOLD_AFTER = timedelta(days=1)
"""How long the sender's service is interrupted before signers are told: most debts are paid sooner (S16)."""

PROVIDER_DELAY_CREDITED = timedelta(hours=1)
"""A provider's delay of at least this is added to the expiry, so that it never loses an envelope (E6)."""


class EnvelopeState(StrEnum):
    """States of an envelope; the last four are final."""

    DRAFT = "draft"
    SENT = "sent"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    VOIDED = "voided"

    @property
    def is_final(self) -> bool:
        """Final states are never left."""
        return self not in (EnvelopeState.DRAFT, EnvelopeState.SENT)


class SignerState(StrEnum):
    """States of a signer within an envelope."""

    WAITING = "waiting"
    NOTIFIED = "notified"
    VIEWED = "viewed"
    SIGNED = "signed"
    DECLINED = "declined"
    BOUNCED = "bounced"

    @property
    def is_final(self) -> bool:
        """Whether the signer has acted."""
        return self in (SignerState.SIGNED, SignerState.DECLINED)


class Refusal(StrEnum):
    """Why an act on an envelope is refused; each is a problem type of the API."""

    UNKNOWN_SIGNER = "unknown-signer"
    NOT_SENT = "envelope-not-sent"
    COMPLETED = "envelope-completed"
    DECLINED = "envelope-declined"
    EXPIRED = "envelope-expired"
    VOIDED = "envelope-voided"
    PAUSED = "sender-service-interrupted"
    NOT_YOUR_TURN = "not-your-turn"
    ALREADY_SIGNED = "already-signed"
    BEING_SEALED = "envelope-being-sealed"
    TOO_SOON = "reminded-too-recently"
    NOBODY_TO_REMIND = "nobody-to-remind"
    EXPIRY_IN_THE_PAST = "expiry-in-the-past"


@dataclass(frozen=True)
class Turn:
    """What decides whose turn it is: the signer's place in the order, the state, and whether an accepted
    signature is in the documents already.
    """

    signer_id: str
    routing_order: int
    state: SignerState
    applied: bool = False


@dataclass(frozen=True)
class ReminderPlan:
    """Automatic reminders: the first after some days, then every so many days, at most `maximum`."""

    first_after_days: int = REMIND_FIRST_AFTER_DAYS
    every_days: int = REMIND_EVERY_DAYS
    maximum: int = REMIND_MAX


def expiry_deadline(sent_at: datetime, days: int, zone: str = HOLDER_ZONE) -> datetime:
    """Exclusive instant (UTC) at which an envelope sent at `sent_at` expires (contract C2, E1)."""
    return end_of_period(sent_at, days, zone)


def expiry_after_delay(expires_at: datetime, since: datetime, now: datetime) -> datetime:
    """The expiry once a provider that held the envelope up from `since` to `now` is back (contract E6)."""
    delay = now - since
    return expires_at + delay if delay >= PROVIDER_DELAY_CREDITED else expires_at


def expiry_after_interruption(expires_at: datetime, since: datetime, now: datetime) -> datetime:
    """The expiry once the sender's service, interrupted from `since` to `now`, goes on (contract S16)."""
    return expires_at + (now - since)


def interruption_told_from(since: datetime) -> datetime:
    """From when an interruption that began at `since` is told to the signers whose turn it is (S16)."""
    return since + INTERRUPTION_TOLD_AFTER


def next_reminder(
    invited_at: datetime, reminded: int, last_at: datetime | None, plan: ReminderPlan
) -> datetime | None:
    """When the next automatic reminder to one signer is due; `None` when there are no more.

    `reminded` counts automatic reminders sent so far and `last_at` is the instant of the last reminder of
    any kind: one sent by hand pushes the next automatic one back.
    """
    if reminded >= plan.maximum:
        return None
    first = invited_at + timedelta(days=plan.first_after_days)
    if last_at is None:
        return first
    following = last_at + timedelta(days=plan.every_days)
    return following if reminded else max(first, following)


def whose_turn(turns: Iterable[Turn]) -> frozenset[str]:
    """Signers who may sign now: those of the lowest unfinished routing order who have not signed.

    An order is finished when all its signatures are in the documents, so that whoever comes later reads
    and signs what the earlier ones signed.
    """
    unfinished = [turn for turn in turns if not turn.applied]
    if not unfinished:
        return frozenset()
    lowest = min(turn.routing_order for turn in unfinished)
    return frozenset(
        turn.signer_id
        for turn in unfinished
        if turn.routing_order == lowest and turn.state is not SignerState.SIGNED
    )


def all_signed(turns: Iterable[Turn]) -> bool:
    """Whether nobody is left to sign."""
    return all(turn.state is SignerState.SIGNED for turn in turns)


_FINAL_REFUSALS: Mapping[EnvelopeState, Refusal] = {
    EnvelopeState.DRAFT: Refusal.NOT_SENT,
    EnvelopeState.COMPLETED: Refusal.COMPLETED,
    EnvelopeState.DECLINED: Refusal.DECLINED,
    EnvelopeState.EXPIRED: Refusal.EXPIRED,
    EnvelopeState.VOIDED: Refusal.VOIDED,
}


def refuse_change(state: EnvelopeState) -> Refusal | None:
    """Why an envelope in `state` cannot be acted upon; `None` while it is under way."""
    return _FINAL_REFUSALS.get(state)


def refuse_reminder(last_mailed: Sequence[datetime | None], now: datetime) -> Refusal | None:
    """Why no reminder may be sent by hand now; takes the last mail to each of those who would get one."""
    if not last_mailed:
        return Refusal.NOBODY_TO_REMIND
    recent = [at for at in last_mailed if at is not None and now - at < MANUAL_REMINDER_PAUSE]
    return Refusal.TOO_SOON if recent else None


def refuse_signer_act(
    state: EnvelopeState,
    turns: Sequence[Turn],
    signer_id: str,
    *,
    paused: bool,
    expires_at: datetime,
    now: datetime,
) -> Refusal | None:
    """Why a signer may not sign or decline now; `None` when it is allowed (contract E1, S16).

    An act at or after the expiry instant is refused even when the timer has not fired yet; while the
    sender's service is interrupted the expiry clock stands still.
    """
    signer = next((turn for turn in turns if turn.signer_id == signer_id), None)
    if signer is None:
        return Refusal.UNKNOWN_SIGNER
    if signer.state is SignerState.SIGNED:
        return Refusal.ALREADY_SIGNED
    if (refusal := refuse_change(state)) is not None:
        return refusal
    if paused:
        return Refusal.PAUSED
    if now >= expires_at:
        return Refusal.EXPIRED
    if signer_id not in whose_turn(turns):
        return Refusal.NOT_YOUR_TURN
    return None
