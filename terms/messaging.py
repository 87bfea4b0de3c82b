"""Notices over instant-messaging channels (contract W1–W3): consent, its code, and the life of a message."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

CODE_DIGITS = 6
CODE_WORKS = timedelta(minutes=10)
CODE_TRIES = 5
"""So many wrong codes at most; then another has to be asked for."""


class Channel(StrEnum):
    """Instant-messaging channels. E-mail is none: it is the contract's own."""

    WHATSAPP = "whatsapp"
    SMS = "sms"


class MessagePurpose(StrEnum):
    """Every message the service sends over such a channel: punctual notices alone (contract W2)."""

    CODE = "code"
    SIGN_REQUEST = "sign-request"
    SIGN_REMINDER = "sign-reminder"


class MessageState(StrEnum):
    """States of a message in the ledger.

    `SENDING` means handed to the provider, answer not yet known. `REFUSED` never left: its text, its consent
    or the provider forbade it. `UNDELIVERED` left and did not arrive.
    """

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"

    @property
    def was_accepted(self) -> bool:
        """Whether the provider took it, whatever became of it afterwards."""
        return self in (MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.UNDELIVERED)


class MessageRefusal(StrEnum):
    """Why a message did not leave, besides what its text holds (`terms.sensitive_text.Sensitive`)."""

    NO_CLAUSE = "no_clause"
    NO_CONSENT = "no_consent"
    NO_SUBPROCESSOR = "no_subprocessor"
    CHANNEL_OFF = "channel_off"
    OVER = "over"
    """The envelope has ended, or the signer has acted."""
    PROVIDER = "provider"


class ConsentState(StrEnum):
    """Where a consent stands. It counts only when `CONFIRMED`."""

    AWAITING_CODE = "awaiting_code"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"
    REVOKED = "revoked"


class Revocation(StrEnum):
    """How a consent ended."""

    SIGNER = "signer"
    """On the signing page."""
    MAIL = "mail"
    """By the link of the mail that confirmed it."""
    OWNER = "owner"
    REPORT = "report"
    """A report of a stolen device or lost credentials (contract W3, A7)."""
    REPLACED = "replaced"
    """By a newer consent of the same person for the same channel."""
    STOPPED = "stopped"
    """The recipient told the channel to stop."""


class CodeOutcome(StrEnum):
    """What a typed code did."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    LAPSED = "lapsed"


_PROGRESS: Sequence[MessageState] = (
    MessageState.QUEUED,
    MessageState.SENDING,
    MessageState.ACCEPTED,
    MessageState.UNDELIVERED,
    MessageState.DELIVERED,
)


def advance(state: MessageState, reported: MessageState) -> MessageState:
    """The state after the provider reported one; reports come repeated and in any order.

    A refused message stays so, unless the provider tells that it left all the same. A delivery is the last
    word: who has read it was reached, whatever a carrier reported before.
    """
    if state is MessageState.REFUSED:
        return reported
    return reported if _PROGRESS.index(reported) > _PROGRESS.index(state) else state


def state_of(*, confirmed: bool, lapsed: bool, revoked: bool) -> ConsentState:
    """The state of a consent by what happened to it."""
    if revoked:
        return ConsentState.REVOKED
    if confirmed:
        return ConsentState.CONFIRMED
    return ConsentState.LAPSED if lapsed else ConsentState.AWAITING_CODE


def masked_number(phone: str) -> str:
    """A number that its owner recognises and others do not learn: `•••678`."""
    return f"•••{phone[-3:]}" if phone else ""


def try_code(*, right: bool, asked_at: datetime, tries: int, ended: bool, now: datetime) -> CodeOutcome:
    """What a code does that is typed at `now` after `tries` wrong ones; its consent may have `ended`."""
    if ended or tries >= CODE_TRIES or now >= asked_at + CODE_WORKS:
        return CodeOutcome.LAPSED
    return CodeOutcome.CONFIRMED if right else CodeOutcome.WRONG
