"""Examples of bodies about security measures, for the documentation."""

from typing import Any

_RECORD = {
    "id": "msr_01KB3EQDW1L7F9C3D5Z7J9M2TK",  # pragma: allowlist secret
    "measure": "backup",
    "due_at": "2027-01-17T03:30:00Z",
    "began_at": "2027-01-17T03:30:01Z",
    "ended_at": "2027-01-17T03:34:12Z",
    "outcome": "done",
    "reason": None,
    "figures": {"rows": 48210, "objects": 3120, "pruning": {"pruned": 1, "kept": 4}},
    "figures_sha256": "4f" * 32,
    "version": "v1.4.0",
}
_STANDING = {
    "measure": "backup",
    "rule": "M1",
    "next_due_at": "2027-01-24T03:30:00Z",
    "missed_at": None,
    "newest": _RECORD,
    "newest_done": _RECORD,
}

_CHANNEL = {
    "channel": "email",
    "application": "Correo Seguro v3",
    "verdict": "kept",
    "words": "Cifrado en tránsito, sin datos sensibles en los textos.",
}

MEASURE_EXAMPLES: dict[str, dict[str, Any]] = {
    "MeasureRecordView": _RECORD,
    "MeasureStanding": _STANDING,
    "MeasureStandings": {"items": [_STANDING]},
    "ReviewedChannel": _CHANNEL,
    "ChannelReviewDraft": {
        "channels": [_CHANNEL],
        "words": "Revisados los avisos de los últimos seis meses.",
    },
}
