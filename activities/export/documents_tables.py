"""What an export tells of documents, envelopes and the evidence of signing (contract E1–E4)."""

from activities.export.whose import DOOR, INSIDE, PERSONS, ExportedTable, of_business, of_its_envelopes
from models import (
    Act,
    Certificate,
    ChannelConsent,
    Document,
    Envelope,
    EnvelopeDocument,
    EvidenceEvent,
    Field,
    Mail,
    Message,
    Revision,
    SealedVersion,
    Signer,
    SigningLink,
    Submission,
)

_DRAWING = "a picture of a signature apart from what was signed could be put under anything; it is in the PDF"

DOCUMENTS = (
    ExportedTable(Document, of_business(Document), {"object_key": INSIDE}),
    ExportedTable(Envelope, of_business(Envelope), {"sequence": INSIDE}),
    ExportedTable(EnvelopeDocument, of_its_envelopes(EnvelopeDocument)),
    ExportedTable(Signer, of_its_envelopes(Signer)),
    ExportedTable(Field, of_its_envelopes(Field)),
    ExportedTable(
        SigningLink,
        of_its_envelopes(SigningLink),
        {"key": INSIDE, "token_sha256": DOOR, "ended_by_report": PERSONS},
    ),
    ExportedTable(Submission, of_its_envelopes(Submission), {"drawing_object_key": _DRAWING}),
    ExportedTable(Act, of_its_envelopes(Act)),
    ExportedTable(Revision, of_its_envelopes(Revision), {"object_key": INSIDE}),
    ExportedTable(Certificate, of_its_envelopes(Certificate), {"object_key": INSIDE}),
    ExportedTable(SealedVersion, of_business(SealedVersion), {"object_key": INSIDE}),
    ExportedTable(EvidenceEvent, of_its_envelopes(EvidenceEvent)),
    ExportedTable(
        Mail,
        of_its_envelopes(Mail),
        {"key": INSIDE, "attempts": INSIDE, "provider_message_id": INSIDE},
    ),
    ExportedTable(ChannelConsent, of_business(ChannelConsent), {"token_sha256": DOOR}),
    ExportedTable(
        Message,
        of_business(Message),
        {"key": INSIDE, "attempts": INSIDE, "provider_message_id": INSIDE},
    ),
)
