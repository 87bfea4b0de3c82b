"""The envelope as one signer sees it."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.evidence.texts import TextArchive
from api.access.callers import LinkHolder
from api.reading.envelopes import documents_of, newest_revisions, signers_of
from api.reading.messaging import offered_channels
from api.reading.signing_words import address_line, rights_text
from api.schemas.signing import (
    ConsentText,
    Controller,
    OtherSigner,
    PageView,
    SigningDocument,
    SigningField,
    SigningStatus,
    SigningView,
)
from models import Business, Document, Envelope, Field, KnownPerson, Signer
from terms.accounts import Document as TextKind
from terms.envelope import EnvelopeState, SignerState
from terms.messaging import Channel
from terms.subscription import ACTIVE, Standing
from terms.subscription_capabilities import Capability, refuse

_ENDED: dict[EnvelopeState, SigningStatus] = {
    EnvelopeState.COMPLETED: "completed",
    EnvelopeState.EXPIRED: "expired",
    EnvelopeState.VOIDED: "voided",
}


def signing_status(envelope: Envelope, signer: Signer, standing: Standing = ACTIVE) -> SigningStatus:
    """What this signer's page shows."""
    state = EnvelopeState(envelope.state)
    if state in _ENDED:
        return _ENDED[state]
    if state is EnvelopeState.DECLINED:
        return "declined" if signer.state == SignerState.DECLINED.value else "declined_by_other"
    if signer.state == SignerState.SIGNED.value:
        return "signed"
    if envelope.paused or refuse(Capability.SIGN, standing) is not None:
        return "interrupted"
    return "ready" if signer.id in envelope.waits_for else "not_your_turn"


async def show_signing(
    session: AsyncSession, texts: TextArchive, holder: LinkHolder, on: Collection[Channel] = ()
) -> SigningView:
    """Who asks, for what, what to accept, and what to fill. `on` are the channels that the service offers."""
    envelope, signer = holder.envelope, holder.signer
    business = await session.get_one(Business, envelope.business_id)
    signers = await signers_of(session, envelope.id)
    consent = texts.current(TextKind.SIGNING_CONSENT, signer.language)
    status = signing_status(envelope, signer, business.current_standing)
    return SigningView(
        status=status,
        envelope_id=envelope.id,
        envelope_state=EnvelopeState(envelope.state),
        title=envelope.title,
        message=envelope.message,
        language=signer.language,
        test=envelope.test,
        sender_name=business.name,
        controller=_controller(business, await _contact(session, business), signer.language),
        signer_name=signer.name,
        signer_email=signer.email,
        signers=[
            OtherSigner(name=row.name, state=SignerState(row.state), you=row.id == signer.id)
            for row in signers
        ],
        documents=await _documents(session, envelope.id, signer.id),
        consent=ConsentText(
            version=consent.version,
            language=consent.language,
            sha256=consent.sha256,
            title=consent.title,
            body=consent.body,
        ),
        expires_at=envelope.expires_at,
        signed_at=signer.acted_at if signer.state == SignerState.SIGNED.value else None,
        reason=envelope.reason,
        copy_ready=status == "completed",
        channels=await offered_channels(session, on, holder),
    )


async def _contact(session: AsyncSession, business: Business) -> str:
    """The address of who answers for the business; for the holder's own, its data protection officer's."""
    if business.owner_id is None:
        return str(business.privacy_contacts["dpo"]["email"])
    return (await session.get_one(KnownPerson, business.owner_id)).email


def _controller(business: Business, email: str, language: str) -> Controller:
    return Controller(
        name=business.name,
        tax_id=business.tax_id,
        address=address_line(business.address),
        contact_email=email,
        rights_text=rights_text(business.name, email, language),
    )


async def _documents(session: AsyncSession, envelope_id: str, signer_id: str) -> list[SigningDocument]:
    """The documents as they are now: signatures applied so far are in what is shown and hashed."""
    newest = await newest_revisions(session, envelope_id)
    fields = await _fields(session, signer_id)
    return [
        _document(row, newest[row.id].sha256 if row.id in newest else row.sha256, fields[row.id])
        for row in await documents_of(session, envelope_id)
    ]


def _document(row: Document, sha256: str, fields: Sequence[SigningField]) -> SigningDocument:
    return SigningDocument(
        id=row.id,
        name=row.name,
        sha256=sha256,
        pages=[PageView(**page) for page in row.pages],
        fields=list(fields),
    )


async def _fields(session: AsyncSession, signer_id: str) -> defaultdict[str, list[SigningField]]:
    rows = await session.scalars(
        select(Field).where(Field.signer_id == signer_id).order_by(Field.page, Field.y, Field.x)
    )
    fields: defaultdict[str, list[SigningField]] = defaultdict(list)
    for row in rows:
        shown = {name: getattr(row, name) for name in SigningField.model_fields}
        fields[row.document_id].append(SigningField.model_validate(shown))
    return fields
