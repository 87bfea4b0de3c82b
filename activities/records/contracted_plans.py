"""A plan as a subscription keeps it: written at the choice, read ever after (contract S1)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from terms.plans import Allowance, Plan, PlanKind


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as a subscription keeps it."""
    monthly = plan.monthly_fee
    return {
        "kind": plan.kind.value,
        "fee": str(plan.fee),
        "months": plan.months,
        "monthly_fee": None if monthly is None else str(monthly),
    }


def allowance_json(allowance: Allowance) -> dict[str, Any]:
    """What the plan includes, as a subscription keeps it."""
    extra = allowance.extra_envelope
    return {
        "envelopes": allowance.envelopes,
        "extra_envelope": None if extra is None else str(extra),
        "members": allowance.members,
        "businesses": allowance.businesses,
        "storage_bytes": allowance.storage_bytes,
    }


def plan_of(kept: Mapping[str, Any]) -> Plan:
    """The plan as contracted, from its JSON."""
    monthly = kept.get("monthly_fee")
    return Plan(
        PlanKind(kept["kind"]),
        Decimal(kept["fee"]),
        kept["months"],
        None if monthly is None else Decimal(monthly),
    )


def allowance_of(kept: Mapping[str, Any]) -> Allowance:
    """What the plan includes, from its JSON."""
    extra = kept.get("extra_envelope")
    return Allowance(
        kept.get("envelopes"),
        None if extra is None else Decimal(extra),
        kept.get("members"),
        kept.get("businesses", 1),
        kept.get("storage_bytes"),
    )
