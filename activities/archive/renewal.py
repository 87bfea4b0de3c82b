"""Renews archive timestamps in time: each envelope once per period, in batches (contract E4, M9).

A renewal is one transaction with revisions, evidence and the next date; the bytes are stored before it, so
that a crash leaves objects that nobody knows and the next attempt begins anew.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.records.ledger import EventDraft, append_events
from activities.signing.circumstances import Base, field_name, newest_base
from activities.signing.errors import SigningError, TimestampError
from activities.signing.renewing import RenewedBytes, renewed_and_checked
from activities.signing.signing import Runner
from activities.signing.timestamps import TimestampClient, valid_until
from activities.subjects.erased import erased_of
from activities.vault.errors import KeyDestroyed, ObjectDamaged, ObjectMissing
from activities.vault.vault import Vault
from models import ArchiveTerm, Certificate, Envelope, Revision
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.evidence import ActorKind, EventKind
from terms.renewal import BATCH, due_before, first_term, gains

ARCHIVE = "archive"
_PROBE = b"until when does the authority's certificate hold?"
_NOTED_AT_ONCE = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Renewals:
    """What one batch did. `after` is its last envelope; `None` when nothing was due."""

    envelopes: int = 0
    documents: int = 0
    failed: list[str] = field(default_factory=list)
    """Envelopes that could not be renewed; they stay due."""
    useless: int = 0
    """Due, but the authority's own certificate does not hold longer."""
    after: str | None = None


@dataclass(frozen=True)
class _Made:
    """One document's next version, stored but not yet known to anybody."""

    revision: Revision
    renewed: RenewedBytes


class ArchiveRenewal:
    """Adds timestamps to what was sealed, as versions of their own."""

    def __init__(
        self, database: Database, vault: Vault, tsa: TimestampClient, anchors_pem: bytes, run: Runner
    ) -> None:
        self._database = database
        self._vault = vault
        self._tsa = tsa
        self._anchors_pem = anchors_pem
        self._run = run

    @activity.defn(name="Note archive timestamps")
    async def note(self) -> int:
        """Notes until when what was certified since holds; returns how many envelopes, in one batch.

        The token over the evidence is as a rule of the same hour and authority as those in the documents.
        """
        async with self._database.transaction() as session:
            known = select(ArchiveTerm.envelope_id).where(ArchiveTerm.envelope_id == Certificate.envelope_id)
            newest = (
                select(func.max(Revision.signed_at))
                .where(Revision.envelope_id == Certificate.envelope_id)
                .scalar_subquery()
            )
            rows = await session.execute(
                select(Certificate, newest)
                .where(~known.exists())
                .order_by(Certificate.envelope_id)
                .limit(_NOTED_AT_ONCE)
            )
            terms = [
                {
                    "envelope_id": certificate.envelope_id,
                    "valid_until": first_term(
                        signed_at, certificate.created_at, valid_until(certificate.chain_token)
                    ),
                    "renewals": 0,
                }
                for certificate, signed_at in rows
            ]
            if terms:
                await session.execute(insert(ArchiveTerm).values(terms).on_conflict_do_nothing())
            return len(terms)

    @activity.defn(name="Renew archive timestamps")
    async def renew(self, after: str) -> Renewals:
        """Renews the next few envelopes that are due. Raises what the TSA raises when it is away.

        Repeated, those that were renewed are no longer due.
        """
        at = now()
        terms = await self._due(after, at)
        if not terms:
            return Renewals()
        offered = valid_until((await self._tsa.stamp(_PROBE)).token)
        envelopes, documents, useless, failed = 0, 0, 0, []
        for envelope_id, until, renewals in terms:
            if not gains(until, offered, at):
                useless += 1
                continue
            try:
                documents += await self._renew(envelope_id, renewals, at)
                envelopes += 1
            except TimestampError:
                raise
            except (SigningError, ObjectDamaged, KeyDestroyed) as error:
                logger.warning("%s cannot be renewed: %s", envelope_id, error)
                failed.append(envelope_id)
        return Renewals(envelopes, documents, failed, useless, terms[-1][0])

    async def _due(self, after: str, at: datetime) -> Sequence[tuple[str, datetime, int]]:
        async with self._database.transaction() as session:
            rows = await session.execute(
                select(ArchiveTerm.envelope_id, ArchiveTerm.valid_until, ArchiveTerm.renewals)
                .where(ArchiveTerm.valid_until <= due_before(at), ArchiveTerm.envelope_id > after)
                .order_by(ArchiveTerm.envelope_id)
                .limit(BATCH)
            )
            return [(row[0], row[1], row[2]) for row in rows if row[1] is not None]

    async def _renew(self, envelope_id: str, renewals: int, at: datetime) -> int:
        """All documents of an envelope, or none; how many."""
        key = f"{ARCHIVE}:{renewals + 1}"
        made = []
        for document_id in await self._documents(envelope_id):
            version = await self._version(envelope_id, document_id, key)
            if version is not None:
                made.append(version)
        if not await self._keep(envelope_id, renewals, made, at):
            for each in made:
                await self._vault.delete(each.revision.object_key.split("/")[0], each.revision.object_key)
            return 0
        return len(made)

    async def _documents(self, envelope_id: str) -> Sequence[str]:
        async with self._database.transaction() as session:
            if (await erased_of(session, envelope_id)).documents:
                return []
            rows = await session.scalars(
                select(Revision.document_id)
                .where(Revision.envelope_id == envelope_id)
                .distinct()
                .order_by(Revision.document_id)
            )
            return rows.all()

    async def _version(self, envelope_id: str, document_id: str, key: str) -> _Made | None:
        """The document's next version, checked and stored; nothing where its key was destroyed."""
        async with self._database.transaction() as session:
            base = await newest_base(session, envelope_id, document_id)
            level = await _level(session, envelope_id, document_id)
        try:
            pdf = await self._vault.get(base.business_id, base.object_key)
        except KeyDestroyed:
            return None
        except ObjectMissing as error:
            raise SigningError(f"{base.object_key} is missing") from error
        if hashlib.sha256(pdf).hexdigest() != base.sha256:
            raise SigningError(f"{base.object_key} is not what was stored")
        renewed = await renewed_and_checked(pdf, field_name(key), self._tsa, self._anchors_pem, self._run)
        revision = _row(envelope_id, document_id, key, base, renewed, level)
        await self._vault.put(base.business_id, revision.object_key, renewed.data)
        return _Made(revision, renewed)

    async def _keep(self, envelope_id: str, renewals: int, made: Sequence[_Made], at: datetime) -> bool:
        """Everything in one transaction; `False` where somebody else was faster, or erased the documents."""
        async with self._database.transaction() as session:
            await session.get_one(Envelope, envelope_id, with_for_update=True)
            term = await session.get_one(ArchiveTerm, envelope_id, with_for_update=True)
            if term.renewals != renewals:
                return False
            if (await erased_of(session, envelope_id)).documents or not made:
                term.valid_until = None
                return False
            session.add_all(each.revision for each in made)
            await session.flush()
            await append_events(session, envelope_id, [_event(each.revision) for each in made])
            term.renewals, term.renewed_at = renewals + 1, at
            term.valid_until = min(each.renewed.valid_until for each in made)
        return True


async def _level(session: AsyncSession, envelope_id: str, document_id: str) -> str:
    """That of the newest version, which no signature in the next one may fall behind."""
    found = await session.scalars(
        select(Revision.level)
        .where(Revision.envelope_id == envelope_id, Revision.document_id == document_id)
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return found.one()


def _row(
    envelope_id: str, document_id: str, key: str, base: Base, renewed: RenewedBytes, level: str
) -> Revision:
    revision_id = new_id(Prefix.REVISION)
    return Revision(
        id=revision_id,
        envelope_id=envelope_id,
        document_id=document_id,
        number=base.number + 1,
        key=key,
        sha256=hashlib.sha256(renewed.data).hexdigest(),
        base_sha256=base.sha256,
        object_key=f"{base.business_id}/envelopes/{envelope_id}/revisions/{revision_id}",
        size=len(renewed.data),
        level=level,
        certificate_serial=renewed.serial,
        signed_at=renewed.time,
        created_at=datetime.now(UTC),
    )


def _event(revision: Revision) -> EventDraft:
    return EventDraft(
        key=f"{revision.key}:{revision.document_id}",
        kind=EventKind.TIMESTAMP_RENEWED,
        at=revision.signed_at,
        actor=ActorKind.SERVICE,
        document_id=revision.document_id,
        document_sha256=revision.sha256,
        data={
            "revision_id": revision.id,
            "revision": revision.number,
            "base_sha256": revision.base_sha256,
            "level": revision.level,
            "certificate_serial": revision.certificate_serial,
            "timestamp": revision.signed_at.astimezone(UTC).isoformat(),
        },
    )
