"""A signer in the certificate: how identified, what was mailed, seen, accepted and signed."""

from collections.abc import Mapping, Sequence
from typing import Any

from activities.evidence.dossier import Dossier
from activities.evidence.wording import Clockface, words
from models import EvidenceEvent, Signer
from terms.envelope import SignerState
from terms.evidence import EventKind

MAIL_SUBJECT = "mail:"
_LINK_USED = (
    EventKind.SIGNER_VIEWED,
    EventKind.DOCUMENT_VIEWED,
    EventKind.SIGNER_SIGNED,
    EventKind.SIGNER_DECLINED,
)


def signer_block(dossier: Dossier, signer: Signer, clock: Clockface) -> dict[str, Any]:
    """Everything the certificate says about one signer."""
    said = words(dossier.envelope.language)
    own = [event for event in dossier.events if _is_about(event, signer.id)]
    rows = [
        [said["signer"]["email"], signer.email],
        [said["signer"]["identified"], _identification(signer, own, said["signer"])],
        [said["signer"]["mail"], *(_mail_lines(own, said, clock) or [said["signer"]["no_mail"]])],
        *_act_rows(own, EventKind.SIGNER_VIEWED, "viewed", said["signer"], clock),
        *_shown_rows(dossier, own, clock),
        *_consent_rows(dossier, own, clock),
        *_signature_rows(dossier, signer, own, clock),
        *_act_rows(own, EventKind.SIGNER_DECLINED, "declined", said["signer"], clock),
    ]
    return {
        "name": signer.name,
        "id": signer.id,
        "state": signer.state,
        "state_words": said["signer_states"][signer.state],
        "order": f"{said['signer']['order']} {signer.routing_order}",
        "rows": rows,
    }


def _is_about(event: EvidenceEvent, signer_id: str) -> bool:
    return event.data.get("signer_id") == signer_id or event.actor_id == signer_id


def _identification(signer: Signer, own: Sequence[EvidenceEvent], said: Mapping[str, Any]) -> str:
    if any(event.kind in _LINK_USED for event in own):
        by_message = any(event.kind == EventKind.MESSAGE_ACCEPTED for event in own)
        return str(said["by_link_also_by_message" if by_message else "by_link"]).format(email=signer.email)
    if signer.notified_at is None and signer.state == SignerState.WAITING:
        return str(said["not_invited"])
    return str(said["not_identified"]).format(email=signer.email)


def _mail_lines(own: Sequence[EvidenceEvent], said: Mapping[str, Any], clock: Clockface) -> list[str]:
    """One line per message: its purpose, then what became of it and when."""
    messages: dict[str, list[EvidenceEvent]] = {}
    for event in own:
        if event.kind.startswith(MAIL_SUBJECT):
            messages.setdefault(str(event.data.get("mail_id")), []).append(event)
    lines = []
    for events in messages.values():
        purposes = {str(event.data["purpose"]) for event in events if event.data.get("purpose")}
        named = "".join(f"{said['purposes'].get(purpose, purpose)}: " for purpose in purposes)
        steps = ", ".join(f"{said['mail_kinds'][event.kind]} {clock.local(event.at)}" for event in events)
        lines.append(named + steps)
    return lines


def _act_rows(
    own: Sequence[EvidenceEvent], kind: EventKind, label: str, said: Mapping[str, Any], clock: Clockface
) -> list[list[str]]:
    return [
        [said[label], clock.both(event.at), *origin(event), *_quoted(event, said)]
        for event in own
        if event.kind == kind
    ]


def _shown_rows(dossier: Dossier, own: Sequence[EvidenceEvent], clock: Clockface) -> list[list[str]]:
    """When each document was first shown to the signer, and the hash of what was shown."""
    said = words(dossier.envelope.language)["signer"]["shown"]
    rows = []
    for number, document in enumerate(dossier.documents, start=1):
        first = next(
            (e for e in own if e.kind == EventKind.DOCUMENT_VIEWED and e.document_id == document.id), None
        )
        if first is not None:
            hashes = [first.document_sha256] if first.document_sha256 else []
            rows.append([said.format(number=number), clock.both(first.at), *hashes])
    return rows


def _quoted(event: EvidenceEvent, said: Mapping[str, Any]) -> list[str]:
    spoken = (event.personal or {}).get("words")
    return [said["quoted"].format(words=spoken)] if spoken else []


def origin(event: EvidenceEvent) -> list[str]:
    """Whence the act came: IP and browser, as far as they are on record."""
    personal = event.personal or {}
    parts = [f"IP {personal['ip']}"] if personal.get("ip") else []
    if personal.get("user_agent"):
        parts.append(str(personal["user_agent"]))
    return [" · ".join(parts)] if parts else []


def _consent_rows(dossier: Dossier, own: Sequence[EvidenceEvent], clock: Clockface) -> list[list[str]]:
    said = words(dossier.envelope.language)["signer"]
    return [
        [
            said["consented"],
            clock.both(event.at),
            said["consent_text"].format(version=event.data["version"], language=event.data["language"]),
            str(event.data["sha256"]),
        ]
        for event in own
        if event.kind == EventKind.CONSENT_ACCEPTED
    ]


def _signature_rows(
    dossier: Dossier, signer: Signer, own: Sequence[EvidenceEvent], clock: Clockface
) -> list[list[str]]:
    """The act of signing, then the signature it left in each document, as validated."""
    said = words(dossier.envelope.language)["signer"]
    signed = next((event for event in own if event.kind == EventKind.SIGNER_SIGNED), None)
    if signed is None:
        return []
    typed = (signed.personal or {}).get("typed_name")
    mode = said["typed"].format(name=typed) if typed else said["drawn"]
    rows = [[said["signed"], clock.both(signed.at), mode, *origin(signed)]]
    for number, document in enumerate(dossier.documents, start=1):
        label = said["mark"].format(number=number)
        mark = next(
            (row for row in dossier.revisions_of(document.id) if row.key == f"signature:{signer.id}"), None
        )
        if mark is None:
            rows.append([label, said["pending_mark"]])
            continue
        facts = said["mark_facts"].format(
            level=f"PAdES {mark.level.removeprefix('PAdES-')}", serial=mark.certificate_serial
        )
        rows.append([label, facts, said["mark_time"].format(at=clock.both(mark.signed_at))])
    return [*rows, [said["legal"], said["legal_simple"]]]
