"""What an export tells of the business itself: its data, people, keys and acceptances (contract A2–A5)."""

from sqlalchemy import ColumnElement, or_, select, union

from activities.export.whose import DOOR, INSIDE, PERSONS, ExportedTable, of_business
from models import (
    Acceptance,
    ApiKey,
    Business,
    BusinessChange,
    BusinessDeletion,
    Departure,
    Document,
    Envelope,
    EvidencePack,
    Export,
    Invitation,
    Membership,
    OwnershipTransfer,
    ShownText,
    Submission,
    User,
)


def _itself(business_id: str) -> ColumnElement[bool]:
    return Business.id == business_id


def _its_people(business_id: str) -> ColumnElement[bool]:
    """Whoever is or was a member, and whoever the other rows name as having made something for it."""
    named = (
        Membership.user_id,
        Departure.user_id,
        Acceptance.user_id,
        BusinessChange.user_id,
        Invitation.invited_by,
        Document.created_by,
        Envelope.created_by,
        OwnershipTransfer.from_user_id,
    )
    return User.id.in_(
        union(*(select(column).where(column.class_.business_id == business_id) for column in named))
    )


def _texts_accepted(business_id: str) -> ColumnElement[bool]:
    """By the business, and by the signers of its envelopes."""
    accepted = select(Acceptance.sha256).where(Acceptance.business_id == business_id)
    consented = (
        select(Submission.consent_sha256)
        .join(Envelope, Envelope.id == Submission.envelope_id)
        .where(Envelope.business_id == business_id)
    )
    return or_(ShownText.sha256.in_(accepted), ShownText.sha256.in_(consented))


HOUSE = (
    ExportedTable(Business, _itself),
    ExportedTable(BusinessChange, of_business(BusinessChange)),
    ExportedTable(
        User,
        _its_people,
        {
            "password_hash": DOOR,
            "email_verified_at": PERSONS,
            "created_at": PERSONS,
            "time_zone": PERSONS,
            "password_changed_at": PERSONS,
            "password_reset_required_at": PERSONS,
            "password_reset_at": PERSONS,
            "access_revoked_at": PERSONS,
            "acceptances_kept_until": INSIDE,
            "current_business_id": PERSONS,
        },
    ),
    ExportedTable(Membership, of_business(Membership)),
    ExportedTable(
        Invitation,
        of_business(Invitation),
        {"token_sha256": DOOR, "answer_id": INSIDE, "sequence": INSIDE},
    ),
    ExportedTable(Departure, of_business(Departure), {"told_at": INSIDE}),
    ExportedTable(
        OwnershipTransfer, of_business(OwnershipTransfer), {"answer_id": INSIDE, "sequence": INSIDE}
    ),
    ExportedTable(Acceptance, of_business(Acceptance)),
    ExportedTable(ShownText, _texts_accepted),
    ExportedTable(BusinessDeletion, of_business(BusinessDeletion)),
    ExportedTable(ApiKey, of_business(ApiKey), {"secret_sha256": DOOR}),
    ExportedTable(EvidencePack, of_business(EvidencePack)),
    ExportedTable(
        Export,
        of_business(Export),
        dict.fromkeys(("gatherings", "measured", "content_size", "directory_size"), INSIDE),
    ),
)
