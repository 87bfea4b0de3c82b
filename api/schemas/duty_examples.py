"""Examples of bodies about what staff sign and learn."""

from typing import Any

from api.schemas.example_values import HASH, NORA

_SECURITY = {"id": "usr_01KB3E7Q2M9X4C6V8B0N1Z3L5K", "name": "Ana Soler"}  # pragma: allowlist secret
_AT = "2026-12-01T09:12:40Z"
_UNTIL = "2027-11-30T23:00:00Z"
_ATTEMPT = {
    "id": "tra_01KBC2EG5N3C8W0S2V4Y6A8D0H",  # pragma: allowlist secret
    "course": "data-protection",
    "version": "2026-11-30",
    "at": _AT,
    "right": 9,
    "asked": 10,
    "passed": True,
    "valid_until": _UNTIL,
    "wrong": ["clock"],
}
_OPTION = {"code": "b", "text": "No termina"}
_QUESTION = {"code": "leaving", "text": "¿Cuándo termina el deber de secreto?", "options": [_OPTION]}
_ORDER = {
    "id": "cmt_01KBC2EG5N3C8W0S2V4Y6A8D0J",  # pragma: allowlist secret
    "version": "2026-11-25",
    "language": "es",
    "text_sha256": HASH,
    "state": "signed",
    "sent_at": _AT,
    "ended_at": _AT,
    "valid_until": _UNTIL,
}
_DRAFT = {
    "title": "Protección de datos para equipos de soporte",
    "provider": "Academia de ejemplo",
    "trained_on": "2026-10-14",
    "evidence": "Certificado 2026/118, en el expediente de personal.",
}

DUTY_EXAMPLES: dict[str, dict[str, Any]] = {
    "CommitmentOrder": _ORDER,
    "TrainingAttemptView": _ATTEMPT,
    "DutiesView": {
        "missing": [],
        "due_at": None,
        "commitment_until": _UNTIL,
        "training_until": _UNTIL,
        "commitment": _ORDER,
        "signed": [_ORDER],
        "attempts": [_ATTEMPT],
    },
    "CourseOption": _OPTION,
    "CourseQuestion": _QUESTION,
    "CourseView": {
        "course": "data-protection",
        "version": "2026-11-30",
        "language": "es",
        "title": "Protección de datos y seguridad para quien trabaja en el servicio",
        "body": "## 1. Por qué te concierne\n",
        "sha256": HASH,
        "questions": [_QUESTION],
        "right_needed": 8,
    },
    "CourseAnswers": {
        "version": "2026-11-30",
        "language": "es",
        "sha256": HASH,
        "answers": {"leaving": "b"},
    },
    "MemberDuties": {
        "missing": ["training"],
        "commitment_until": _UNTIL,
        "training_until": None,
        "due_at": None,
    },
    "ExternalTrainingDraft": _DRAFT,
    "ExternalTrainingView": _DRAFT
    | {
        "id": "ext_01KBC2EG5N3C8W0S2V4Y6A8D0K",  # pragma: allowlist secret
        "member": NORA,
        "course": "data-protection",
        "recorded_by": _SECURITY,
        "recorded_at": _AT,
        "state": "awaiting_confirmation",
        "decided_by": None,
        "decided_at": None,
        "decision_reason": None,
        "valid_until": "2027-10-13T22:00:00Z",
    },
}
