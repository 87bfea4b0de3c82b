"""Where a person appears among the signers of a business's envelopes (contract P6)."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Envelope, EvidenceEvent, Signer, SubjectMeasure
from terms.evidence import EventKind
from terms.subjects import MeasureKind


async def addresses_of(session: AsyncSession, business_id: str, email: str) -> frozenset[str]:
    """All addresses, in lower case, that a business knows of the person of one: by rectifications, which are
    of one and the same person. A correction of an address may give a place to somebody else.
    """
    return await _followed(session, business_id, email, lambda known: or_(_WAS.in_(known), _AFTER.in_(known)))


async def earlier_addresses_of(session: AsyncSession, business_id: str, email: str) -> frozenset[str]:
    """That address, in lower case, and those that rectifications put it in the place of.

    Not what came after it: an address that was not right may be the mailbox of somebody else, who is to be
    given nothing of the person whose it was thought to be.
    """
    return await _followed(session, business_id, email, _AFTER.in_)


_WAS, _AFTER = func.lower(SubjectMeasure.email), func.lower(SubjectMeasure.details["email"].astext)


async def _followed(
    session: AsyncSession, business_id: str, email: str, joins: Callable[[set[str]], ColumnElement[bool]]
) -> frozenset[str]:
    """The address, and those that rectifications join to it, one by one."""
    known, found = set[str](), {email.lower()}
    while found - known:
        known |= found
        rows = await session.execute(
            select(_WAS, _AFTER).where(
                SubjectMeasure.business_id == business_id,
                SubjectMeasure.kind == MeasureKind.RECTIFICATION.value,
                _WAS.is_not(None),
                _AFTER.is_not(None),
                joins(known),
            )
        )
        found |= {str(one) for row in rows for one in row}
    return frozenset(found)


def named(business_id: str, emails: Collection[str], name: str | None) -> Select[Signer, Envelope]:
    """Signers with one of these addresses, now or before a correction, and whose name contains this; newest
    first. Without addresses, whatever theirs is.
    """
    query = (
        select(Signer, Envelope)
        .join(Envelope, Envelope.id == Signer.envelope_id)
        .where(Envelope.business_id == business_id)
        .order_by(Signer.id.desc())
    )
    if emails:
        query = query.where(or_(*(of_person(email, business_id) for email in sorted(emails))))
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


def is_theirs(signer: Signer, emails: Collection[str]) -> bool:
    """Whether the signer is the person of these addresses, in lower case, and not somebody who took their
    place by a correction.
    """
    return signer.email.lower() in emails
