"""Whether what was restored is what was stored: digests of contents, and signatures (contract M1)."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.signing.level import findings
from activities.vault.errors import KeyDestroyed, ObjectDamaged, ObjectMissing
from activities.vault.vault import Vault
from models import Certificate, Document, Envelope, Revision
from models.database import Database
from terms.signatures import Level

SAMPLE = 300
"""Contents of each kind that are read and digested; all of them where there are no more."""


@dataclass
class Proof:
    """How many were checked, and what was not as it should be, by ids."""

    checked: int = 0
    faults: list[str] = field(default_factory=list)
    envelope_id: str | None = None


async def check_contents(database: Database, vault: Vault) -> Proof:
    """Reads documents, signed versions and certificates and compares their SHA-256 with what their rows say.

    It takes the restored rows, the restored keys and the master key: whatever of them is amiss shows here.
    """
    proof = Proof()
    async with database.transaction() as session:
        contents = await _contents(session)
    for row_id, business_id, object_key, sha256 in contents:
        try:
            content = await vault.get(business_id, object_key)
        except KeyDestroyed:
            continue
        except (ObjectMissing, ObjectDamaged) as error:
            proof.faults.append(f"{row_id}: {type(error).__name__}")
            continue
        proof.checked += 1
        if hashlib.sha256(content).hexdigest() != sha256:
            proof.faults.append(f"{row_id}: digest")
    return proof


async def check_signatures(database: Database, vault: Vault, anchors_pem: bytes) -> Proof:
    """Validates every signature of the document that was sealed last, where there is one."""
    proof = Proof()
    async with database.transaction() as session:
        sealed = (
            await session.execute(
                select(Revision.envelope_id, Revision.object_key, Envelope.business_id)
                .join(Envelope, Envelope.id == Revision.envelope_id)
                .where(Revision.key == "seal")
                .order_by(Revision.created_at.desc())
                .limit(1)
            )
        ).first()
    if sealed is None:
        return proof
    proof.envelope_id = sealed.envelope_id
    content = await vault.get(sealed.business_id, sealed.object_key)
    for finding in await asyncio.to_thread(findings, content, anchors_pem):
        proof.checked += 1
        if finding.level < Level.B_LT:
            proof.faults.append(f"{sealed.envelope_id}: {finding.field_name} reaches {finding.level.label}")
    return proof


async def _contents(session: AsyncSession) -> Sequence[tuple[str, str, str, str]]:
    """Id, business, object and SHA-256 of some contents of each kind, chosen anew each time."""
    documents = select(Document.id, Document.business_id, Document.object_key, Document.sha256)
    revisions = select(Revision.id, Envelope.business_id, Revision.object_key, Revision.sha256).join(
        Envelope, Envelope.id == Revision.envelope_id
    )
    certificates = select(
        Certificate.id, Envelope.business_id, Certificate.object_key, Certificate.sha256
    ).join(Envelope, Envelope.id == Certificate.envelope_id)
    found: list[tuple[str, str, str, str]] = []
    for query in (documents, revisions, certificates):
        rows = await session.execute(query.order_by(func.random()).limit(SAMPLE))
        found += [(row[0], row[1], row[2], row[3]) for row in rows]
    return found
