"""Examples of bodies about the way back into an account."""

from typing import Any

from api.schemas.example_values import AT, LATER

_PAU = {"id": "usr_01KB3F0A7M9X4C6V8B0N1Z3L5K", "name": "Pau Ribes"}  # pragma: allowlist secret
_RECOVERY = {
    "id": "arc_01KB3F5F2M4S8Q6Y0V9T3H7J5K",  # pragma: allowlist secret
    "state": "awaiting_approval",
    "asked_at": AT,
    "expires_at": LATER,
}

RECOVERY_EXAMPLES: dict[str, dict[str, Any]] = {
    "RecoveryRequest": {
        "email": "marta@example.com",
        "words": "Me robaron el móvil y no guardé los códigos.",
        "language": "es",
    },
    "RecoveryAnswer": {"status": "mail_sent", "expires_at": LATER},
    "RecoveryLink": {"token": "pQ3x7v0bM2kYt9Rz5LwN8cF1hJ6sD4gA0uE3iO7nVbX"},  # pragma: allowlist secret
    "RecoveryView": _RECOVERY,
    "StaffRecoveryView": _RECOVERY
    | {
        "email": "marta@example.com",
        "name": "Marta Soler",
        "words": "Me robaron el móvil y no guardé los códigos.",
        "of_staff": False,
        "proof": "video_call",
        "identity_reason": "Videollamada: documento a la vista; cara y nombre coinciden.",
        "identified_by": _PAU,
        "identified_at": AT,
        "decided_by": None,
        "decided_at": None,
        "decision_reason": None,
        "ended_at": None,
    },
    "IdentityShown": {
        "proof": "video_call",
        "reason": "Videollamada: documento a la vista; cara y nombre coinciden.",
    },
}
