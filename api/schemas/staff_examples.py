"""Examples of bodies about the holder's staff."""

from typing import Any

from api.schemas.example_values import HASH, NORA, STAFF_AT

_SECURITY = {"id": "usr_01KB3E7Q2M9X4C6V8B0N1Z3L5K", "name": "Ana Soler"}  # pragma: allowlist secret
_SECOND = {"id": "usr_01KB3EF4N2C7W9R1T5Y8U0P3QA", "name": "Luis Ferrer"}  # pragma: allowlist secret
_TOKEN = "pXnB4w1sQ0yqXh4vJ8m2c6R9tK3uZ5aE7dF1gH0iLoM"  # noqa: S105 - opens nothing  # pragma: allowlist secret
_ACCEPTED = {"version": "2026-11-25", "language": "es", "sha256": HASH}
_LATER = "2026-11-25T10:05:12Z"
_REASON = "Se incorpora al equipo de revisión."
_EMAIL = "nora.gil@firmas.example"

_MEMBER: dict[str, Any] = {
    "user_id": NORA["id"],
    "name": NORA["name"],
    "email": _EMAIL,
    "roles": ["reviewer"],
    "joined_at": _LATER,
    "joined_by": _SECURITY,
    "leaves_at": None,
    "left_at": None,
    "last_seen_at": _LATER,
    "password_expires_at": "2027-05-24T22:00:00Z",
    "flags": [],
    "duties": {
        "missing": [],
        "commitment_until": "2027-11-24T23:00:00Z",
        "training_until": "2027-11-24T23:00:00Z",
        "due_at": None,
    },
}

STAFF_EXAMPLES: dict[str, dict[str, Any]] = {
    "StaffPerson": _SECURITY,
    "StaffMemberView": _MEMBER,
    "StaffMemberDetail": _MEMBER
    | {
        "history": [
            {
                "at": _LATER,
                "kind": "joined",
                "by": _SECURITY,
                "second": _SECOND,
                "roles": ["reviewer"],
                "reason": _REASON,
                "leaves_at": None,
            }
        ]
    },
    "StaffInvitationDraft": {
        "email": _EMAIL,
        "name": NORA["name"],
        "language": "es",
        "roles": ["reviewer"],
        "reason": _REASON,
        "until": None,
    },
    "StaffInvitationView": {
        "id": "stf_01KB3EG5N3C8W0S2V4Y6A8D0HB",  # pragma: allowlist secret
        "email": _EMAIL,
        "name": NORA["name"],
        "language": "es",
        "roles": ["reviewer"],
        "reason": _REASON,
        "until": None,
        "state": "invited",
        "needs_second_person": True,
        "asked_by": _SECURITY,
        "asked_at": STAFF_AT,
        "confirmed_by": _SECOND,
        "confirmed_at": _LATER,
        "expires_at": "2026-12-02T23:00:00Z",
        "accepted_at": None,
        "user_id": None,
        "ended_at": None,
        "ended_reason": None,
    },
    "StaffInvitationToken": {"token": _TOKEN},
    "StaffInvitationLook": {
        "name": NORA["name"],
        "email": _EMAIL,
        "language": "es",
        "roles": ["reviewer"],
        "until": None,
        "state": "invited",
        "expires_at": "2026-12-02T23:00:00Z",
        "registered": False,
    },
    "StaffRegistration": {
        "token": _TOKEN,
        "password": "Una-frase-larga-7",  # pragma: allowlist secret
        "language": "es",
        "time_zone": "Europe/Madrid",
        "commitments": _ACCEPTED,
        "privacy": _ACCEPTED,
    },
    "StaffAcceptance": {"token": _TOKEN, "commitments": _ACCEPTED},
    "CommitmentsAcceptance": {"commitments": _ACCEPTED},
    "StaffJoined": {"email": _EMAIL, "roles": ["reviewer"]},
    "ReasonGiven": {"reason": "Ha cambiado de puesto."},
    "RoleChangeDraft": {
        "user_id": NORA["id"],
        "roles": ["support", "reviewer"],
        "reason": "Ayuda también en soporte.",
    },
    "RoleChangeView": {
        "id": "src_01KB3EJ7Q5E0Y2V4W6C8F0G2MD",  # pragma: allowlist secret
        "member": NORA,
        "roles_before": ["reviewer"],
        "roles": ["support", "reviewer"],
        "reason": "Ayuda también en soporte.",
        "state": "applied",
        "needs_second_person": False,
        "asked_by": _SECURITY,
        "asked_at": STAFF_AT,
        "expires_at": "2026-11-28T23:00:00Z",
        "decided_by": None,
        "decided_at": STAFF_AT,
        "decision_reason": None,
    },
    "LeavingDraft": {"reason": "Fin de contrato.", "last_day": "2027-03-28"},
}
