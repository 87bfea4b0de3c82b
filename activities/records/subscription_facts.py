"""What has happened to a subscription, as its workflow wrote it."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from activities.records.buyers import vat_rate_now
from activities.records.contracted_plans import plan_of
from models import Subscription
from terms.plans import CustomerKind
from terms.subscription_facts import Facts

_FACTS = TypeAdapter(Facts)


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Months, instants and money as text."""
    made: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    return made


def facts_of(row: Subscription, zone: str, now: datetime) -> Facts:
    """What has happened to it; of a choice that awaits payment, nothing yet."""
    if row.facts is not None:
        return facts_from_json(row.facts)
    vat_rate = vat_rate_now(row, now, zone)
    return Facts(plan_of(row.plan), CustomerKind(row.customer), vat_rate, row.selected_at, zone)


def facts_from_json(kept: dict[str, Any]) -> Facts:
    """The facts of a subscription's row."""
    return _FACTS.validate_python(kept)
