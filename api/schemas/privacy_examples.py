"""Examples of bodies about data protection, for the documentation."""

from typing import Any

_BUSINESS_ID = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_ID = "sbp_01KB3EQDW1L7F9C3D5Z7J9M2TK"
_AT = "2026-12-01T09:30:00Z"
_DUE = "2026-12-31T23:00:00Z"
_DRAFT = {
    "name": "Correo Seguro, S.L.",
    "purpose": {"es": "Envío de los correos del servicio", "en": "Sending the service's mails"},
    "data": {"es": "Nombre y correo de firmantes", "en": "Names and addresses of signers"},
    "country": "ES",
    "safeguards": {"es": "Sin transferencia fuera del EEE", "en": "No transfer out of the EEA"},
    "contact": "privacidad@correoseguro.example",
    "service": "mail",
}
_VIEW = _DRAFT | {
    "id": _ID,
    "state": "announced",
    "announced_at": _AT,
    "effective_at": _DUE,
    "ended_at": None,
}
_FOR_BUSINESS = _VIEW | {"objection_until": _DUE, "objected_at": None, "works_for_you": False}
_REASON = {"reason": "El centro de datos no está en la Unión Europea."}
_OBJECTION = _REASON | {"business_id": _BUSINESS_ID, "at": _AT, "taken_back_at": None}
_FOR_STAFF = _VIEW | {"told": 120, "unreached": 1, "end_reason": None, "objections": [_OBJECTION]}
_BREACH_ID = "bre_01KB3ESH05P9H3E6G8B0M2Q5WN"
_INCIDENT_ID = "inc_01KB3EG4N2B7V9R1T3X5Z7D9FH"  # pragma: allowlist secret
_ELENA = {"id": "usr_01KB3EH6P4D9X1T3V5Z7B9F1KD", "name": "Elena Pons"}  # pragma: allowlist secret
_NORA = {"id": "usr_01KB3EH6P4D9X1T3V5Z7B9F1KC", "name": "Nora Gil"}  # pragma: allowlist secret
_ASSESSMENT = {
    "nature": {"es": "Acceso no autorizado a sobres", "en": "Unauthorised access to envelopes"},
    "people": {"es": "Firmantes", "en": "Signers"},
    "records": {"es": "Nombre, correo, documentos", "en": "Names, addresses, documents"},
    "consequences": {"es": "Posible suplantación", "en": "Possible impersonation"},
    "measures": {"es": "Accesos cerrados y claves cambiadas", "en": "Access closed and keys changed"},
}
_ASSESSED = _ASSESSMENT | {"number": 1, "at": _AT}
_BREACH = {
    "id": _BREACH_ID,
    "incident_id": _INCIDENT_ID,
    "drill": False,
    "state": "notified",
    "aware_at": _AT,
    "controllers_due_at": "2026-12-03T09:30:00Z",
    "authority_due_at": "2026-12-04T09:30:00Z",
    "told": 1,
    "closed_at": None,
}
_CONCERNED = {
    "business_id": _BUSINESS_ID,
    "people": 40,
    "records": 65,
    "told": 1,
    "first_told_at": _AT,
    "told_at": _AT,
    "refused_at": None,
    "refused": None,
    "delivery": "bounced",
    "second_delivery": "delivered",
    "contact": None,
}
_AUTHORITY_FACTS = {
    "began_at": _AT,
    "ended_at": None,
    "effects": ["confidentiality"],
    "origin": "external",
    "intent": "deliberate",
    "severity": "medium",
    "encrypted": True,
    "minors": False,
    "special_categories": False,
    "people_informed": None,
    "other_countries": ["PT"],
    "delay_reason": None,
}
_TOLD = {
    "id": _BREACH_ID,
    "people": 40,
    "records": 65,
    "first_told_at": _AT,
    "told_at": _AT,
    "contact": None,
    "assessments": [_ASSESSED],
}
_CONTROLLER = {
    "business_id": _BUSINESS_ID,
    "name": "Gestoría Roig, S.L.",
    "tax_id": "B12345674",
    "country": "ES",
    "address": {"street": "Calle Mayor 1", "postal_code": "03001", "city": "Alicante"},
    "since": _AT,
    "contact": {"name": "Rosa Roig", "email": "rosa@gestoria.example"},
    "dpo": {"name": "Vera Roig", "email": "dpd@gestoria.example"},
    "representative": None,
    "contract": {"version": "2026-11-22", "language": "es", "sha256": "ab" * 32, "accepted_at": _AT},
    "envelopes": 12,
    "people": 17,
    "categories": [
        {"datum": "name", "group": "identification", "envelopes": 12, "people": 17},
        {"datum": "answer", "group": "asked", "envelopes": 3, "people": 3},
    ],
    "own_fields": ["DNI"],
    "subprocessors": [
        {name: _DRAFT[name] for name in ("name", "purpose", "data", "country", "safeguards", "contact")}
        | {"id": _ID, "since": _DUE, "third_country": False}
    ],
    "instructions": [
        {
            "id": "ins_01KB3F2V4R8D2H6K9M1P5S7VXB",  # pragma: allowlist secret
            "kind": "written",
            "state": "in_force",
            "version": 2,
            "subject": "Plazo de conservación",
            "sha256": "ef" * 32,
            "since": _AT,
        }
    ],
    "disclosures": [
        {
            "id": "dsc_01KB3F3B8T2F4H8K1M3P7R9VZF",  # pragma: allowlist secret
            "basis": "ddt_01KB3F3A7T2F4H8K1M3P7R9VZE",  # pragma: allowlist secret
            "recipient": "Juzgado de lo Social n.º 2 de Alicante",
            "country": "ES",
            "data": ["documents"],
            "made_at": _AT,
            "third_country": False,
            "safeguards": "Ley 36/2011, art. 90",
        }
    ],
}
_RECORD = {
    "on": "2027-01-31",
    "as_of": "2027-01-31T23:00:00Z",
    "processor": {
        "name": "Rúbrica, S.L.",
        "tax_id": "B00000000",
        "address": "Alicante, España",
        "email": "legal@rubrica.example",
        "registry": "",
        "dpo": {"name": "Elena Pons", "email": "dpd@rubrica.example"},
    },
    "contract_version": "2026-11-22",
    "measures": [
        {
            "rule": "M4",
            "es": "Sesiones que se cierran tras un periodo de inactividad.",
            "en": "Sessions close.",
        }
    ],
    "controllers": [_CONTROLLER],
    "next": None,
}

_PACK = {
    "id": "epk_01KB3EW3P7Q9S1T3V5X7Z9B1D3",
    "business_id": _BUSINESS_ID,
    "requested_by": _ELENA["id"],
    "requested_at": _AT,
    "state": "ready",
    "made_at": _AT,
    "sha256": "cd" * 32,
    "size": 48213,
    "fetch_until": _DUE,
}

PRIVACY_EXAMPLES: dict[str, dict[str, Any]] = {
    "SubprocessorDraft": _DRAFT,
    "SubprocessorView": _VIEW,
    "SubprocessorList": {"items": [_VIEW]},
    "SubprocessorForBusiness": _FOR_BUSINESS,
    "SubprocessorsOfBusiness": {"items": [_FOR_BUSINESS]},
    "ObjectionDraft": _REASON,
    "ObjectionView": _OBJECTION,
    "SubprocessorForStaff": _FOR_STAFF,
    "SubprocessorsForStaff": {"items": [_FOR_STAFF]},
    "BreachCharge": {"responsible_id": _ELENA["id"], "substitute_id": _NORA["id"]},
    "BreachDraft": {
        "incident_id": _INCIDENT_ID,
        "drill": False,
        "responsible_id": _ELENA["id"],
        "substitute_id": _NORA["id"],
    },
    "AssessmentDraft": _ASSESSMENT,
    "AssessmentView": _ASSESSED,
    "NoticeOrder": {"assessment": 1},
    "AuthorityFiling": {"reference": "AEPD 2026/004711"},
    "UnlikelyRisk": {"reason": "Los datos estaban cifrados y la clave no salió."},
    "BreachView": _BREACH,
    "BreachList": {"items": [_BREACH]},
    "BreachControllerView": _CONCERNED,
    "BreachDetail": _BREACH
    | {
        "responsible": _ELENA,
        "substitute": _NORA,
        "registered_at": _AT,
        "unlikely_by": None,
        "unlikely_reason": None,
        "unlikely_approved_by": None,
        "authority_reference": None,
        "authority_filed_at": None,
        "authority_facts": _AUTHORITY_FACTS,
        "assessments": [_ASSESSED],
        "controllers": [_CONCERNED],
    },
    "BreachForBusiness": _TOLD,
    "BreachesOfBusiness": {"items": [_TOLD]},
    "AuthorityFactsDraft": _AUTHORITY_FACTS,
    "AuthorityFormView": {
        "breach_id": _BREACH_ID,
        "incident_id": _INCIDENT_ID,
        "kind": "complete",
        "reference": None,
        "drill": False,
        "made_at": _AT,
        "aware_at": _AT,
        "due_at": "2026-12-04T09:30:00Z",
        "late": False,
        "incident_kind": "unauthorised_access",
        "incident_source": "staff",
        "notifier": _RECORD["processor"],
        **_ASSESSMENT,
        "people_count": 40,
        "record_count": 65,
        "controllers": [{"business_id": _BUSINESS_ID, "people": 40, "records": 65, "told_at": _AT}],
        "facts": _AUTHORITY_FACTS,
        "contract_version": "2026-11-22",
        "missing": [],
    },
    "ContactDraft": {
        "business_id": _BUSINESS_ID,
        "at": _AT,
        "words": "Por teléfono, con Rosa Roig.",
    },
    "ContactView": {"assessment": 1, "at": _AT, "words": "Por teléfono, con Rosa Roig."},
    "PackOrder": {"business_id": _BUSINESS_ID},
    "EvidencePackView": _PACK,
    "EvidencePackList": {"items": [_PACK]},
    "ControllerRecordView": _CONTROLLER,
    "ProcessingRecordView": _RECORD,
    "DeadlineView": {
        "id": "ddl_01KB3ERFZ4N8G2D5F7B9L1P4VM",  # pragma: allowlist secret
        "kind": "subprocessor_objection",
        "subject_id": _ID,
        "business_id": _BUSINESS_ID,
        "rule": "P4",
        "ground": "GDPR art. 28.2",
        "clause": "4.4",
        "contract_version": "2026-11-22",
        "reckoning": "calendar_days",
        "length": 30,
        "zone": "Europe/Madrid",
        "started_at": _AT,
        "due_at": _DUE,
        "ended_at": None,
        "outcome": None,
    },
}
