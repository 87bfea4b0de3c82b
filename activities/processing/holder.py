"""Keeps who the holder is, whenever configuration says otherwise than before (contract P2, P10)."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from activities.processing.facts import Contact, Processor
from models import HolderVersion
from models.database import Database
from models.identifiers import Prefix, new_id
from models.scope import UPKEEP
from terms.texts import Holder

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('holder versions', 0))")


async def publish_holder(database: Database, holder: Holder, now: datetime) -> bool:
    """Writes a version where the holder is not what it was, at the start of a process; whether it did."""
    facts = asdict(holder)
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    sha256 = hashlib.sha256(canonical.encode()).hexdigest()
    async with database.transaction(UPKEEP) as session:
        await session.execute(_LOCK)
        newest = await session.scalar(select(HolderVersion).order_by(HolderVersion.since.desc()).limit(1))
        if newest is not None and (newest.sha256 == sha256 or newest.since >= now):
            return False
        session.add(HolderVersion(id=new_id(Prefix.HOLDER_VERSION), since=now, facts=facts, sha256=sha256))
    return True


async def processor_before(session: AsyncSession, before: datetime) -> Processor | None:
    """The holder as it was just before an instant; `None` where none had been written down yet."""
    row = await session.scalar(
        select(HolderVersion)
        .where(HolderVersion.since < before)
        .order_by(HolderVersion.since.desc())
        .limit(1)
    )
    if row is None:
        return None
    facts = row.facts
    return Processor(
        facts["name"],
        facts["tax_id"],
        facts["address"],
        facts["email"],
        facts["registry"],
        Contact(facts.get("dpo_name", ""), facts["dpo_email"]),
    )
