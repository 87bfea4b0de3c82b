"""Examples of bodies about data subjects' requests, for the documentation."""

from typing import Any

_AT = "2026-12-01T09:30:00Z"
_DUE = "2026-12-14T23:00:00Z"
_MONTH = "2027-01-01T23:00:00Z"
_ID = "rrq_01KB3F0V4R8D2H6K9M1P5S7VXB"  # pragma: allowlist secret
_PART_ID = "rrp_01KB3F0W6T2F4H8K1M3P7R9VZD"  # pragma: allowlist secret
_BUSINESS_ID = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_ELENA = {"id": "usr_01KB3EH6P4D9X1T3V5Z7B9F1KD", "name": "Elena Pons"}  # pragma: allowlist secret
_WHO = {"name": "Laura Soler", "email": "laura.soler@example.com"}
_DRAFT = _WHO | {"right": "access", "words": "Quiero una copia de mis datos.", "language": "es"}
_ANSWER = {"outcome": "granted", "answer": "Le enviamos aparte la copia de sus datos."}
_REASON = {"reason": "El DNI aportado coincide con los datos del sobre."}
_CLOCK = {
    "id": "ddl_01KB3F0X9V4H6K1M3P5R8T2WBF",  # pragma: allowlist secret
    "kind": "request_to_controller",
    "subject_id": _ID,
    "business_id": _BUSINESS_ID,
    "rule": "P6",
    "ground": "GDPR art. 28.3.e",
    "clause": "4.6",
    "contract_version": "2026-11-22",
    "reckoning": "working_days",
    "length": 7,
    "zone": "Europe/Madrid",
    "started_at": _AT,
    "due_at": _DUE,
    "ended_at": _AT,
    "outcome": "kept",
}
_OWN = {
    "id": _PART_ID,
    "reference": _ID,
    "right": "access",
    "article": "15",
    **_WHO,
    "words": _DRAFT["words"],
    "language": "es",
    "identity": "mailbox",
    "received_at": _AT,
    "passed_at": _AT,
    "answer_due_at": _MONTH,
    "envelopes": 2,
    "outcome": None,
    "answer": None,
    "measure_reference": None,
    "resolved_at": None,
    "person_told_at": None,
    "person_unreached_at": None,
}
_ENVELOPE_ID = "env_01KB3E9N2P4R6T8V1X3Z5B7D9F"  # pragma: allowlist secret
_CONCERNED = {"id": _ENVELOPE_ID, "title": "Contrato de alquiler"}
_VIEW = {
    "id": _ID,
    "right": "access",
    **_WHO,
    "channel": "form",
    "state": "in_hand",
    "identity": "mailbox",
    "received_at": _AT,
    "pass_on_due_at": _DUE,
    "passed_on_at": _AT,
    "own_due_at": None,
    "controllers": 1,
    "unanswered": 1,
    "unreached": 0,
    "ended_at": None,
}
_PART = {
    "business_id": _BUSINESS_ID,
    "envelopes": 2,
    "passed_at": _AT,
    "unreached_at": None,
    "delivery": "accepted",
    "outcome": None,
    "answer": None,
    "measure_reference": None,
    "resolved_at": None,
    "person_told_at": None,
    "person_unreached_at": None,
}

RIGHTS_EXAMPLES: dict[str, dict[str, Any]] = {
    "RightsRequestDraft": _DRAFT,
    "RightsRequestAnswer": {"status": "mail_sent", "confirm_until": "2026-12-06T09:30:00Z"},
    "RightsToken": {"token": "V2l0aCBlbm91Z2ggY2hhcmFjdGVycyB0byBiZSBvbmU"},  # pragma: allowlist secret
    "RightsConfirmed": {"status": "confirmed"},
    "RightsWithdrawn": {"status": "withdrawn"},
    "RightsResolution": _ANSWER | {"reference": None, "email": None},
    "OwnRightsRequest": _OWN,
    "ConcernedEnvelope": _CONCERNED,
    "OwnRightsRequestDetail": _OWN | {"concerned": [_CONCERNED]},
    "StaffRightsRequestDraft": _DRAFT
    | {"channel": "letter", "received_at": _AT, "identity_reason": _REASON["reason"]},
    "IdentityDecision": _REASON | {"accepted": True},
    "RightsExtension": {"reason": "Hay que reunir datos de varios archivos."},
    "RightsRequestView": _VIEW,
    "RightsPartView": _PART,
    "RightsRequestDetail": _VIEW
    | {
        "article": "15",
        "words": _DRAFT["words"],
        "language": "es",
        "registered_at": _AT,
        "registered_by": None,
        "confirm_until": "2026-12-06T09:30:00Z",
        "identity_at": _AT,
        "identity_by": _ELENA,
        "identity_reason": None,
        "withdrawn_at": None,
        "extended_at": None,
        "extended_by": None,
        "extension_reason": None,
        "extension_told_at": None,
        "extension_unreached_at": None,
        "parts": [_PART],
        "clocks": [_CLOCK],
    },
}
