"""When the service's certificates expire, and the timestamps of what it sealed (contract M9, E4)."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.signing.certificate_authority import CertificateAuthority
from activities.signing.cms_signer import CmsSigner
from activities.signing.timestamps import TimestampClient, certificates_of, valid_until
from activities.signing.trust import read_anchors
from models import ArchiveTerm, Certificate, LogSegment, SealedVersion
from models.database import Database
from terms.expiry import Expiring, Expiry

_PROBE = b"when does the authority's certificate expire?"
_ID = 16


class ExpiryDates:
    """Looks at the certificates in use: those of the seal, the CA, the TSA and the trust anchors."""

    def __init__(
        self,
        database: Database,
        seal: CmsSigner,
        authority: CertificateAuthority,
        tsa: TimestampClient,
        anchors_pem: bytes,
    ) -> None:
        self._database = database
        self._seal = seal
        self._authority = authority
        self._tsa = tsa
        self._anchors_pem = anchors_pem

    @activity.defn(name="Read expiry dates")
    async def read(self) -> list[Expiry]:
        """All of them, soonest first. Asks CA and TSA, and raises what they raise when they are away."""
        seal = [each.public_bytes(Encoding.DER) for each in (self._seal.certificate, *self._seal.chain)]
        authorities = [each.public_bytes(Encoding.DER) for each in await self._authority.authorities()]
        token = (await self._tsa.stamp(_PROBE)).token
        found = [
            *_dates(Expiring.SEAL, map(x509.Certificate.load, seal)),
            *_dates(Expiring.TSA, certificates_of(token)),
            *_dates(Expiring.SIGNING_CA, map(x509.Certificate.load, authorities)),
            *_dates(Expiring.TRUST_ANCHOR, read_anchors(self._anchors_pem)),
        ]
        certificates = {one.id: one for one in reversed(found)}
        async with self._database.transaction() as session:
            timestamps = await _archive_timestamps(session)
            papers = await _sealed_papers(session)
            log = await _log_seals(session)
        return sorted([*certificates.values(), *timestamps, *papers, *log], key=lambda one: one.expires_at)


def _dates(what: Expiring, certificates: Iterable[x509.Certificate]) -> list[Expiry]:
    return [
        Expiry(what, hashlib.sha256(each.dump()).hexdigest()[:_ID], each.not_valid_after)
        for each in certificates
    ]


async def _archive_timestamps(session: AsyncSession) -> list[Expiry]:
    """By month in which documents were sealed: the token over their evidence was of that time and authority.

    The first and the last of a month tell; within it the authority may have changed its certificate. What was
    renewed since says itself until when it holds.
    """
    at = func.timezone(literal_column("'UTC'"), Certificate.created_at)
    month = func.to_char(at, literal_column("'YYYY-MM'"))
    rows = await session.execute(select(month, func.count()).group_by(month).order_by(month))
    found = []
    for name, count in rows:
        noted, unnoted = await _noted(session, month == name), await _unnoted(session, month == name)
        ends = [end for end in (noted, *unnoted) if end is not None]
        if ends:
            found.append(Expiry(Expiring.ARCHIVE_TIMESTAMPS, name, min(ends), count))
    return found


async def _noted(session: AsyncSession, of_month: ColumnElement[bool]) -> datetime | None:
    """The first end of those whose end is noted."""
    soonest: datetime | None = await session.scalar(
        select(func.min(ArchiveTerm.valid_until))
        .join(Certificate, Certificate.envelope_id == ArchiveTerm.envelope_id)
        .where(of_month)
    )
    return soonest


async def _unnoted(session: AsyncSession, of_month: ColumnElement[bool]) -> list[datetime]:
    noted = select(ArchiveTerm.envelope_id).where(ArchiveTerm.envelope_id == Certificate.envelope_id)
    tokens = select(Certificate.chain_token).where(of_month, ~noted.exists()).limit(1)
    first = await session.scalar(tokens.order_by(Certificate.created_at))
    last = await session.scalar(tokens.order_by(Certificate.created_at.desc()))
    return [valid_until(token) for token in (first, last) if token]


async def _sealed_papers(session: AsyncSession) -> list[Expiry]:
    """By month in which they were sealed, as far as they are noted; until then what the documents say."""
    at = func.timezone(literal_column("'UTC'"), SealedVersion.sealed_at)
    month = func.to_char(at, literal_column("'YYYY-MM'"))
    rows = await session.execute(
        select(month, func.min(SealedVersion.valid_until), func.count())
        .where(SealedVersion.valid_until.is_not(None))
        .group_by(month)
        .order_by(month)
    )
    return [Expiry(Expiring.SEALED_PAPERS, name, until, count) for name, until, count in rows]


async def _log_seals(session: AsyncSession) -> list[Expiry]:
    """The newest segment's: it covers the timestamps of those before."""
    newest = await session.scalar(select(LogSegment).order_by(LogSegment.number.desc()).limit(1))
    return [Expiry(Expiring.LOG_SEALS, newest.sha256[:_ID], valid_until(newest.token))] if newest else []
