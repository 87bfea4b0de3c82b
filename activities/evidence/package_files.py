"""The small files of the package: events, facts about the documents, and what to do with it all."""

import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from activities.evidence.dossier import Dossier
from activities.evidence.verifier.contents import written_json
from activities.records.ledger import chained
from models import Certificate, Document, EvidenceEvent, Revision
from terms.evidence import event_body, instant_text
from terms.texts import Holder, Text

CERTIFICATE = "certificate/certificate.pdf"
_NAME_LENGTH = 80


def original_name(dossier: Dossier, document: Document) -> str:
    """Where a document lies in the package as it was shown."""
    return f"originals/{_file_name(dossier, document)}"


def result_name(dossier: Dossier, document: Document) -> str:
    """Where a document lies in the package with its signatures."""
    return f"results/{_file_name(dossier, document)}"


def _file_name(dossier: Dossier, document: Document) -> str:
    """Its place, then its name reduced to what every file system takes."""
    ascii_name = unicodedata.normalize("NFKD", document.name).encode("ascii", "ignore").decode()
    tidy = re.sub(r"[^A-Za-z0-9]+", "-", ascii_name.removesuffix(".pdf")).strip("-")[:_NAME_LENGTH]
    return f"{list(dossier.documents).index(document) + 1:02}-{tidy or 'document'}.pdf"


def token_name(sequence: int, renewal: int = 0) -> str:
    """Where the timestamp over the chain up to `sequence` lies, or one that renewed it."""
    return f"timestamps/events-1-{sequence}{f'.{renewal}' if renewal else ''}.tst"


def tokens(dossier: Dossier, certificate: Certificate) -> Iterator[tuple[str, bytes]]:
    """The timestamp over the chain and those that renewed it, each over the one before, with their names."""
    yield token_name(certificate.chain_sequence), certificate.chain_token
    for version in dossier.tokens:
        if version.token is not None:
            yield token_name(certificate.chain_sequence, version.number), version.token


def text_name(text: Text) -> str:
    """Where an accepted text lies."""
    return f"texts/{text.kind.value}-{text.version}.{text.language}-{text.sha256[:8]}.md"


def events_json(dossier: Dossier) -> bytes:
    """The whole chain, with the personal details and the salts that open their digests."""
    record = {"envelope_id": dossier.envelope.id, "events": [_event(event) for event in dossier.events]}
    return written_json(record)


def _event(row: EvidenceEvent) -> dict[str, Any]:
    return event_body(chained(row)) | {
        "hash": row.hash,
        "id": row.id,
        "key": row.key,
        "personal": row.personal,
        "personal_salt": row.personal_salt.hex(),
    }


def documents_json(dossier: Dossier, texts: list[Text]) -> bytes:
    """Facts about documents, certificate and texts, and where each lies in the package."""
    certificate = dossier.certificate
    facts = {
        "envelope_id": dossier.envelope.id,
        "state": dossier.envelope.state,
        "documents": [_document(dossier, document) for document in dossier.documents],
        "certificate": certificate and _certificate(dossier, certificate),
        "texts": [
            {
                "path": text_name(text),
                "kind": text.kind.value,
                "version": text.version,
                "language": text.language,
                "title": text.title,
            }
            for text in texts
        ],
    }
    return written_json(facts)


def _certificate(dossier: Dossier, certificate: Certificate) -> dict[str, Any]:
    first, *renewals = [name for name, _ in tokens(dossier, certificate)]
    return {
        "path": None if dossier.erased.certificate else CERTIFICATE,
        "level": certificate.level,
        "sizes": [certificate.size, *(version.size for version in dossier.renewed)],
        "token": first,
        "token_renewals": renewals,
        "chain_sequence": certificate.chain_sequence,
        "chain_head": certificate.chain_head,
    }


def _document(dossier: Dossier, document: Document) -> dict[str, Any]:
    revisions = dossier.revisions_of(document.id)
    return {
        "id": document.id,
        "name": document.name,
        "original": original_name(dossier, document),
        "sha256": document.sha256,
        "uploaded_sha256": document.uploaded_sha256,
        "changes": document.changes,
        "result": result_name(dossier, document) if revisions else None,
        "revisions": [_revision(revision) for revision in revisions],
    }


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "key": revision.key,
        "sha256": revision.sha256,
        "size": revision.size,
        "level": revision.level,
        "certificate_serial": revision.certificate_serial,
        "signed_at": instant_text(revision.signed_at),
    }


def readme_files(dossier: Dossier, holder: Holder) -> dict[str, bytes]:
    """What the package is and how to check it, in Spanish and English."""
    missing = dossier.certificate is None
    facts = {
        "envelope": dossier.envelope.id,
        "title": " ".join(dossier.envelope.title.split()),
        "holder": holder.name,
        "certificate_note_es": " (todavía no emitido)" if missing else "",
        "certificate_note_en": " (not issued yet)" if missing else "",
    }
    folder = files(__package__).joinpath("readme")
    return {
        name: folder.joinpath(name).read_bytes().decode().format(**facts).encode()
        for name in ("LEEME.txt", "README.txt")
    }
