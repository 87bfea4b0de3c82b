"""Renews what is sealed besides documents: papers, and timestamps that stand alone (contract E4, M9).

A paper gets an archive timestamp more, as a document does. A timestamp over evidence gets another one over
itself (RFC 4998, 5.2): it shows that the earlier one was there while it could still be checked.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from temporalio import activity

from activities.archive.sources import (
    Sealed,
    chain_token,
    grow,
    is_left,
    kept_in_row,
    new_object_key,
    unnoted,
)
from activities.clock import now
from activities.evidence.chain_stamp import ChainStamper
from activities.signing.errors import SigningError, TimestampError
from activities.signing.renewing import archive_valid_until, renewed_and_checked
from activities.signing.signing import Runner
from activities.signing.timestamps import TimestampClient, valid_until
from activities.vault.errors import KeyDestroyed, ObjectDamaged, ObjectMissing
from activities.vault.vault import Vault
from models import SealedVersion
from models.database import Database
from terms.renewal import BATCH, IN_THEIR_ROWS, Paper, due_before, gains

_PROBE = b"until when does the authority's certificate hold?"
_NOTED_AT_ONCE = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PaperRenewals:
    """What one batch did. `after` is its last paper; `None` when nothing was due."""

    papers: int = 0
    failed: list[str] = field(default_factory=list)
    """Papers that could not be renewed; they stay due."""
    useless: int = 0
    """Due, but the authority's own certificate does not hold longer."""
    after: str | None = None


@dataclass(frozen=True)
class _Made:
    """The next version, not yet known to anybody."""

    data: bytes = field(repr=False)
    valid_until: datetime


class PaperRenewal:
    """Each paper once per period, in batches; bytes first, then the row, as with documents."""

    def __init__(
        self, database: Database, vault: Vault, tsa: TimestampClient, anchors_pem: bytes, run: Runner
    ) -> None:
        self._database = database
        self._vault = vault
        self._tsa = tsa
        self._stamper = ChainStamper(tsa, anchors_pem)
        self._anchors_pem = anchors_pem
        self._run = run

    @activity.defn(name="Note sealed papers")
    async def note(self) -> int:
        """Notes until when what was sealed since holds; returns how many, in one batch."""
        async with self._database.transaction() as session:
            found = await unnoted(session, _NOTED_AT_ONCE)
        rows = [await self._noted(each) for each in found]
        if rows:
            async with self._database.transaction() as session:
                await session.execute(insert(SealedVersion).values(rows).on_conflict_do_nothing())
        return len(rows)

    async def _noted(self, sealed: Sealed) -> dict[str, Any]:
        """The row. What cannot be read is due at once, so that the renewal names it."""
        data, until = await self._read(sealed)
        return {
            "kind": sealed.kind.value,
            "paper_id": sealed.paper_id,
            "number": 0,
            "business_id": sealed.business_id,
            "sealed_at": sealed.sealed_at,
            "sha256": sealed.sha256 or hashlib.sha256(data).hexdigest(),
            "size": sealed.size or len(data),
            "object_key": sealed.object_key,
            "token": None,
            "valid_until": until,
        }

    async def _read(self, sealed: Sealed) -> tuple[bytes, datetime | None]:
        """Its bytes, as far as they are needed, and until when its timestamp holds."""
        data = sealed.data or b""
        if sealed.token is not None:
            return data, valid_until(sealed.token)
        try:
            if sealed.object_key is not None:
                data = await self._vault.get(sealed.business_id, sealed.object_key)
            return data, await self._run(archive_valid_until, data)
        except KeyDestroyed:
            return data, None
        except (SigningError, ObjectDamaged, ObjectMissing) as error:
            logger.warning("%s cannot be read: %s", sealed.paper_id, type(error).__name__)
            return data, sealed.sealed_at

    @activity.defn(name="Renew sealed papers")
    async def renew(self, after: str) -> PaperRenewals:
        """Renews the next few papers that are due. Raises what the TSA raises when it is away.

        Repeated, those that were renewed are no longer due.
        """
        at = now()
        due = await self._due(after, at)
        if not due:
            return PaperRenewals()
        offered = valid_until((await self._tsa.stamp(_PROBE)).token)
        papers, useless, failed = 0, 0, []
        for version in due:
            if version.valid_until is not None and not gains(version.valid_until, offered, at):
                useless += 1
                continue
            try:
                papers += await self._renew(version)
            except TimestampError:
                raise
            except (SigningError, ObjectDamaged, ObjectMissing) as error:
                logger.warning("%s cannot be renewed: %s", version.paper_id, error)
                failed.append(_place(version))
        return PaperRenewals(papers, failed, useless, _place(due[-1]))

    async def _due(self, after: str, at: datetime) -> Sequence[SealedVersion]:
        kind, _, paper_id = after.partition(":")
        place = tuple_(SealedVersion.kind, SealedVersion.paper_id)
        async with self._database.transaction() as session:
            rows = await session.scalars(
                select(SealedVersion)
                .where(SealedVersion.valid_until <= due_before(at), place > tuple_(kind, paper_id))
                .order_by(SealedVersion.kind, SealedVersion.paper_id)
                .limit(BATCH)
            )
            return rows.all()

    async def _renew(self, version: SealedVersion) -> bool:
        """Whether there is a later version now, by this renewal."""
        made = await self._made(version)
        object_key = None
        if made is not None and version.object_key is not None:
            object_key = new_object_key(version.object_key)
            await self._vault.put(version.business_id, object_key, made.data)
        kept = await self._keep(version, made, object_key)
        if object_key is not None and not kept:
            await self._vault.delete(version.business_id, object_key)
        return kept

    async def _made(self, version: SealedVersion) -> _Made | None:
        """The next version, checked; nothing where the paper was destroyed."""
        kind = Paper(version.kind)
        async with self._database.transaction() as session:
            if not await is_left(session, kind, version.paper_id):
                return None
            token = await chain_token(session, version) if kind is Paper.EVIDENCE_CHAIN else None
            pdf = await kept_in_row(session, kind, version.paper_id) if kind in IN_THEIR_ROWS else None
        if token is not None:
            stamp = await self._stamper.stamp_again(token)
            return _Made(stamp.token, valid_until(stamp.token))
        if version.object_key is not None:
            try:
                pdf = await self._vault.get(version.business_id, version.object_key)
            except KeyDestroyed:
                return None
        if pdf is None:
            return None
        if hashlib.sha256(pdf).hexdigest() != version.sha256:
            raise SigningError(f"{version.paper_id} is not what was sealed")
        name = f"archive-{version.number + 1}"
        renewed = await renewed_and_checked(pdf, name, self._tsa, self._anchors_pem, self._run)
        return _Made(renewed.data, renewed.valid_until)

    async def _keep(self, version: SealedVersion, made: _Made | None, object_key: str | None) -> bool:
        """The row, and that the one before no longer counts; `False` where somebody else was faster."""
        kind = Paper(version.kind)
        async with self._database.transaction() as session:
            left = await is_left(session, kind, version.paper_id)
            known = (version.kind, version.paper_id, version.number)
            last = await session.get(SealedVersion, known, with_for_update=True)
            if last is None or last.valid_until is None:
                return False
            if made is None or not left:
                last.valid_until = None
                return False
            if kind in IN_THEIR_ROWS and not await grow(session, last, made.data):
                return False
            last.valid_until = None
            session.add(_next(last, made, object_key))
            return True


def _next(last: SealedVersion, made: _Made, object_key: str | None) -> SealedVersion:
    return SealedVersion(
        kind=last.kind,
        paper_id=last.paper_id,
        number=last.number + 1,
        business_id=last.business_id,
        sealed_at=last.sealed_at,
        sha256=hashlib.sha256(made.data).hexdigest(),
        size=len(made.data),
        object_key=object_key,
        token=made.data if last.kind == Paper.EVIDENCE_CHAIN.value else None,
        valid_until=made.valid_until,
    )


def _place(version: SealedVersion) -> str:
    return f"{version.kind}:{version.paper_id}"
