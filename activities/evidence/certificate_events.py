"""The certificate's annex: every event of the chain, in words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from activities.evidence.dossier import Dossier
from activities.evidence.wording import Clockface, words
from models import EvidenceEvent
from terms.evidence import ActorKind

_PERSONAL_SHOWN = ("name", "email", "address", "ip", "user_agent", "words", "typed_name", "reason")
"""Values of fields stay out: they are in the documents themselves."""
_INSTANTS = ("expires_at", "timestamp")


def event_rows(dossier: Dossier, clock: Clockface) -> list[dict[str, Any]]:
    """One row per event: number, times, what happened and who did it, circumstances, own hash."""
    names = _names(dossier)
    return [
        {
            "number": str(event.sequence),
            "local": clock.local(event.at),
            "utc": clock.utc(event.at),
            "kind": words(dossier.envelope.language)["kinds"][event.kind],
            "code": event.kind,
            "actor": _actor(event, names, words(dossier.envelope.language)),
            "details": list(_details(event, names, words(dossier.envelope.language), clock)),
            "hash": event.hash,
        }
        for event in dossier.events
    ]


def _names(dossier: Dossier) -> dict[str, str]:
    """Id → the name by which the certificate knows it."""
    names = {signer.id: signer.name for signer in dossier.signers}
    names |= {document.id: document.name for document in dossier.documents}
    if dossier.sender is not None:
        names[dossier.sender.id] = dossier.sender.name or dossier.sender.email
    return names


def _actor(event: EvidenceEvent, names: Mapping[str, str], said: Mapping[str, Any]) -> str:
    actor = str(said["actors"][event.actor])
    if event.actor in (ActorKind.SENDER, ActorKind.SIGNER) and event.actor_id:
        return f"{actor}: {names.get(event.actor_id, event.actor_id)}"
    return actor


def _details(
    event: EvidenceEvent, names: Mapping[str, str], said: Mapping[str, Any], clock: Clockface
) -> Iterator[list[str]]:
    """Pairs of label and text; labels without words are shown as they are recorded."""
    if event.document_id:
        yield [said["details"]["document"], names.get(event.document_id, event.document_id)]
    if event.document_sha256:
        yield [said["details"]["sha256"], event.document_sha256]
    for name, value in sorted(event.data.items()):
        if value is None or (name == "signer_id" and value == event.actor_id):
            continue
        label = said["details"].get(name, name)
        if isinstance(value, Mapping):
            shown = said["details"]["shown"]
            yield from ([f"{shown} {names.get(item, item)}", str(of_item)] for item, of_item in value.items())
        elif name in _INSTANTS:
            yield [label, clock.both(datetime.fromisoformat(value))]
        else:
            yield [label, _text(name, value, names, said)]
    if event.personal is None:
        yield ["", said["events"]["redacted"]]
        return
    for name in _PERSONAL_SHOWN:
        if event.personal.get(name):
            yield [said["details"][name], str(event.personal[name])]


def _text(name: str, value: Any, names: Mapping[str, str], said: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return str(said["yes"] if value else said["no"])
    if isinstance(value, list | tuple):
        return ", ".join(str(said["changes"].get(item, item)) for item in value)
    if name == "purpose":
        return str(said["purposes"].get(value, value))
    return names.get(str(value)) or str(said["values"].get(value, value))
