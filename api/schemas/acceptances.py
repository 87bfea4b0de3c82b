"""What a user accepted, and what they are asked to accept (contract A2, A3)."""

from typing import Annotated

from pydantic import Field

from api.schemas.accounts import AcceptedKind, PendingAcceptance, TextAccepted
from api.schemas.common import Instant, Schema


class AcceptanceView(Schema):
    """Evidence of an acceptance. `document` is a text's kind, or `declarations` (contract A2)."""

    id: str
    document: str
    version: str
    language: str
    sha256: str
    business_id: str | None
    accepted_at: Instant


class PendingAcceptances(Schema):
    """Everything that the user is asked to accept."""

    items: list[PendingAcceptance]


class NewAcceptance(TextAccepted):
    """A text as it was shown and accepted: for a business of one's own; the privacy policy for oneself."""

    kind: AcceptedKind
    business_id: Annotated[str, Field(max_length=40)] | None = None


class NewAcceptances(Schema):
    """All of them are kept, or none."""

    items: Annotated[list[NewAcceptance], Field(min_length=1, max_length=100)]


class TermsStanding(Schema):
    """On which version somebody is: a user, for a business where the text is accepted for one."""

    user_id: str
    email: str
    name: str | None
    business_id: str | None
    business: str | None
    version: str | None
    """The version in force; `null`: none was accepted."""
    accepted_at: Instant | None
    pending: bool
    """Whether a substantial change after it has not been accepted."""
