"""Examples of measures about data subjects, for the documentation."""

from typing import Any

_AT = "2026-12-01T09:30:00Z"
_MEASURE: dict[str, Any] = {
    "id": "dsm_01KB3F0W5H7J9K1M3P5R7T9V2X",
    "kind": "export",
    "state": "in_force",
    "email": "lucia@example.com",
    "ground": None,
    "reference": "RGPD 2026/14",
    "asked_at": _AT,
    "places": 3,
    "corrected": 0,
    "noted": 0,
    "destroyed": 0,
    "kept": [],
    "still_named": [],
    "left_elsewhere": [],
    "counts": {},
    "certified": True,
    "size": 48213,
    "fetch_until": "2026-12-08T23:00:00Z",
    "release_reason": None,
    "ended_at": None,
}

SUBJECT_EXAMPLES: dict[str, dict[str, Any]] = {
    "SubjectPlaceView": {
        "envelope_id": "env_01KB3EB2M4S8Q6Y0V9T3H7J5KD",
        "title": "Contrato de alquiler",
        "envelope_state": "completed",
        "test": False,
        "signer_id": "sgn_01KB3EB2M5C1N7P9R3T5V7X9ZA",
        "name": "Lucía Ferrer",
        "email": "lucia@example.com",
        "state": "signed",
        "corrected": False,
        "created_at": _AT,
        "acted_at": _AT,
        "restricted": False,
        "named_in": ["title", "document_name"],
    },
    "SubjectDraft": {"email": "lucia@example.com", "reference": "RGPD 2026/14"},
    "RectificationDraft": {
        "email": "lucia@example.com",
        "reference": "RGPD 2026/13",
        "name": "Lucía Ferrer Vidal",
        "new_email": None,
        "words": "Faltaba el segundo apellido.",
    },
    "RestrictionDraft": {
        "email": "lucia@example.com",
        "reference": "RGPD 2026/15",
        "ground": "objection_pending",
    },
    "RedactionDraft": {"email": "lucia@example.com", "reference": None, "name": "Lucía Ferrer Vidal"},
    "ErasureDraft": {
        "email": "lucia@example.com",
        "reference": "RGPD 2026/16",
        "ground": "no_longer_needed",
        "redact_texts": True,
    },
    "NamedView": {
        "envelope_id": "env_01KB3EB2M4S8Q6Y0V9T3H7J5KD",
        "texts": ["title"],
        "because": "left_on_request",
    },
    "ElsewhereView": {
        "what": "request_log",
        "because": "security_log",
        "count": 4,
        "until": "2027-12-01T23:00:00Z",
        "ids": [],
    },
    "KeptView": {
        "envelope_id": "env_01KB3EB2M4S8Q6Y0V9T3H7J5KD",
        "reason": "signed_evidence",
        "kept_until": "2031-12-01T23:00:00Z",
    },
    "ReleaseDraft": {"reason": "Prevalecen motivos legítimos imperiosos.", "subject_informed": True},
    "MeasureView": _MEASURE,
}
