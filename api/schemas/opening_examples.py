"""Examples of bodies about openings of documents and look-ups of customers."""

from typing import Any

_DOCUMENT_ID = "doc_01KB3E9T7RA4X2WZ5N8C6D1F0G"
_BUSINESS_ID = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_REPORT_ID = "mis_01KB3EK8R6F1Z3W5X7D9G1H3NE"
_NORA = {"id": "usr_01KB3EH6P4D9X1T3V5Z7B9F1KC", "name": "Nora Gil"}  # pragma: allowlist secret
_AT = "2026-11-25T09:30:00Z"
_ASKED = {
    "reason": "Denuncia por suplantación en el contrato.",
    "legal_ground": "Reglamento (UE) 2022/2065, art. 16",
}
_LOOKS = [{"page": 1, "at": "2026-11-25T09:31:04Z"}]
_OPENED = {
    "id": "opn_01KB3EM9S7G2A4X6Y8E0H2J4PF",  # pragma: allowlist secret
    "document_id": _DOCUMENT_ID,
    "role": "reviewer",
    **_ASKED,
    "case_id": _REPORT_ID,
    "state": "open",
    "asked_at": _AT,
    "opened_at": _AT,
    "ended_at": None,
    "views": _LOOKS,
}

OPENING_EXAMPLES: dict[str, dict[str, Any]] = {
    "ReportedOpeningDraft": {"document_id": _DOCUMENT_ID, "report_id": _REPORT_ID, **_ASKED},
    "BlockedOpeningDraft": {
        "document_id": _DOCUMENT_ID,
        "business_id": _BUSINESS_ID,
        "case_id": "Diligencias previas 123/2027",
        "reason": "Requerimiento del Juzgado de Instrucción n.º 3 de Alicante.",
        "legal_ground": "Ley Orgánica 3/2018, art. 32",
    },
    "OpeningView": _OPENED
    | {
        "business_id": _BUSINESS_ID,
        "page_count": 2,
        "opened_by": _NORA,
        "expires_at": "2026-11-25T09:45:00Z",
        "decided_by": None,
        "decided_at": None,
        "decision_reason": None,
    },
    "OpeningOfOwnDocument": _OPENED,
    "CustomerQuery": {"query": "Soler y Asociados", "reason": "Incidencia 42"},
    "CustomerLookupView": {
        "id": "clk_01KB3ENAT8H3B5Y7Z9F1J3K5QG",
        "items": [
            {
                "id": _BUSINESS_ID,
                "name": "Soler y Asociados",
                "country": "ES",
                "state": "active",
                "created_at": _AT,
                "members": 3,
                "documents": 12,
                "envelopes_sent": 9,
                "envelopes_open": 1,
                "last_sent_at": _AT,
            }
        ],
    },
}
