"""The transfer of a business from its owner to another member (contract A2, A4)."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.accounts import AcceptedTexts, Declarations
from api.schemas.common import Instant, Schema
from api.schemas.members import PersonView
from terms.members import TransferState
from terms.plans import CustomerKind


class BusinessName(Schema):
    """A business by name."""

    id: str
    name: str


class TransferDraft(Schema):
    """The member to whom the ownership is offered."""

    user_id: Annotated[str, StringConstraints(max_length=40)]


class TransferView(Schema):
    """An offer, for both sides. The change itself is what `accepted` says."""

    id: str
    business: BusinessName
    offered_by: PersonView
    offered_to: PersonView
    state: TransferState
    offered_at: Instant
    expires_at: Instant
    ended_at: Instant | None


class OwnershipAcceptance(Schema):
    """What a new owner declares and accepts, as whoever creates a business does."""

    customer_kind: CustomerKind
    """Whether they own it as a consumer or in a trade or profession (contract A6): asked of each owner."""
    declarations: Declarations
    accepted: AcceptedTexts
