"""How a person was named before it was put right: texts may still say so (GDPR art. 16, 17)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.subjects.finding import is_theirs
from activities.subjects.texts import naming_any
from models import EvidenceEvent, Signer, SubjectMeasure, SubjectPlace
from terms.subjects import MeasureKind

FORMER = "former"
"""Among a rectification's details: signer → `name` and `email` that it put right."""


@dataclass(frozen=True)
class PutRight:
    """What a rectification found at a place, and the address there afterwards."""

    name: str
    email: str
    email_after: str


def remember_former(measure: SubjectMeasure, signer: Signer) -> None:
    """Keeps with a rectification what it puts right at a place. Repeated, what was there first stays."""
    details = measure.details or {}
    known = details.get(FORMER)
    former = dict(known) if isinstance(known, dict) else {}
    if signer.id not in former:
        former[signer.id] = {"name": signer.name, "email": signer.email}
        measure.details = {**details, FORMER: former}


async def naming_ever(
    session: AsyncSession, signer: Signer, emails: Collection[str], also: Collection[str] = ()
) -> re.Pattern[str]:
    """Finds the person of these addresses by what they are called at a place, and by what they were called
    there; `also` are names by which they are looked for besides.

    A rectification is of one and the same person, so its former address is theirs too; after a correction
    of the address the place may be somebody else's, whose name is not looked for.
    """
    addresses = {email.lower() for email in emails}
    names = {signer.name, *also} if is_theirs(signer, addresses) else set(also)
    for one in await _put_right(session, signer.id):
        if {one.email.lower(), one.email_after.lower()} & addresses:
            addresses.add(one.email.lower())
            names.add(one.name)
    return naming_any(addresses, names | await _names_in_evidence(session, signer, addresses))


async def _put_right(session: AsyncSession, signer_id: str) -> Sequence[PutRight]:
    """By the rectifications of a place, newest first."""
    rows = await session.scalars(
        select(SubjectMeasure)
        .join(SubjectPlace, SubjectPlace.measure_id == SubjectMeasure.id)
        .where(SubjectPlace.signer_id == signer_id, SubjectMeasure.kind == MeasureKind.RECTIFICATION.value)
        .order_by(SubjectMeasure.id.desc())
    )
    found = []
    for row in rows:
        details = row.details or {}
        former = details.get(FORMER)
        if isinstance(former, dict) and (was := former.get(signer_id)):
            after = details.get("email") or was["email"]
            found.append(PutRight(str(was["name"]), str(was["email"]), str(after)))
    return found


async def _names_in_evidence(session: AsyncSession, signer: Signer, addresses: set[str]) -> set[str]:
    """Under which names evidence tells of the signer by these addresses."""
    name, email = EvidenceEvent.personal["name"].astext, EvidenceEvent.personal["email"].astext
    rows = await session.scalars(
        select(name)
        .where(
            EvidenceEvent.envelope_id == signer.envelope_id,
            EvidenceEvent.data["signer_id"].astext == signer.id,
            func.lower(email).in_(addresses),
            name.is_not(None),
        )
        .distinct()
    )
    return set(rows)
