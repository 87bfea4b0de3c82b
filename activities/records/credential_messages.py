"""What `CredentialRecords` is told and answers. Ids, instants and small enums only: no personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from terms.credential_reports import ConfirmedBy, ReportState


@dataclass(frozen=True)
class CredentialPlan:
    """What the workflow needs to know. `known` is whether the address has an account or a signing link."""

    report_id: str
    state: ReportState
    known: bool
    by_session: bool
    expires_at: datetime
    by_link: bool = False
    by_owner: bool = False


@dataclass(frozen=True)
class Confirmation:
    """The report is confirmed: by whom and when."""

    report_id: str
    by: ConfirmedBy
    at: datetime


@dataclass(frozen=True)
class BusinessConcerned:
    """A business in which the user works, and its owner."""

    business_id: str
    owner_id: str


@dataclass(frozen=True)
class AccessEnded:
    """Whose access has ended, and the businesses of others in which they work."""

    user_id: str | None
    businesses: Sequence[BusinessConcerned]


@dataclass(frozen=True)
class LinkEnded:
    """A signer of an envelope under way whose links have ended, and who sent it."""

    envelope_id: str
    signer_id: str
    sender_id: str
