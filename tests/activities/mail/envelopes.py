"""Envelopes as API and workflow leave them in PostgreSQL, for mails to be about."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from models import Base, Business, Document, Envelope, EnvelopeDocument, Registration, Signer, User
from models.database import Database
from models.identifiers import Prefix, new_id

SENT_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
EXPIRES_AT = datetime(2026, 12, 22, 23, tzinfo=UTC)

BUSINESS_TAX_ID = "B-87.654.321"


@dataclass(frozen=True)
class Wording:
    """What users wrote."""

    business: str = "Gestoría Martínez & Hijos"
    sender: str = "Ana Martínez"
    signer: str = "Lucía Pérez"
    other: str = "John O’Neill"
    title: str = "Contrato de arrendamiento"
    message: str = "Hola, Lucía:\n\nRevisa la cláusula 7."
    reason: str = "La renta no es la acordada."
    document: str = "contrato.pdf"


@dataclass(frozen=True)
class SentEnvelope:
    """Ids and addresses of one envelope with two signers; the second one declined."""

    envelope_id: str
    business_id: str
    user_id: str
    sender_address: str
    signer_id: str
    signer_address: str
    other_id: str


async def sent_envelope(
    database: Database, wording: Wording | None = None, *, language: str = "es", host: str = "example.com"
) -> SentEnvelope:
    """Writes an envelope and everything around it; `host` is the signers' mail domain."""
    words = wording or Wording()
    ids = {name: new_id(prefix) for name, prefix in _PREFIXES.items()}
    sent = SentEnvelope(
        envelope_id=ids["envelope"],
        business_id=ids["business"],
        user_id=ids["user"],
        sender_address=f"{ids['user'].lower()}@example.com",
        signer_id=ids["signer"],
        signer_address=f"{ids['signer'].lower()}@{host}",
        other_id=ids["other"],
    )
    for rows in (_people(sent, words, language), _envelope(sent, words, ids["document"], language)):
        for row in rows:
            async with database.transaction() as session:
                session.add(row)
    return sent


async def requested_registration(database: Database, token_sha256: str, registration_id: str) -> str:
    """A registration that waits for its address to be verified; returns the address."""
    address = f"{registration_id.lower()}@example.com"
    async with database.transaction() as session:
        session.add(
            Registration(
                id=registration_id,
                email=address,
                password_hash="-",
                language="en",
                token_sha256=token_sha256,
                requested_at=SENT_AT,
                expires_at=SENT_AT + timedelta(hours=24),
                privacy_version="2026-11-22",
                privacy_language="en",
                privacy_sha256="0" * 64,
            )
        )
    return address


_PREFIXES = {
    "user": Prefix.USER,
    "business": Prefix.BUSINESS,
    "document": Prefix.DOCUMENT,
    "envelope": Prefix.ENVELOPE,
    "signer": Prefix.SIGNER,
    "other": Prefix.SIGNER,
}


def _people(sent: SentEnvelope, words: Wording, language: str) -> list[Base]:
    user = User(
        id=sent.user_id,
        email=sent.sender_address,
        password_hash="-",
        email_verified_at=SENT_AT,
        created_at=SENT_AT,
        name=words.sender,
        language=language,
        time_zone="Atlantic/Canary",
    )
    business = Business(
        id=sent.business_id,
        owner_id=sent.user_id,
        name=words.business,
        tax_id=BUSINESS_TAX_ID,
        country="ES",
        address={"city": "Alicante", "line1": "Calle Mayor 4", "postal_code": "03001"},
        created_at=SENT_AT,
    )
    return [user, business]


def _envelope(sent: SentEnvelope, words: Wording, document_id: str, language: str) -> list[Base]:
    document = Document(
        id=document_id,
        business_id=sent.business_id,
        created_by=sent.user_id,
        name=words.document,
        sha256="a" * 64,
        uploaded_sha256="a" * 64,
        size=1,
        page_count=1,
        pages=[{"width": 595, "height": 842}],
        object_key="-",
        created_at=SENT_AT,
    )
    envelope = Envelope(
        id=sent.envelope_id,
        business_id=sent.business_id,
        created_by=sent.user_id,
        title=words.title,
        message=words.message,
        language=language,
        expires_in_days=30,
        created_at=SENT_AT,
        state="sent",
        sent_at=SENT_AT,
        expires_at=EXPIRES_AT,
        finished_at=SENT_AT + timedelta(days=7),
        reason=words.reason,
    )
    place = EnvelopeDocument(envelope_id=sent.envelope_id, document_id=document_id, position=0)
    signers = [
        Signer(
            id=signer_id,
            envelope_id=sent.envelope_id,
            name=name,
            email=address,
            language=language,
            routing_order=1,
            position=position,
            state=state,
        )
        for position, (signer_id, name, address, state) in enumerate(
            [
                (sent.signer_id, words.signer, sent.signer_address, "notified"),
                (sent.other_id, words.other, f"{sent.other_id.lower()}@example.com", "declined"),
            ]
        )
    ]
    return [document, envelope, place, *signers]
