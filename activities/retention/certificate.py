"""The certificate of a purge: what was destroyed, when, by which rule; sealed, of no personal data (S18)."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.evidence.certificate_seal import CertificateSeal
from activities.records.activity_log import Entry, note
from activities.retention.dates import holds_of
from activities.retention.messages import PurgeOrder
from activities.retention.pdf import certificate_pdf
from activities.retention.rows import digest_of, portions_of
from models import Business, PurgeCertificate, PurgeStep, Retention, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.activity import Actor
from terms.clauses import clause_of
from terms.retention import BACKUPS_KEPT, RETENTION, PurgeStage
from terms.texts import Holder

RULE = "S18"


class PurgeCertificates:
    """Issues certificates. `zone` is the holder's, in which the dates of the contract are counted (C1)."""

    def __init__(self, database: Database, seal: CertificateSeal, holder: Holder, zone: str) -> None:
        self._database = database
        self._seal = seal
        self._holder = holder
        self._zone = zone

    @activity.defn(name="Certify purge")
    async def certify(self, order: PurgeOrder) -> str:
        """Seals and keeps the certificate of a stage that was destroyed, and closes the stage; its id.

        Repeated, it finds the one that was issued. Raises `SigningError` while it cannot be sealed.
        """
        async with self._database.transaction() as session:
            issued = await _issued(session, order)
            if issued is not None:
                return issued
            facts = await self._facts(session, order)
        at = datetime.fromisoformat(facts["issued_at"])
        plain = await asyncio.to_thread(certificate_pdf, facts, self._holder, self._zone)
        sealed = await self._seal.seal(plain, at)
        async with self._database.transaction() as session:
            await session.get_one(Retention, (order.business_id, order.stage.value), with_for_update=True)
            issued = await _issued(session, order)
            if issued is not None:
                return issued
            await _keep(session, order, facts, sealed.data, at)
            return str(facts["certificate"])

    async def _facts(self, session: AsyncSession, order: PurgeOrder) -> dict[str, Any]:
        stage = await session.get_one(Retention, (order.business_id, order.stage.value))
        steps = await _steps(session, order)
        now = datetime.now(UTC)
        kept = RETENTION[order.stage.data_class]
        return {
            "certificate": new_id(Prefix.PURGE_CERTIFICATE),
            "business": order.business_id,
            "stage": order.stage.value,
            "rule": RULE,
            "clause": clause_of(RULE),
            "ground": kept.ground,
            "years": kept.years,
            "blocked_at": stage.blocked_at.isoformat(),
            "due_at": stage.due_at.isoformat() if stage.due_at else None,
            "holds": [
                {"placed_at": _text(hold.placed_at), "released_at": _text(hold.released_at)}
                for hold in await holds_of(session, order.business_id)
            ],
            "begun_at": _text(stage.begun_at),
            "issued_at": now.isoformat(),
            "key_destroyed": any(step.step == "key" for step in steps),
            "rows": _rows(order.stage, steps),
            "objects": _count(steps, "objects"),
            "histories": _count(steps, "histories"),
            "digest": digest_of(f"{one.step} {one.batch} {one.count} {one.digest}" for one in steps),
            "backups_until": (now + BACKUPS_KEPT).isoformat(),
            "language": await _language(session, order.business_id),
        }


async def _issued(session: AsyncSession, order: PurgeOrder) -> str | None:
    return await session.scalar(
        select(PurgeCertificate.id).where(
            PurgeCertificate.business_id == order.business_id, PurgeCertificate.stage == order.stage.value
        )
    )


async def _steps(session: AsyncSession, order: PurgeOrder) -> Sequence[PurgeStep]:
    rows = await session.scalars(
        select(PurgeStep).where(
            PurgeStep.business_id == order.business_id, PurgeStep.stage == order.stage.value
        )
    )
    return rows.all()


async def _keep(
    session: AsyncSession, order: PurgeOrder, facts: Mapping[str, Any], pdf: bytes, at: datetime
) -> None:
    session.add(
        PurgeCertificate(
            id=facts["certificate"],
            business_id=order.business_id,
            stage=order.stage.value,
            issued_at=at,
            digest=facts["digest"],
            facts=dict(facts),
            pdf=pdf,
        )
    )
    await session.execute(
        update(Retention)
        .where(Retention.business_id == order.business_id, Retention.stage == order.stage.value)
        .values(purged_at=at)
    )
    entry = Entry("workflow:retention:purge", Actor.SERVICE, objects=[facts["certificate"]])
    await note(session, entry)


def _rows(stage: PurgeStage, steps: Sequence[PurgeStep]) -> dict[str, int]:
    """Table → rows destroyed, of every table that the stage looks into."""
    return {table: _count(steps, f"table:{table}") for table, _ in portions_of(stage)}


def _count(steps: Sequence[PurgeStep], step: str) -> int:
    return sum(one.count for one in steps if one.step == step)


async def _language(session: AsyncSession, business_id: str) -> str:
    """The owner's while there is one, then that of the certificate before."""
    owners = select(User.language).join(Business, Business.owner_id == User.id)
    if language := await session.scalar(owners.where(Business.id == business_id)):
        return language
    before = await session.scalar(
        select(PurgeCertificate.facts["language"].astext)
        .where(PurgeCertificate.business_id == business_id)
        .limit(1)
    )
    return before or "es"


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
