"""Where a person appears among the signers of a business's envelopes (contract P6)."""

from sqlalchemy import ColumnElement, Select, func, or_, select

from models import Envelope, EvidenceEvent, Signer
from terms.evidence import EventKind


def named(business_id: str, email: str | None, name: str | None) -> Select[Signer, Envelope]:
    """Signers with this address, now or before a correction, and whose name contains this; newest first."""
    query = (
        select(Signer, Envelope)
        .join(Envelope, Envelope.id == Signer.envelope_id)
        .where(Envelope.business_id == business_id)
        .order_by(Signer.id.desc())
    )
    if email is not None:
        query = query.where(of_person(email, business_id))
    if name is not None:
        query = query.where(Signer.name.icontains(name, autoescape=True))
    return query


def has_address(email: str) -> ColumnElement[bool]:
    """Signers whose address it is, in any case."""
    return func.lower(Signer.email) == email.lower()


def of_person(email: str, business_id: str | None = None) -> ColumnElement[bool]:
    """Signers whose address it is or was, in a business's envelopes or in all of them."""
    return or_(has_address(email), had_address(email, business_id))


def had_address(email: str, business_id: str | None = None) -> ColumnElement[bool]:
    """Signers whose address it was before a correction, or is by a rectification: evidence names it.

    Whoever has the address now may be another person.
    """
    kinds = [EventKind.SIGNER_CORRECTED.value, EventKind.SIGNER_RECTIFIED.value]
    corrected = select(EvidenceEvent.envelope_id).where(EvidenceEvent.kind.in_(kinds))
    if business_id is not None:
        corrected = corrected.join(Envelope, Envelope.id == EvidenceEvent.envelope_id).where(
            Envelope.business_id == business_id
        )
    before = select(EvidenceEvent.data["signer_id"].astext).where(
        EvidenceEvent.envelope_id.in_(corrected),
        func.lower(EvidenceEvent.personal["email"].astext) == email.lower(),
    )
    return Signer.id.in_(before)


def is_theirs(signer: Signer, email: str) -> bool:
    """Whether the signer is the person, and not somebody who took their place by a correction."""
    return signer.email.lower() == email.lower()
