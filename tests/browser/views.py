"""What the API would answer about the sample envelope, built with the API's own schemas."""

from datetime import UTC, datetime
from typing import Any

from api.schemas.messaging import ChannelText, ConsentView, SignerChannels
from api.schemas.signing import (
    ConsentText,
    Controller,
    OtherSigner,
    PageView,
    SigningDocument,
    SigningField,
    SigningView,
)
from terms import texts
from terms.accounts import Document
from terms.envelope import EnvelopeState, SignerState
from terms.messaging import CODE_WORKS, Channel, ConsentState
from tests.browser.paper import page_sizes

SIGNER = "María José Núñez de la Fuente"
SENDER = "Estudio Levante, S.L."
SIGNED_AT = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
_HOLDER = texts.Holder(
    name="Rúbrica Local",
    tax_id="B00000000",
    address="Alicante, España",
    email="legal@rubrica.localhost",
    dpo_email="dpd@rubrica.localhost",
    registry="",
    service_url="https://rubrica.example",
)


def _field(
    kind: str, page: int, box: tuple[float, float, float, float], *, label: str = "", required: bool = True
) -> SigningField:
    x, y, width, height = box
    return SigningField.model_validate(
        {
            "id": f"fld_{kind}{page}",
            "kind": kind,
            "page": page,
            "x": x,
            "y": y,
            "width": width,
            "height": height,
            "required": required,
            "label": label,
        }
    )


def _fields() -> list[SigningField]:
    return [
        _field("signature", 2, (0.54, 0.45, 0.34, 0.075)),
        _field("date", 2, (0.61, 0.567, 0.2, 0.022)),
        _field("checkbox", 2, (0.1143, 0.34, 0.025, 0.0177), label="He recibido la memoria del proyecto"),
        _field("name", 1, (0.297, 0.29, 0.585, 0.022)),
        _field("email", 1, (0.297, 0.33, 0.585, 0.022), required=False),
        _field("text", 1, (0.297, 0.37, 0.585, 0.022), label="Población"),
    ]


def _consent() -> ConsentText:
    text = texts.current(Document.SIGNING_CONSENT, "es").filled(_HOLDER)
    return ConsentText(
        version=text.version, language="es", sha256=text.sha256, title=text.title, body=text.body
    )


def offered() -> SignerChannels:
    """The channels of the envelope's sender."""
    text = texts.current(Document.MESSAGING_CONSENT, "es").filled(_HOLDER)
    shown = ChannelText(
        version=text.version, language="es", sha256=text.sha256, title=text.title, body=text.body
    )
    return SignerChannels(channels=[Channel.WHATSAPP, Channel.SMS], text=shown, consents=[])


def given(channel: Channel, state: ConsentState) -> ConsentView:
    """A consent of the signer."""
    return ConsentView(
        id="cco_01KAM2Q8D5V6Y7Z8A9BCDEFGHJ",  # pragma: allowlist secret
        channel=channel,
        phone="•••678",
        state=state,
        given_at=SIGNED_AT,
        confirmed_at=SIGNED_AT if state is ConsentState.CONFIRMED else None,
        code_until=SIGNED_AT + CODE_WORKS,
    )


def ready(**changes: Any) -> SigningView:
    """The envelope as it waits for this signer, with `changes`."""
    view: dict[str, Any] = {
        "status": "ready",
        "envelope_id": "env_01KAM2Q8D5V6Y7Z8A9BCDEFGHJ",
        "envelope_state": EnvelopeState.SENT,
        "title": "Contrato de reforma, calle del Mar 7",
        "message": "Hola, María José:\naquí tienes el contrato del jueves. Cualquier duda, me llamas.",
        "language": "es",
        "sender_name": SENDER,
        "controller": Controller(
            name=SENDER,
            tax_id="B12345674",
            address="Avenida de la Estación 12, 03003 Alicante",
            contact_email="datos@estudiolevante.example",
            rights_text="Puedes pedir acceso a tus datos, su rectificación o supresión en ese contacto.",
        ),
        "signer_name": SIGNER,
        "signer_email": "mj.nunez@correo.example",
        "signers": [
            OtherSigner(name="Javier Ortolá Peris", state=SignerState.SIGNED, you=False),
            OtherSigner(name=SIGNER, state=SignerState.VIEWED, you=True),
        ],
        "documents": [
            SigningDocument(
                id="doc_contract",
                name="contrato-reforma.pdf",
                sha256="5e" * 32,
                pages=[PageView(width=width, height=height) for width, height in page_sizes()],
                fields=_fields(),
            )
        ],
        "consent": _consent(),
        "expires_at": datetime(2026, 12, 22, 23, tzinfo=UTC),
        "signed_at": None,
        "reason": None,
        "copy_ready": False,
        "channels": [],
        "test": False,
    }
    return SigningView.model_validate(view | changes)


def _parties(mine: SignerState, other: SignerState) -> list[OtherSigner]:
    return [
        OtherSigner(name="Javier Ortolá Peris", state=other, you=False),
        OtherSigner(name=SIGNER, state=mine, you=True),
    ]


def signed(**changes: Any) -> SigningView:
    """Signed by this signer, while the other is missing."""
    state = {
        "status": "signed",
        "signed_at": SIGNED_AT,
        "signers": _parties(SignerState.SIGNED, SignerState.VIEWED),
    }
    return ready(**(state | changes))


def completed() -> SigningView:
    """Signed by all and sealed."""
    return signed(
        status="completed",
        envelope_state=EnvelopeState.COMPLETED,
        signers=_parties(SignerState.SIGNED, SignerState.SIGNED),
        copy_ready=True,
    )


def ended() -> dict[str, SigningView]:
    """Every state in which there is nothing to sign, by its name."""
    return {
        "signed": signed(),
        "completed": completed(),
        "not_your_turn": ready(
            status="not_your_turn", signers=_parties(SignerState.WAITING, SignerState.NOTIFIED)
        ),
        "declined": ready(
            status="declined",
            envelope_state=EnvelopeState.DECLINED,
            reason="El precio no es el que acordamos.",
            signers=_parties(SignerState.DECLINED, SignerState.SIGNED),
        ),
        "declined_by_other": ready(
            status="declined_by_other",
            envelope_state=EnvelopeState.DECLINED,
            signers=_parties(SignerState.VIEWED, SignerState.DECLINED),
        ),
        "expired": ready(status="expired", envelope_state=EnvelopeState.EXPIRED),
        "voided": ready(
            status="voided", envelope_state=EnvelopeState.VOIDED, reason="Lo mandé con un error; va otro."
        ),
        "interrupted": ready(status="interrupted"),
    }
