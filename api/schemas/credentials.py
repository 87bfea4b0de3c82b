"""Reports of lost credentials (contract A7)."""

from typing import Annotated, Literal

from pydantic import EmailStr, StringConstraints

from api.schemas.common import Instant, Language, Schema
from terms.credential_reports import CredentialTrouble

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class CredentialReportRequest(Schema):
    """Whose credentials are lost, by address, and how."""

    email: EmailStr
    kind: CredentialTrouble
    words: Words = ""
    language: Language = "es"


class CredentialReportAnswer(Schema):
    """The same whether the address was known or not: only its mailbox learns which, and can confirm."""

    status: Literal["mail_sent"] = "mail_sent"
    expires_at: Instant
    """When the mailed link ends."""


class CredentialConfirmation(Schema):
    """The token of the mailed link."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class OwnCredentialReport(Schema):
    """What happened to one's own credentials."""

    kind: CredentialTrouble
    words: Words = ""


class CredentialsSecured(Schema):
    """Sessions, keys and links have ended; signing in needs a new password first."""

    status: Literal["secured"] = "secured"
