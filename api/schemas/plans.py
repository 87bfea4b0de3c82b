"""Plans, promotions and timelines (contract S1, S2)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from api.schemas.common import Instant, Schema
from terms.money import AMOUNT_MAX
from terms.plans import Plan, PlanKind, Promotion

Code = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9-]{1,39}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Euros = Annotated[Decimal, Field(ge=0, le=AMOUNT_MAX, max_digits=12, decimal_places=2)]
"""Euros without VAT, as a decimal string."""
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Names(Schema):
    """What customers read, in both languages."""

    es: Label
    en: Label


class AllowanceView(Schema):
    """What a plan includes; null is without limit."""

    envelopes: Count | None = None
    """Each month."""
    extra_envelope: Euros | None = None
    """Price of each one beyond; null refuses sending there."""
    members: Count | None = None
    businesses: Annotated[int, Field(ge=1, le=1000)] = 1
    """Businesses of the same owner that may share the plan."""
    storage_bytes: Annotated[int, Field(ge=0)] | None = None


class PlanDraft(Schema):
    """A new version of a plan: from now on it is the one offered under its code."""

    code: Code
    names: Names
    kind: PlanKind
    fee: Euros = Decimal("0.00")
    """Of a month, or of a prepaid plan's whole period."""
    months: Annotated[int, Field(ge=1, le=60)] = 1
    monthly_fee: Euros | None = None
    """What a prepaid plan's extra month costs after a late notice."""
    includes: AllowanceView = AllowanceView()

    @model_validator(mode="after")
    def _is_a_plan(self) -> Self:
        _ = self.plan
        return self

    @property
    def plan(self) -> Plan:
        """The price; raises `ValueError` where the parts make no plan of that kind."""
        return Plan(self.kind, self.fee, self.months, self.monthly_fee)


class PlanView(Schema):
    """A plan as offered."""

    id: str
    code: str
    version: int
    names: Names
    kind: PlanKind
    fee: Euros
    months: int
    monthly_fee: Euros | None
    includes: AllowanceView
    offered_from: Instant
    offered_until: Instant | None
    price: Euros
    """The fee of a contract made today, promotions included."""
    discount: Annotated[Decimal, Field(ge=0, le=100)]
    """Percent of today's promotion; zero without one."""


class PlanList(Schema):
    """Plans, by price a month."""

    items: list[PlanView]


class PromotionDraft(Schema):
    """A discount for contracts made between two days, both included, in the holder's zone."""

    plan_code: Code | None = None
    """Null: of every plan."""
    names: Names
    percent: Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _is_a_promotion(self) -> Self:
        _ = self.promotion
        return self

    @property
    def promotion(self) -> Promotion:
        """Its rule; raises `ValueError` for days in the wrong order."""
        return Promotion(self.percent, self.first_day, self.last_day)


class PromotionView(Schema):
    """A promotion."""

    id: str
    plan_code: str | None
    names: Names
    percent: Decimal
    first_day: date
    last_day: date
    published_at: Instant
    withdrawn_at: Instant | None


class PromotionList(Schema):
    """Promotions, newest first."""

    items: list[PromotionView]


class TimelineRequest(Schema):
    """A scenario, in the form that `docs/timelines.md` describes."""

    scenario: dict[str, Any]


class TimelineLine(Schema):
    """Something that happens or ends at an instant, with the rule and the clause that say so."""

    at: Instant
    what: str
    """Such as `charge:renewal`, `state:download_only:unpaid` or `deadline:grace_ends`."""
    rule: str
    clause: str
    """Its number in the terms of service."""
    period: str | None
    """The month billed."""
    amount: Euros | None
    """Euros, VAT included."""


class TimelineNotice(Schema):
    """A message to the customer."""

    at: Instant
    kind: str
    rule: str
    about: Instant
    """The instant it speaks of; later than `at` where it warns."""


class TimelineView(Schema):
    """What would become of a scenario."""

    timeline: dict[str, Any]
    lines: list[TimelineLine]
    notices: list[TimelineNotice]
    zone: str
    """In which its days are counted (contract C1)."""
