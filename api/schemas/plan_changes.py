"""Changing the plan: what it would come to, and what was asked for (contract S2, S15)."""

from api.schemas.common import Instant, Schema
from api.schemas.plans import Euros, PlanView
from api.schemas.subscriptions import AmountView, ChargeView, Id, VatView
from terms.subscription_changes import ChangeKind
from terms.subscription_choice import FirstStep


class ChangeRequest(Schema):
    """To which plan one would change."""

    plan_id: Id


class ChangeQuoteView(Schema):
    """What changing now would come to: the same rules charge later."""

    plan: PlanView
    kind: ChangeKind
    """`upgrade` begins at once, when it is paid; `downgrade` when what is paid already ends."""
    begins_at: Instant
    vat: VatView
    due: AmountView
    """The pro-rated difference, charged now."""
    waived: bool
    """Whether the difference is too little to be charged: then it is not owed."""
    credit: Euros
    """Euros without VAT that are left of what is paid, set against the following charges."""
    first_step: FirstStep
    """`pay`: by the saved card, else on the gateway's page; `save_card`: there; `nothing`: neither."""
    pay_until: Instant | None
    """Until when it can be paid; later nothing is owed and the plan stays."""
    charges: list[ChargeView]
    """The following ones."""
    extra_envelope: AmountView | None
    rule: str
    clause: str
    """Its number in the terms of service that govern the contract."""
    zone: str
    """The holder's, in which the contract's days are counted (contract C1)."""


class ChangeDraft(Schema):
    """Changes the plan, at the difference that was shown, VAT included; zero where there is none."""

    plan_id: Id
    due: Euros
