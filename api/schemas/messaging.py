"""Notices over instant-messaging channels: signers' consents and the customer's clause (contract W1)."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from api.schemas.common import Instant, Language, Schema
from terms.messaging import CODE_DIGITS, Channel, ConsentState, Revocation


def _e164(number: str) -> str:
    """The number without what people write between its digits; `00` at its start is `+`."""
    plain = "".join(sign for sign in number if sign not in " -.()/")
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    digits = plain.removeprefix("+")
    if not plain.startswith("+") or not (digits.isascii() and digits.isdigit()) or not 8 <= len(digits) <= 15:
        raise ValueError("write the number with its country code, such as +34 612 345 678")
    if digits.startswith("0"):
        raise ValueError("no country code begins with 0")
    return plain


Phone = Annotated[str, StringConstraints(max_length=32), AfterValidator(_e164)]


class ChannelText(Schema):
    """A text to accept; its version, language and hash are sent back."""

    version: str
    language: Language
    sha256: str
    title: str
    body: str


class TextGiven(Schema):
    """The text accepted, named by version, language and hash."""

    version: str
    language: Language
    sha256: str


class ConsentView(Schema):
    """A signer's own consent; the number is masked."""

    id: str
    channel: Channel
    phone: str
    state: ConsentState
    given_at: Instant
    confirmed_at: Instant | None
    code_until: Instant
    """Until when the code can be typed."""


class SignerChannels(Schema):
    """The channels this sender may use, the text to accept, and the consents given so far."""

    channels: list[Channel]
    text: ChannelText
    consents: list[ConsentView]


class ConsentRequest(Schema):
    """Consents to one channel at one number; it counts once the code sent there is typed."""

    channel: Channel
    phone: Phone
    consent: TextGiven


class CodeTyped(Schema):
    """The code, as it was received."""

    code: Annotated[str, StringConstraints(pattern=rf"^[0-9]{{{CODE_DIGITS}}}$")]


class RevocationRequest(Schema):
    """The token of the mailed link that withdraws a consent."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=128)]


class RevocationAnswer(Schema):
    """No message leaves on it any more."""

    channel: Channel


class ClauseView(Schema):
    """The clause for one channel, as the business has it."""

    channel: Channel
    available: bool
    """Whether the service offers the channel at all."""
    accepted_at: Instant | None
    accepted_by: str | None
    text_version: str | None
    revoked_at: Instant | None


class ConsentOfSigner(Schema):
    """A consent as the owner sees it, with the number masked."""

    id: str
    email: str
    channel: Channel
    phone: str
    state: ConsentState
    text_version: str
    given_at: Instant
    confirmed_at: Instant | None
    revoked_at: Instant | None
    revoked_how: Revocation | None


class BusinessChannels(Schema):
    """The clause, channel by channel, its current text, and the signers' consents, newest first."""

    text: ChannelText
    clauses: list[ClauseView]
    consents: list[ConsentOfSigner]


class DeviceReport(Schema):
    """What is known of how the device was lost, for the incident register."""

    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
