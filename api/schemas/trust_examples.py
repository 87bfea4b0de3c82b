"""Examples of lost credentials, incidents and misuse, for the documentation."""

from typing import Any

from api.schemas.example_values import AT, DOCUMENT_ID, LATER

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
    "aware_at": AT,
    "opened_at": AT,
    "opened_by": _STAFF,
    "closed_at": None,
}
_OPENED = {
    "number": 1,
    "at": AT,
    "kind": "opened",
    "by": _STAFF,
    "words": "Three accounts of one business, within a minute.",
    "state": "open",
}
_CONTAINED = _OPENED | {
    "number": 2,
    "at": LATER,
    "kind": "state",
    "words": "Sessions ended, passwords to be reset.",
    "state": "contained",
}
_REPORT_ID = "mis_01KB3F2C2M4S8Q6Y0V9T3H7J5K"  # pragma: allowlist secret
_DECISION_ID = "mdc_01KB3F3D2M4S8Q6Y0V9T3H7J5K"  # pragma: allowlist secret
_BUSINESS = {"id": "biz_01KB3E8W5H7J9K1M3P5R7T9V2X", "name": "Soler y Asociados"}  # pragma: allowlist secret
_APPEAL = {
    "id": "map_01KB3F4E2M4S8Q6Y0V9T3H7J5K",  # pragma: allowlist secret
    "decision_id": _DECISION_ID,
    "words": "El documento era una factura verdadera: adjuntamos el pedido.",
    "filed_at": LATER,
    "state": "filed",
    "decided_at": None,
    "reason": None,
}
_STATEMENT = {
    "id": _DECISION_ID,
    "verdict": "suspend",
    "ground": "fraud",
    "facts": "El documento pide pagar una factura de un servicio que no existe.",
    "clauses": ["4.2", "4.4"],
    "terms_version": "2026-11-22",
    "user": None,
    "reach": None,
    "state": "in_force",
    "in_force_at": AT,
    "appeal_until": "2027-05-22T22:00:00Z",
    "blocks_at": None,
    "ended_at": None,
    "appeal": _APPEAL,
}
_TOLD_ONLY = ("clauses", "terms_version")
_DECISION = {name: value for name, value in _STATEMENT.items() if name not in _TOLD_ONLY} | {
    "report_id": _REPORT_ID,
    "business": _BUSINESS,
    "reason": "Tres denuncias con el mismo modelo de factura.",
    "proposed_by": _STAFF,
    "proposed_at": AT,
    "seconded_by": None,
    "appeal": _APPEAL | {"decided_by": None},
}
_REPORT = {
    "id": _REPORT_ID,
    "state": "claimed",
    "ground": "fraud",
    "words": "Me piden pagar algo que no he comprado.",
    "by": "signer",
    "anonymous": False,
    "received_at": AT,
    "business": _BUSINESS,
    "envelope_id": "env_01KB3EB2M4S8Q6Y0V9T3H7J5KD",
    "document_id": None,
    "document_ids": [DOCUMENT_ID],
    "sender_id": "usr_01KB3E7Q2M9X4C6V8B0N1Z3L5K",  # pragma: allowlist secret
    "claimed_by": _STAFF,
    "claimed_at": LATER,
    "claim_ends_at": "2026-11-25T10:05:12Z",
    "decision_id": None,
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
    "SignerReport": {
        "ground": "fraud",
        "words": _REPORT["words"],
        "document_id": None,
        "reply_to": "lucia@example.com",
    },
    "DocumentReport": {
        "envelope_id": None,
        "document_sha256": None,
        "link": "https://rubrica.example/sign/Zm9yLWRvY3VtZW50YXRpb24tb25seQ",
        "ground": "fraud",
        "words": "",
        "reply_to": None,
        "language": "es",
    },
    "ReportReceived": {"status": "received"},
    "ReportView": _REPORT,
    "ReportDetail": _REPORT | {"reports_on_business": 3, "decisions": [_DECISION]},
    "DecisionDraft": {
        "verdict": "suspend",
        "ground": "fraud",
        "facts": _STATEMENT["facts"],
        "reason": _DECISION["reason"],
        "user_id": None,
        "reach": None,
    },
    "SecondOpinion": {"agreed": True, "reason": "De acuerdo: es el tercer caso."},
    "DecisionEnd": {"reason": "La empresa ha demostrado que la factura era suya."},
    "DecisionView": _DECISION,
    "AppealDraft": {"words": _APPEAL["words"]},
    "AppealView": _APPEAL,
    "StaffAppealView": _APPEAL | {"decided_by": None},
    "AppealDecision": {"outcome": "upheld", "reason": "El pedido demuestra que la factura es verdadera."},
    "IncidentDraft": {
        "kind": "unauthorised_access",
        "title": _INCIDENT["title"],
        "words": _OPENED["words"],
        "aware_at": AT,
        "subject_ids": _INCIDENT["subject_ids"],
    },
    "IncidentNote": {"words": "The network belongs to the customer's new office."},
    "IncidentSubjects": {"subject_ids": ["biz_01KB3E8W5H7J9K1M3P5R7T9V2X"], "words": "Found in the log."},
    "IncidentChange": {"state": "contained", "words": _CONTAINED["words"]},
    "IncidentDetail": _INCIDENT | {"entries": [_OPENED, _CONTAINED]},
}
