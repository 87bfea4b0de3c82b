"""Dossiers for the tests: rows as the workflow leaves them, without a database."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from activities.evidence.certificate_data import ChainTimestamp
from activities.evidence.dossier import Dossier
from models import Business, Document, Envelope, EvidenceEvent, Revision, Signer, User
from models.identifiers import Prefix, new_id
from terms import texts
from terms.accounts import Document as Kind
from terms.evidence import GENESIS, ActorKind, ChainedEvent, EventKind, event_hash, personal_digest

ZONE = "Europe/Madrid"
START = datetime(2026, 11, 22, 22, 58, 3, tzinfo=UTC)
HOLDER = texts.Holder(
    name="Firmas del Mediterráneo, S.L.",
    tax_id="B12345674",
    address="Calle Mayor 1, 03001 Alicante, España",
    email="legal@firmas.example",
    dpo_email="dpd@firmas.example",
    registry="Registro Mercantil de Alicante, tomo 1, folio 2, hoja A-3",
    service_url="https://firmas.example",
)
USER_AGENT = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Mobile Safari/537.36"
)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class MadeRevision:
    """What signing a document gave."""

    sha256: str
    size: int
    level: str
    serial: str
    signed_at: datetime


def made_up(document: Document, key: str, level: str, at: datetime) -> MadeRevision:
    digest = sha(document.id + key)
    return MadeRevision(digest, 5000, level, digest[:32], at)


class Story:
    """An envelope told event by event; `dossier()` gives its rows."""

    def __init__(
        self, *, language: str = "es", names: Sequence[str], documents: Sequence[str] = ("Contrato.pdf",)
    ) -> None:
        self.now = START
        self.user = User(
            id=new_id(Prefix.USER),
            email=f"marta.{new_id(Prefix.USER)[-6:].lower()}@despacho.example",
            name="Marta Giménez Ibáñez",
            password_hash="-",
            email_verified_at=START,
            created_at=START,
        )
        self.business = Business(
            id=new_id(Prefix.BUSINESS),
            owner_id=self.user.id,
            name="Despacho Giménez & Asociados, S.L.P.",
            tax_id="B87654321",
            country="ES",
            created_at=START,
            address={
                "city": "Alicante",
                "postal_code": "03002",
                "street": "Avenida de la Constitución 14, 3.º B",
            },
        )
        self.envelope = Envelope(
            id=new_id(Prefix.ENVELOPE),
            business_id=self.business.id,
            created_by=self.user.id,
            title="Contrato de arrendamiento de local de negocio",
            message="Os envío el contrato acordado.",
            language=language,
            external_id="EXP-2026/118",
            expires_in_days=30,
            created_at=START,
            state="sent",
            sent_at=START,
            expires_at=START + timedelta(days=30),
            reason=None,
            finished_at=None,
        )
        self.documents = [self._document(name) for name in documents]
        self.signers = [self._signer(name, place) for place, name in enumerate(names, start=1)]
        self.events: list[EvidenceEvent] = []
        self.revisions: list[Revision] = []
        self.consent = texts.current(Kind.SIGNING_CONSENT, language).filled(HOLDER)

    def _document(self, name: str) -> Document:
        return Document(
            id=new_id(Prefix.DOCUMENT),
            business_id=self.business.id,
            created_by=self.user.id,
            name=name,
            sha256=sha(name),
            uploaded_sha256=sha(name),
            size=1234,
            page_count=7,
            pages=[],
            changes=[],
            findings=[],
            signature_count=0,
            object_key=f"{self.business.id}/documents/{sha(name)}",
            created_at=START,
        )

    def _signer(self, name: str, place: int) -> Signer:
        return Signer(
            id=new_id(Prefix.SIGNER),
            envelope_id=self.envelope.id,
            name=name,
            email=f"firmante{place}@correo.example",
            language="es",
            routing_order=place,
            position=place,
            state="waiting",
        )

    def tell(
        self,
        kind: EventKind,
        actor: ActorKind = ActorKind.SERVICE,
        actor_id: str | None = None,
        *,
        document: Document | None = None,
        sha256: str | None = None,
        data: dict[str, Any] | None = None,
        personal: dict[str, Any] | None = None,
    ) -> None:
        """Appends an event some seconds after the one before, chained as the ledger does."""
        self.now += timedelta(seconds=41, microseconds=137)
        salt, details = b"0123456789abcdef", personal or {}
        event = ChainedEvent(
            envelope_id=self.envelope.id,
            sequence=len(self.events) + 1,
            at=self.now,
            kind=kind,
            actor=actor,
            actor_id=actor_id,
            document_id=document.id if document else None,
            document_sha256=sha256 or (document.sha256 if document else None),
            data=data or {},
            personal_digest=personal_digest(salt, details),
            previous=self.events[-1].hash if self.events else GENESIS,
        )
        self.events.append(
            EvidenceEvent(
                envelope_id=event.envelope_id,
                sequence=event.sequence,
                id=new_id(Prefix.EVENT),
                key=f"step-{event.sequence}",
                at=event.at,
                kind=kind.value,
                actor=actor.value,
                actor_id=actor_id,
                document_id=event.document_id,
                document_sha256=event.document_sha256,
                data=dict(event.data),
                personal=details,
                personal_salt=salt,
                personal_digest=event.personal_digest,
                previous=event.previous,
                hash=event_hash(event),
            )
        )

    def open(self) -> None:
        """Upload, creation, sending."""
        sender = (ActorKind.SENDER, self.user.id)
        for document in self.documents:
            self.tell(EventKind.DOCUMENT_UPLOADED, *sender, document=document, personal={"ip": "203.0.113.9"})
        self.tell(EventKind.ENVELOPE_CREATED, *sender, personal={"ip": "203.0.113.9"})
        self.tell(
            EventKind.ENVELOPE_SENT,
            *sender,
            data={"signers": len(self.signers), "expires_in_days": 30},
            personal={"ip": "203.0.113.9", "user_agent": USER_AGENT},
        )

    def invite(self, signer: Signer) -> None:
        """The request is mailed, delivered and opened."""
        about = {"signer_id": signer.id}
        mail = about | {"mail_id": new_id(Prefix.MAIL), "purpose": "sign-request"}
        expires = {"expires_at": "2026-12-22T23:00:00.000000Z"}
        self.tell(EventKind.LINK_ISSUED, data=about | expires)
        self.tell(
            EventKind.MAIL_ACCEPTED, ActorKind.MAIL_PROVIDER, data=mail, personal={"email": signer.email}
        )
        self.tell(EventKind.SIGNER_INVITED, data=about, personal={"name": signer.name, "email": signer.email})
        self.tell(EventKind.MAIL_DELIVERED, ActorKind.MAIL_PROVIDER, data=mail)
        self.tell(EventKind.MAIL_OPENED, ActorKind.MAIL_PROVIDER, data=mail)
        signer.state, signer.notified_at = "notified", self.now

    def view(self, signer: Signer) -> None:
        """The signer opens the envelope."""
        self.tell(
            EventKind.SIGNER_VIEWED,
            ActorKind.SIGNER,
            signer.id,
            data={"signer_id": signer.id},
            personal={"ip": "198.51.100.23", "user_agent": USER_AGENT},
        )
        for document in self.documents:
            self.tell(
                EventKind.DOCUMENT_VIEWED,
                ActorKind.SIGNER,
                signer.id,
                document=document,
                data={"signer_id": signer.id},
                personal={"ip": "198.51.100.23", "user_agent": USER_AGENT},
            )
        signer.state, signer.viewed_at = "viewed", self.now

    def sign(self, signer: Signer) -> None:
        """Consent and signature, as accepted."""
        submission = new_id(Prefix.SUBMISSION)
        personal = {"ip": "198.51.100.23", "user_agent": USER_AGENT}
        about = {"signer_id": signer.id, "submission_id": submission}
        consent = {
            "version": self.consent.version,
            "language": self.consent.language,
            "sha256": self.consent.sha256,
        }
        by = (ActorKind.SIGNER, signer.id)
        self.tell(EventKind.CONSENT_ACCEPTED, *by, data=about | consent, personal=personal)
        self.tell(
            EventKind.SIGNER_SIGNED,
            *by,
            data=about
            | {"method": "typed", "time_zone": ZONE, "documents": {d.id: d.sha256 for d in self.documents}},
            personal=personal | {"typed_name": signer.name},
        )
        signer.state, signer.acted_at = "signed", self.now

    def mark(self, signer: Signer) -> None:
        """The signature's place in every document, with made-up bytes."""
        for document in self.documents:
            self.revise(document, f"signature:{signer.id}", made_up(document, signer.id, "B-T", self.now))

    def seal(self) -> None:
        """The organisation's seal on every document, with made-up bytes."""
        for document in self.documents:
            self.revise(document, "seal", made_up(document, "seal", "B-LTA", self.now))

    def revise(self, document: Document, key: str, made: MadeRevision) -> None:
        """A signed version of a document, and its event."""
        earlier = [row for row in self.revisions if row.document_id == document.id]
        revision = Revision(
            id=new_id(Prefix.REVISION),
            envelope_id=self.envelope.id,
            document_id=document.id,
            number=len(earlier) + 1,
            key=key,
            sha256=made.sha256,
            base_sha256=earlier[-1].sha256 if earlier else document.sha256,
            object_key=f"{self.business.id}/envelopes/{self.envelope.id}/revisions/{made.sha256}",
            size=made.size,
            level=made.level,
            certificate_serial=made.serial,
            signed_at=made.signed_at,
            created_at=self.now,
        )
        self.revisions.append(revision)
        kind = EventKind.SEAL_APPLIED if key == "seal" else EventKind.SIGNATURE_APPLIED
        self.tell(kind, document=document, sha256=made.sha256, data={"level": made.level})

    def end(self, state: str, reason: str | None = None) -> None:
        """The envelope ends."""
        self.tell(EventKind(f"envelope:{state}"), personal={"words": reason} if reason else None)
        self.envelope.state, self.envelope.finished_at, self.envelope.reason = state, self.now, reason

    def completed(self) -> "Story":
        """All of it, to the seal."""
        self.open()
        for signer in self.signers:
            self.invite(signer)
            self.view(signer)
            self.sign(signer)
            self.mark(signer)
        self.seal()
        self.end("completed")
        return self

    def dossier(self) -> Dossier:
        return Dossier(
            self.envelope,
            self.business,
            self.user,
            self.signers,
            self.documents,
            self.revisions,
            self.events,
            None,
        )

    def timestamp(self) -> ChainTimestamp:
        head = self.events[-1]
        at = self.now + timedelta(seconds=2)
        return ChainTimestamp(head.sequence, head.hash, b"token", at, "Autoridad de Sellado de Pruebas")

    def shown(self) -> dict[str, texts.Text]:
        return {self.consent.sha256: self.consent}
