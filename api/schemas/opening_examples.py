"""Examples of bodies about openings of documents and look-ups of customers."""

from typing import Any

from api.schemas.example_values import BUSINESS_ID, DOCUMENT_ID, HASH, NORA, STAFF_AT

_REPORT_ID = "mis_01KB3EK8R6F1Z3W5X7D9G1H3NE"
_ASKED = {
    "reason": "Denuncia por suplantación en el contrato.",
    "legal_ground": "Reglamento (UE) 2022/2065, art. 16",
}
_LOOKS = [{"page": 1, "version": 3, "at": "2026-11-25T09:31:04Z"}]
_OPENED = {
    "id": "opn_01KB3EM9S7G2A4X6Y8E0H2J4PF",  # pragma: allowlist secret
    "subject_id": DOCUMENT_ID,
    "document_id": DOCUMENT_ID,
    "role": "reviewer",
    **_ASKED,
    "case_id": _REPORT_ID,
    "state": "open",
    "asked_at": STAFF_AT,
    "opened_at": STAFF_AT,
    "ended_at": None,
    "views": _LOOKS,
}

OPENING_EXAMPLES: dict[str, dict[str, Any]] = {
    "ReportedOpeningDraft": {"document_id": DOCUMENT_ID, "report_id": _REPORT_ID, **_ASKED},
    "BlockedOpeningDraft": {
        "document_id": DOCUMENT_ID,
        "business_id": BUSINESS_ID,
        "case_id": "Diligencias previas 123/2027",
        "reason": "Requerimiento del Juzgado de Instrucción n.º 3 de Alicante.",
        "legal_ground": "Ley Orgánica 3/2018, art. 32",
        "silence_reason": None,
    },
    "OpeningView": _OPENED
    | {
        "business_id": BUSINESS_ID,
        "page_count": 2,
        "version": {
            "number": 3,
            "sealed": True,
            "sha256": HASH,
            "signed_at": "2026-11-24T16:02:11Z",
        },
        "opened_by": NORA,
        "expires_at": "2026-11-25T09:45:00Z",
        "decided_by": None,
        "decided_at": None,
        "decision_reason": None,
        "silence_reason": None,
        "lifted_at": None,
    },
    "OpeningOfOwnDocument": _OPENED,
    "CustomerQuery": {"query": "Soler y Asociados", "reason": "Incidencia 42"},
    "CustomerLookupView": {
        "id": "clk_01KB3ENAT8H3B5Y7Z9F1J3K5QG",
        "items": [
            {
                "id": BUSINESS_ID,
                "name": "Soler y Asociados",
                "country": "ES",
                "state": "active",
                "created_at": STAFF_AT,
                "members": 3,
                "documents": 12,
                "envelopes_sent": 9,
                "envelopes_open": 1,
                "last_sent_at": STAFF_AT,
            }
        ],
    },
}
