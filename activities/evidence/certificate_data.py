"""What the certificate of evidence says, from a dossier: a pure function to JSON for the layout."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.evidence.certificate_events import event_rows
from activities.evidence.certificate_signers import signer_block
from activities.evidence.dossier import Dossier
from activities.evidence.wording import Clockface, words
from activities.mail.wording import address_words
from models import Document, Revision
from terms.envelope import EnvelopeState, SignerState
from terms.evidence import EventKind
from terms.texts import Holder, Text

SEAL_KEY = "seal"


@dataclass(frozen=True)
class ChainTimestamp:
    """The RFC 3161 token that fixes the chain up to an event. `at` and `authority` are the token's own."""

    sequence: int
    head: str
    token: bytes
    at: datetime
    authority: str


def certificate_data(
    dossier: Dossier, timestamp: ChainTimestamp, holder: Holder, zone: str, shown: dict[str, Text]
) -> dict[str, Any]:
    """The whole content of the certificate, in the envelope's language. `shown`: accepted texts by hash."""
    language = dossier.envelope.language
    wording, clock = words(language), Clockface(language, zone)
    return {
        "words": wording,
        "language": language,
        "test": wording["test"] if dossier.envelope.test else [],
        "state": dossier.envelope.state,
        "headline": wording["states"][dossier.envelope.state],
        "title": dossier.envelope.title,
        "id": dossier.envelope.id,
        "holder": holder.name,
        "head": timestamp.head,
        "ended": clock.both(dossier.envelope.finished_at) if dossier.envelope.finished_at else "",
        "qr": qr_content(dossier.envelope.id, timestamp, holder),
        "facts": _facts(dossier, timestamp, clock),
        "parties": _parties(dossier, holder),
        "documents": [_document(dossier, document, clock) for document in dossier.documents],
        "signers": [signer_block(dossier, signer, clock) for signer in dossier.signers],
        "texts": _texts(dossier, shown),
        "level": _level(dossier, timestamp, holder),
        "events": event_rows(dossier, clock),
        "events_intro": wording["events"]["intro"].format(zone=zone),
    }


def qr_content(envelope_id: str, timestamp: ChainTimestamp, holder: Holder) -> str:
    """What the QR code holds, one item a line: service, envelope, event counted, hash of that event."""
    return f"{holder.service_url}\n{envelope_id}\n{timestamp.sequence}\n{timestamp.head}"


def _facts(dossier: Dossier, timestamp: ChainTimestamp, clock: Clockface) -> list[list[str]]:
    envelope = dossier.envelope
    said = words(envelope.language)["facts"]
    signed = sum(signer.state == SignerState.SIGNED for signer in dossier.signers)
    facts = [
        [said["id"], envelope.id],
        [said["external_id"], envelope.external_id or ""],
        [said["sender"], dossier.business.name],
        [said["sent"], clock.both(envelope.sent_at) if envelope.sent_at else ""],
        [said["deadline"], clock.both(envelope.expires_at) if envelope.expires_at else ""],
        [said["ended"], clock.both(envelope.finished_at) if envelope.finished_at else ""],
        [said["reason"], envelope.reason or ""],
        [said["message"], envelope.message],
        [said["documents"], str(len(dossier.documents))],
        [said["signers"], said["signed_of"].format(signed=signed, total=len(dossier.signers))],
        [said["events"], str(timestamp.sequence)],
        [said["head"], timestamp.head, said["head_note"].format(sequence=timestamp.sequence)],
        [
            said["timestamp"],
            clock.both(timestamp.at),
            said["timestamp_note"].format(authority=timestamp.authority),
        ],
    ]
    return [fact for fact in facts if fact[1]]


def _parties(dossier: Dossier, holder: Holder) -> list[dict[str, Any]]:
    said = words(dossier.envelope.language)["parties"]
    business, user = dossier.business, dossier.sender
    sender = [
        [said["name"], business.name],
        [said["tax_id"], business.tax_id or ""],
        [
            said["address"],
            address_words({"country": business.country, **business.address}),
        ],
        [said["user"], (user.name or "") if user else ""],
        [said["email"], user.email if user else ""],
    ]
    provider = [
        [said["name"], holder.name],
        [said["tax_id"], holder.tax_id],
        [said["address"], holder.address],
        [said["registry"], holder.registry],
        [said["email"], holder.email],
        [said["dpo"], holder.dpo_email],
        [said["service"], holder.service_url],
    ]
    return [
        {"role": said["sender"], "rows": [row for row in sender if row[1]]},
        {"role": said["holder"], "rows": [row for row in provider if row[1]]},
    ]


def _document(dossier: Dossier, document: Document, clock: Clockface) -> dict[str, Any]:
    said = words(dossier.envelope.language)["document"]
    revisions = dossier.revisions_of(document.id)
    rows = [[said["shown"], document.sha256]]
    if document.uploaded_sha256 != document.sha256:
        rows.append([said["uploaded"], document.uploaded_sha256])
        named = words(dossier.envelope.language)["changes"]
        rows.append([said["changes"], ", ".join(named.get(change, change) for change in document.changes)])
    if document.signature_count:
        rows.append([said["present"], str(document.signature_count)])
    return {
        "name": document.name,
        "id": document.id,
        "pages": f"{document.page_count} {said['page' if document.page_count == 1 else 'pages']}",
        "rows": [*rows, *_result_rows(revisions, said, clock)],
        "note": "" if revisions else said["unsigned"],
    }


def _result_rows(revisions: list[Revision], said: dict[str, Any], clock: Clockface) -> list[list[str]]:
    if not revisions:
        return []
    newest = revisions[-1]
    sealed = newest.key == SEAL_KEY
    rows = [
        [said["result" if sealed else "partial"], newest.sha256],
        [said["level"], f"PAdES {newest.level.removeprefix('PAdES-')}"],
    ]
    if sealed:
        facts = f"{said['serial']} {newest.certificate_serial} · {clock.both(newest.signed_at)}"
        rows.append([said["seal"], facts])
    return rows


def _texts(dossier: Dossier, shown: dict[str, Text]) -> list[dict[str, Any]]:
    """Each text accepted in this envelope, with who accepted it."""
    names = {signer.id: signer.name for signer in dossier.signers}
    accepted: dict[str, list[str]] = {}
    for event in dossier.events:
        if event.kind == EventKind.CONSENT_ACCEPTED:
            name = names.get(str(event.data.get("signer_id")), "")
            accepted.setdefault(str(event.data["sha256"]), []).append(name)
    return [
        {
            "title": shown[sha256].title,
            "version": shown[sha256].version,
            "language": shown[sha256].language,
            "sha256": sha256,
            "by": ", ".join(by),
        }
        for sha256, by in accepted.items()
    ]


def _level(dossier: Dossier, timestamp: ChainTimestamp, holder: Holder) -> list[str]:
    said = words(dossier.envelope.language)["level"]
    completed = dossier.envelope.state == EnvelopeState.COMPLETED
    return [
        said["signature" if dossier.revisions else "no_signature"],
        said["seal" if completed else "no_seal"].format(holder=holder.name),
        said["timestamp"].format(authority=timestamp.authority),
        said["effect"],
    ]
