"""Examples of lost credentials and incidents, for the documentation."""

from typing import Any

_AT = "2026-11-22T09:30:00Z"
_LATER = "2026-11-22T10:05:12Z"
_NEXT_DAY = "2026-11-23T09:30:00Z"
_STAFF = {"id": "usr_01KB3F0A7M9X4C6V8B0N1Z3L5K", "name": "Pau Ribes"}  # pragma: allowlist secret
_INCIDENT = {
    "id": "inc_01KB3F1B2M4S8Q6Y0V9T3H7J5K",  # pragma: allowlist secret
    "kind": "unauthorised_access",
    "source": "staff",
    "source_id": None,
    "title": "Sign-ins from an unusual network",
    "subject_ids": ["biz_01KB3E8W5H7J9K1M3P5R7T9V2X"],  # pragma: allowlist secret
    "state": "contained",
    "aware_at": _AT,
    "opened_at": _AT,
    "opened_by": _STAFF,
    "closed_at": None,
}
_OPENED = {
    "number": 1,
    "at": _AT,
    "kind": "opened",
    "by": _STAFF,
    "words": "Three accounts of one business, within a minute.",
    "state": "open",
}
_CONTAINED = _OPENED | {
    "number": 2,
    "at": _LATER,
    "kind": "state",
    "words": "Sessions ended, passwords to be reset.",
    "state": "contained",
}

TRUST_EXAMPLES: dict[str, dict[str, Any]] = {
    "CredentialReportRequest": {
        "email": "marta@example.com",
        "kind": "theft",
        "words": "Me han robado el portátil.",
        "language": "es",
    },
    "CredentialReportAnswer": {"status": "mail_sent", "expires_at": _NEXT_DAY},
    "CredentialConfirmation": {"token": "Zm9yLWRvY3VtZW50YXRpb24tb25seS1ub3QtYS10b2s"},
    "OwnCredentialReport": {"kind": "loss", "words": ""},
    "CredentialsSecured": {"status": "secured"},
    "IncidentDraft": {
        "kind": "unauthorised_access",
        "title": _INCIDENT["title"],
        "words": _OPENED["words"],
        "aware_at": _AT,
        "subject_ids": _INCIDENT["subject_ids"],
    },
    "IncidentNote": {"words": "The network belongs to the customer's new office."},
    "IncidentChange": {"state": "contained", "words": _CONTAINED["words"]},
    "IncidentDetail": _INCIDENT | {"entries": [_OPENED, _CONTAINED]},
}
