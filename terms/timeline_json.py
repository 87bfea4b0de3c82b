"""Scenarios and timelines as JSON: instants in ISO 8601 with an offset, money as decimal text."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from terms.calendar import HOLDER_ZONE, Month
from terms.money import parse_amount, parse_decimal
from terms.plan_phases import AgreedChange
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription_ending import CancelAt
from terms.timeline_values import Charge, PlanFrom, Scenario, Timeline

Value = TypeVar("Value")
Reader = Callable[[object], Any]


class ScenarioInvalid(ValueError):
    """A scenario does not have the form asked for; the message names the field."""


def scenario_from_json(given: object) -> Scenario:
    """The scenario in a JSON object; numbers in it are text, integers or `Decimal`.

    Raises `ScenarioInvalid`, also for a field it does not know, so that a typing error is seen.
    """
    read = _fields(given, _READERS, required=_REQUIRED)
    try:
        return Scenario(**read)
    except ValueError as error:
        raise ScenarioInvalid(str(error)) from error


def timeline_as_json(timeline: Timeline, zone: str = HOLDER_ZONE) -> dict[str, Any]:
    """The timeline as a JSON object, its instants with the offset of `zone`; plans where one was changed."""

    def local(at: datetime) -> str:
        return at.astimezone(ZoneInfo(zone)).isoformat()

    claim, purge = timeline.claim, timeline.purge
    told: dict[str, Any] = {
        "charges": [_charge_as_json(charge, local) for charge in timeline.charges],
        "states": [
            {"from": local(begun.at), "state": begun.standing.state, "reason": begun.standing.reason}
            for begun in timeline.states
        ],
        "refunds": [{"at": local(refund.at), "gross": str(refund.gross)} for refund in timeline.refunds],
        "claim": claim
        and {"principal": str(claim.principal), "interest": str(claim.interest), "days": claim.days},
        "deadlines": {name.value: local(at) for name, at in timeline.deadlines.items()},
        "purge": purge and {kind.value: local(at) for kind, at in purge.items()},
    }
    if timeline.plans:
        told["plans"] = [_plan_as_json(plan, local) for plan in timeline.plans]
    return told


def _plan_as_json(begun: PlanFrom, local: Callable[[datetime], str]) -> dict[str, Any]:
    monthly_fee = begun.plan.monthly_fee
    return {
        "from": local(begun.at),
        "agreed_at": local(begun.agreed_at),
        "change": begun.kind,
        "kind": begun.plan.kind,
        "fee": str(begun.plan.fee),
        "months": begun.plan.months,
        "monthly_fee": None if monthly_fee is None else str(monthly_fee),
    }


def _charge_as_json(charge: Charge, local: Callable[[datetime], str]) -> dict[str, Any]:
    return {
        "period": str(charge.period),
        "kind": charge.kind,
        "window_start": local(charge.window.start),
        "window_end": local(charge.window.end),
        "net": str(charge.amount.net),
        "vat": str(charge.amount.vat),
        "gross": str(charge.amount.gross),
        "paid_at": local(charge.paid_at) if charge.paid_at and not charge.waived else None,
        **({"waived": True} if charge.waived else {}),
        **({"forgiven_at": local(charge.forgiven_at)} if charge.forgiven_at else {}),
    }


def _fields(given: object, readers: Mapping[str, Reader], required: Collection[str]) -> dict[str, Any]:
    """The fields of an object, each read; one that is null counts as absent."""
    fields = {name: value for name, value in _object(given).items() if value is not None}
    if missing := [name for name in required if name not in fields]:
        raise ScenarioInvalid(f"{missing[0]} is missing")
    return {name: _read(readers.get(name), value, name) for name, value in fields.items()}


def _read(reader: Reader | None, value: object, name: str) -> Any:
    if reader is None:
        raise ScenarioInvalid(f"{name} is not known")
    try:
        return reader(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ScenarioInvalid(f"{name}: {error}") from error


def _object(given: object) -> Mapping[str, object]:
    if not isinstance(given, Mapping):
        raise ScenarioInvalid("not an object")
    return given


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError(f"not a text: {given!r}")
    return given


def _instant(given: object) -> datetime:
    at = datetime.fromisoformat(_text(given))
    if at.tzinfo is None:
        raise ValueError(f"an instant needs an offset: {given!r}")
    return at.astimezone(UTC)


def _zone(given: object) -> str:
    name = _text(given)
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise ValueError(f"not a time zone: {name!r}") from None
    return name


def _by_month(given: object, reader: Callable[[object], Value]) -> dict[Month, Value]:
    return {Month.parse(month): reader(value) for month, value in _object(given).items()}


def _payment(given: object) -> datetime | None:
    return None if given is None else _instant(given)


def _plan(given: object) -> Plan:
    return Plan(**_fields(given, _PLAN_READERS, required=("kind",)))


def _plan_changes(given: object) -> tuple[AgreedChange, ...]:
    if not isinstance(given, list):
        raise TypeError("not a list")
    return tuple(AgreedChange(**_fields(one, _CHANGE_READERS, required=("at", "plan"))) for one in given)


def _count(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise TypeError(f"not a whole number: {given!r}")
    return given


def _percent(given: object) -> Decimal:
    number = parse_decimal(given)
    if not 0 <= number <= 100:
        raise ValueError(f"not a percentage: {given!r}")
    return number


_REQUIRED = ("plan", "customer", "vat_rate", "selected_at", "until")
_PLAN_READERS: Mapping[str, Reader] = {
    "kind": lambda given: PlanKind(_text(given)),
    "fee": parse_amount,
    "months": _count,
    "monthly_fee": parse_amount,
}
_CHANGE_READERS: Mapping[str, Reader] = {"at": _instant, "plan": _plan, "paid_at": _instant}
_READERS: Mapping[str, Reader] = {
    "plan": _plan,
    "customer": lambda given: CustomerKind(_text(given)),
    "vat_rate": _percent,
    "interest_rate": _percent,
    "zone": _zone,
    "selected_at": _instant,
    "until": _instant,
    "payments": lambda given: _by_month(given, _payment),
    "usage": lambda given: _by_month(given, parse_amount),
    "cancelled_at": _instant,
    "cancel_at": lambda given: CancelAt(_text(given)),
    "withdrawn_at": _instant,
    "holder_noticed_at": _instant,
    "expelled_at": _instant,
    "vat_rates": lambda given: _by_month(given, _percent),
    "plan_changes": _plan_changes,
    "expelled_until": _instant,
    "grace_until": lambda given: _by_month(given, _payment),
    "forgiven": lambda given: _by_month(given, _instant),
}
