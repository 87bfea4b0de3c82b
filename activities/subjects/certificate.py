"""The certificate of a measure about a data subject: what was done, sealed, of no personal data (P6, P7)."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.archive.versions import forget_versions
from activities.clock import now
from activities.evidence.certificate_seal import CertificateSeal
from activities.subjects.certificate_pdf import certificate_pdf
from models import SubjectMeasure, SubjectPlace, User
from models.database import Database
from terms.evidence import canonical_json
from terms.renewal import Paper
from terms.retention import BACKUPS_KEPT
from terms.texts import Holder


class SubjectCertificates:
    """Issues them, each in the place of the one before. `zone` is the holder's (contract C1)."""

    def __init__(self, database: Database, seal: CertificateSeal, holder: Holder, zone: str) -> None:
        self._database = database
        self._seal = seal
        self._holder = holder
        self._zone = zone

    @activity.defn(name="Certify measure about data subject")
    async def certify(self, measure_id: str) -> None:
        """Seals and keeps the certificate of what stands now, unless the one that is there says the same.

        Raises `SigningError` without a seal.
        """
        async with self._database.transaction() as session:
            standing = await _standing(session, measure_id)
            measure = await session.get_one(SubjectMeasure, measure_id)
            said = _digest(standing)
            if measure.certificate is not None and measure.certified == said:
                return
        facts = _dated(standing, now())
        plain = await asyncio.to_thread(certificate_pdf, facts, self._holder, self._zone)
        sealed = await self._seal.seal(plain, datetime.fromisoformat(facts["issued_at"]))
        async with self._database.transaction() as session:
            measure = await session.get_one(SubjectMeasure, measure_id, with_for_update=True)
            measure.certificate, measure.certified = sealed.data, said
            await forget_versions(session, Paper.SUBJECT_CERTIFICATE, measure_id)


async def _standing(session: AsyncSession, measure_id: str) -> dict[str, Any]:
    measure = await session.get_one(SubjectMeasure, measure_id)
    asked_by = await session.get_one(User, measure.asked_by)
    rows = await session.scalars(select(SubjectPlace).where(SubjectPlace.measure_id == measure_id))
    places = rows.all()
    return {
        "measure": measure.id,
        "business": measure.business_id,
        "kind": measure.kind,
        "ground": measure.ground,
        "asked_at": measure.asked_at.isoformat(),
        "begun_at": _text(measure.begun_at),
        "ended_at": _text(measure.ended_at),
        "places": len(places),
        "sha256": measure.sha256,
        **{
            outcome: sum(place.outcome == outcome for place in places)
            for outcome in ("destroyed", "corrected", "noted")
        },
        "kept": _kept(places),
        "named": sum(bool(place.texts) for place in places),
        "elsewhere": measure.elsewhere or {},
        "counts": measure.facts or {},
        "language": asked_by.language,
    }


def _dated(standing: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    facts = {**standing, "issued_at": at.isoformat(), "backups_until": (at + BACKUPS_KEPT).isoformat()}
    return facts | {"digest": _digest(facts)}


def _digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(facts)).hexdigest()


def _kept(places: Sequence[SubjectPlace]) -> list[dict[str, Any]]:
    """How many envelopes keep something for which reason until when."""
    kept = Counter((place.reason, _text(place.kept_until)) for place in places if place.outcome == "kept")
    return [
        {"reason": reason, "until": until, "count": count}
        for (reason, until), count in sorted(kept.items(), key=str)
    ]


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
