"""Issues the certificate of evidence of an envelope that has ended, whatever the ending (contract E4)."""

import asyncio
import hashlib
import logging
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from temporalio import activity

from activities.evidence.certificate_data import ChainTimestamp, certificate_data
from activities.evidence.certificate_seal import CertificateSeal, SealedCertificate
from activities.evidence.chain_stamp import ChainStamper
from activities.evidence.compose import compose
from activities.evidence.dossier import Dossier, EvidenceBroken, open_dossier
from activities.evidence.messages import CertificateOrder, CertificateReceipt
from activities.evidence.texts import accepted_texts
from activities.records.ledger import EventDraft, append_events
from activities.vault.vault import Vault
from models import Certificate
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.envelope import EnvelopeState
from terms.evidence import ActorKind, EventKind
from terms.texts import Holder

EVENT_KEY = "certificate"
logger = logging.getLogger(__name__)


class EnvelopeNotEnded(Exception):
    """The envelope is still under way as far as PostgreSQL knows."""


class EvidenceClerk:
    """Composes, seals, stores and records certificates: one per envelope, whoever asks and how often.

    A TSA, storage or database that is away makes it fail, to be retried; nothing lesser is issued.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        stamper: ChainStamper,
        seal: CertificateSeal,
        holder: Holder,
        zone: str,
    ) -> None:
        self._database = database
        self._vault = vault
        self._stamper = stamper
        self._seal = seal
        self._holder = holder
        self._zone = zone

    @activity.defn(name="Issue certificate of evidence")
    async def issue_certificate(self, order: CertificateOrder) -> CertificateReceipt:
        """The certificate of the envelope, issued now or before.

        A broken chain raises `EvidenceBroken` and is logged: nothing is certified from it.
        """
        issued = await self._issued(order.envelope_id)
        if issued is not None:
            return issued
        dossier = await self._dossier(order.envelope_id)
        timestamp = await self._stamper.stamp(*dossier.head)
        shown = await accepted_texts(self._database, dossier.events, self._holder)
        data = certificate_data(dossier, timestamp, self._holder, self._zone, shown)
        pdf = await asyncio.to_thread(compose, data, timestamp.at)
        sealed = await self._seal.seal(pdf, timestamp.at)
        return await self._keep(dossier, timestamp, sealed)

    async def _dossier(self, envelope_id: str) -> Dossier:
        try:
            dossier = await open_dossier(self._database, envelope_id)
        except EvidenceBroken:
            logger.critical("evidence of %s is broken: nothing is certified from it", envelope_id)
            raise
        if not EnvelopeState(dossier.envelope.state).is_final:
            raise EnvelopeNotEnded(f"{envelope_id} is {dossier.envelope.state}")
        return dossier

    async def _issued(self, envelope_id: str) -> CertificateReceipt | None:
        async with self._database.transaction() as session:
            row = await session.get(Certificate, envelope_id)
        return CertificateReceipt(row.id, row.sha256, row.level) if row else None

    async def _keep(
        self, dossier: Dossier, timestamp: ChainTimestamp, sealed: SealedCertificate
    ) -> CertificateReceipt:
        """Stores the bytes, then row and event in one transaction; an earlier row wins and ours are removed.

        After a crash in between, the next attempt stores its own bytes: those left over are never referred
        to, and end with the business's key. Only a definite loss of the race removes bytes.
        """
        business_id, envelope_id = dossier.business.id, dossier.envelope.id
        certificate_id = new_id(Prefix.CERTIFICATE)
        object_key = f"{business_id}/envelopes/{envelope_id}/certificate/{certificate_id}"
        await self._vault.put(business_id, object_key, sealed.data)
        certificate = Certificate(
            envelope_id=envelope_id,
            id=certificate_id,
            sha256=hashlib.sha256(sealed.data).hexdigest(),
            object_key=object_key,
            size=len(sealed.data),
            level=sealed.level,
            sealed=True,
            chain_sequence=timestamp.sequence,
            chain_head=timestamp.head,
            chain_token=timestamp.token,
            created_at=datetime.now(UTC),
        )
        winner = await self._record(certificate)
        if winner.certificate_id != certificate_id:
            await self._vault.delete(business_id, object_key)
        return winner

    async def _record(self, certificate: Certificate) -> CertificateReceipt:
        columns = Certificate.__table__.columns.keys()
        values = {column: getattr(certificate, column) for column in columns}
        async with self._database.transaction() as session:
            inserted = await session.execute(
                insert(Certificate)
                .values(values)
                .on_conflict_do_nothing(index_elements=[Certificate.envelope_id])
                .returning(Certificate.id)
            )
            if inserted.first() is not None:
                await append_events(session, certificate.envelope_id, [_issued_event(certificate)])
            row = (
                await session.execute(
                    select(Certificate.id, Certificate.sha256, Certificate.level).where(
                        Certificate.envelope_id == certificate.envelope_id
                    )
                )
            ).one()
        return CertificateReceipt(row.id, row.sha256, row.level)


def _issued_event(certificate: Certificate) -> EventDraft:
    return EventDraft(
        key=EVENT_KEY,
        kind=EventKind.CERTIFICATE_ISSUED,
        at=certificate.created_at,
        actor=ActorKind.SERVICE,
        document_sha256=certificate.sha256,
        data={
            "certificate_id": certificate.id,
            "level": certificate.level,
            "chain_sequence": certificate.chain_sequence,
            "chain_head": certificate.chain_head,
        },
    )
