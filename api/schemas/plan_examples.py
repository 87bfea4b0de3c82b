"""Examples of plans, promotions and timelines, for the documentation."""

from typing import Any

from api.schemas.example_values import STAFF_AT

_NAMES = {"es": "Profesional", "en": "Professional"}
_INCLUDES = {
    "envelopes": 50,
    "extra_envelope": "0.90",
    "members": 5,
    "businesses": 1,
    "storage_bytes": 10_737_418_240,
}
_PLAN = {
    "code": "professional",
    "names": _NAMES,
    "kind": "monthly",
    "fee": "29.00",
    "months": 1,
    "monthly_fee": None,
    "includes": _INCLUDES,
}
_PLAN_VIEW = _PLAN | {
    "id": "pln_01KB3E8W5H7J9K1M3P5R7T9V2X",  # pragma: allowlist secret
    "version": 3,
    "offered_from": STAFF_AT,
    "offered_until": None,
    "price": "23.20",
    "discount": "20.00",
}
_PROMOTION = {
    "plan_code": "professional",
    "names": {"es": "Bienvenida", "en": "Welcome"},
    "percent": "20.00",
    "first_day": "2026-11-01",
    "last_day": "2026-12-31",
}
_PROMOTION_VIEW = _PROMOTION | {
    "id": "prm_01KB3E8W5H7J9K1M3P5R7T9V2X",  # pragma: allowlist secret
    "published_at": STAFF_AT,
    "withdrawn_at": None,
}

PLAN_EXAMPLES: dict[str, dict[str, Any]] = {
    "PlanDraft": _PLAN,
    "PlanView": _PLAN_VIEW,
    "PlanList": {"items": [_PLAN_VIEW]},
    "PromotionDraft": _PROMOTION,
    "PromotionView": _PROMOTION_VIEW,
    "PromotionList": {"items": [_PROMOTION_VIEW]},
    "TimelineRequest": {
        "scenario": {
            "plan": {"kind": "monthly", "fee": "29.00"},
            "customer": "company",
            "vat_rate": "21",
            "selected_at": "2027-01-20T10:00:00+01:00",
            "until": "2027-03-01T00:00:00+01:00",
            "payments": {"2027-02": None},
        }
    },
    "TimelineView": {
        "timeline": {
            "charges": [],
            "states": [],
            "refunds": [],
            "claim": None,
            "deadlines": {},
            "purge": None,
        },
        "lines": [
            {
                "at": "2027-02-05T23:00:00Z",
                "what": "state:download_only:unpaid",
                "rule": "S7",
                "clause": "7.1",
                "period": None,
                "amount": None,
            }
        ],
        "notices": [
            {
                "at": "2027-02-20T23:00:00Z",
                "kind": "grace_ending",
                "rule": "S8",
                "about": "2027-03-02T23:00:00Z",
            }
        ],
        "zone": "Europe/Madrid",
    },
}
