"""Examples of bodies about instructions and disclosures, for the documentation."""

from typing import Any

_AT = "2026-12-01T09:30:00Z"
_LATER = "2026-12-03T10:00:00Z"
_ID = "ins_01KB3F2V4R8D2H6K9M1P5S7VXB"  # pragma: allowlist secret
_ENTRY_ID = "ine_01KB3F2W6T2F4H8K1M3P7R9VZD"  # pragma: allowlist secret
_DUTY_ID = "ddt_01KB3F3A7T2F4H8K1M3P7R9VZE"  # pragma: allowlist secret
_DISCLOSURE_ID = "dsc_01KB3F3B8T2F4H8K1M3P7R9VZF"  # pragma: allowlist secret
_BUSINESS_ID = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_ELENA = "usr_01KB3EH6P4D9X1T3V5Z7B9F1KD"  # pragma: allowlist secret
_NORA = "usr_01KB3EH6P4D9X1T3V5Z7B9F1KC"  # pragma: allowlist secret
_SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"  # pragma: allowlist secret
_RECIPIENT = {"name": "Nóminas del Sur, S.L.", "tax_id": "B12345674", "country": "ES"}
_AUTHORISED = _RECIPIENT | {"email": "privacidad@nominas.example"}
_TERMS = {
    "recipient": _AUTHORISED,
    "data": ["identification", "documents"],
    "envelopes": None,
    "measures": "Envío cifrado y acceso solo del departamento de nóminas.",
    "safeguards": None,
}
_DRAFT = {
    "subject": "Contratos de trabajo a la gestoría",
    "text": "Entreguen a la gestoría los contratos firmados, para confeccionar las nóminas.",
    "disclosure": _TERMS,
}
_STATEMENT = {"version": 1, "words": "Entregamos los contratos por el canal cifrado de la gestoría."}
_ENTRY = {
    "id": _ENTRY_ID,
    "act": "give",
    "version": 1,
    "subject": _DRAFT["subject"],
    "words": _DRAFT["text"],
    "ground": None,
    "disclosure": _TERMS,
    "sha256": _SHA,
    "at": _AT,
    "told_at": _AT,
}
_VIEW = {
    "id": _ID,
    "kind": "disclosure",
    "state": "in_force",
    "version": 1,
    **_DRAFT,
    "sha256": _SHA,
    "given_at": _AT,
    "state_at": _LATER,
    "answer_due_at": None,
    "entries": [_ENTRY],
}
_IMPLIED = {"channels": ["sms"], "promotion_allowed": False, "objected_subprocessors": []}
_DUTY = {
    "kind": "authority",
    "recipient": "Juzgado de lo Social n.º 2 de Alicante",
    "country": "ES",
    "ground": "Ley 36/2011, art. 90; auto de 27 de noviembre de 2026",
    "data": ["documents", "evidence"],
    "words": "El contrato firmado el 3 de marzo y su prueba.",
}
_DUTY_VIEW = _DUTY | {"id": _DUTY_ID, "registered_at": _AT, "told_at": _AT, "contacted_at": None}
_MADE = {
    "instruction_id": _ID,
    "duty_id": None,
    "recipient": _RECIPIENT,
    "data": ["documents"],
    "envelopes": ["env_01KB3E9B2D4F6H8J1M3P5R7T9V"],  # pragma: allowlist secret
    "words": "Por SFTP, con clave entregada aparte.",
    "made_at": _LATER,
}
_DISCLOSURE = _MADE | {"id": _DISCLOSURE_ID, "version": 1, "recorded_at": _LATER, "told_at": _LATER}

INSTRUCTION_EXAMPLES: dict[str, dict[str, Any]] = {
    "AuthorisedRecipient": _AUTHORISED,
    "DisclosureTerms": _TERMS,
    "InstructionDraft": _DRAFT,
    "InstructionAmendment": _DRAFT | {"version": 1},
    "InstructionStatement": _STATEMENT,
    "InstructionDoubt": _STATEMENT
    | {"words": "La gestoría no es encargada del responsable.", "ground": "RGPD, art. 28.3"},
    "InstructionEntryView": _ENTRY,
    "InstructionView": _VIEW,
    "InstructionForStaff": _VIEW | {"business_id": _BUSINESS_ID, "unreached": False},
    "ImpliedInstructions": _IMPLIED,
    "BaseInstruction": {
        "document_version": "2026-11-22",
        "language": "es",
        "sha256": _SHA,
        "accepted_at": _AT,
        "accepted_by": _ELENA,
        "implied": _IMPLIED,
    },
    "DutyDraft": _DUTY | {"business_id": _BUSINESS_ID, "silence_reason": None},
    "DutyContact": {"at": _AT, "words": "Por teléfono, con su propietaria."},
    "DutyView": _DUTY_VIEW,
    "DutyForStaff": _DUTY_VIEW
    | {
        "business_id": _BUSINESS_ID,
        "registered_by": _NORA,
        "silence_reason": None,
        "silence_approved_by": None,
        "silence_approved_at": None,
        "lifted_at": None,
        "unreached_at": None,
        "contact_words": None,
    },
    "DisclosureRecipient": _RECIPIENT,
    "DisclosureDraft": _MADE,
    "DisclosureView": _DISCLOSURE,
    "DisclosureForStaff": _DISCLOSURE
    | {"business_id": _BUSINESS_ID, "recorded_by": _NORA, "unreached_at": None},
}
