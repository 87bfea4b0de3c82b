"""Subscriptions: what is shown before contracting, the contract, its debt and its pages (contract S2–S14)."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from api.schemas.common import Instant, Language, Name, Schema
from api.schemas.plans import AllowanceView, Euros, Names, PlanView
from terms.plans import CustomerKind, PlanKind
from terms.subscription_changes import ChangeKind, ChangeState
from terms.subscription_choice import FirstStep
from terms.subscription_ending import CancelAt
from terms.vat import VatTreatment

Id = Annotated[str, Field(min_length=1, max_length=40)]


class AmountView(Schema):
    """Euros; `gross` is `net` plus `vat`."""

    net: Euros
    vat: Euros
    gross: Euros


class VatView(Schema):
    """The VAT of the buyer, in percent, and why it is that one."""

    treatment: VatTreatment
    rate: Decimal
    country: str | None
    """Whose VAT it is; null where there is none."""
    ground: str


class ChargeView(Schema):
    """A charge to come: of which month, for what, and between which instants it is due."""

    period: str
    kind: str
    window_start: Instant
    window_end: Instant
    net: Euros
    vat: Euros
    gross: Euros


class QuoteRequest(Schema):
    """Of which plan one wants to know what it would come to."""

    plan_id: Id


class QuoteView(Schema):
    """What choosing the plan now would come to: the same rules charge later."""

    plan: PlanView
    customer: CustomerKind
    vat: VatView
    vat_number_confirmed: bool | None
    """Whether VIES knows the tax identifier; null while that is not known, and VAT is charged until then."""
    first_charge: AmountView
    first_step: FirstStep
    """What the gateway's page asks for: where it is `save_card`, nothing is charged now."""
    charges: list[ChargeView]
    """The first charge, where there is one, and the following ones."""
    extra_envelope: AmountView | None
    withdrawal_until: Instant | None
    """Until when one may withdraw without a reason; null without that right."""
    terms_version: str
    zone: str
    """The holder's, in which the contract's days are counted (contract C1)."""


class ChoiceDraft(Schema):
    """Contracts a plan, at the first charge that was shown, VAT included."""

    plan_id: Id
    first_charge: Euros


class ContractedPlanView(Schema):
    """The plan at the price and terms contracted."""

    version_id: str
    code: str
    names: Names
    kind: PlanKind
    fee: Euros
    months: int
    monthly_fee: Euros | None
    discount: Decimal
    includes: AllowanceView


class CardView(Schema):
    """The saved card, as far as its owner needs to know it again."""

    brand: str
    last4: str
    expires: str
    """`YYYY-MM`."""


class DebtView(Schema):
    """What is owed now, and why the last attempt to charge it failed."""

    bill_id: str
    month: str
    gross: Euros
    due_since: Instant
    due_until: Instant
    decline: str | None
    """`retry`: another day; `new_card`: another card; `confirm`: the bank wants its owner to confirm."""


class UsageView(Schema):
    """Envelopes sent this month, and how many the plan includes."""

    envelopes: int
    included: int | None


class PendingChangeView(Schema):
    """A change that was asked for and has not begun."""

    id: str
    kind: ChangeKind
    state: ChangeState
    """`awaiting_payment` or `scheduled`."""
    plan_id: str
    plan: Names
    fee: Euros
    begins_at: Instant
    due: Euros
    """What is to be paid first, VAT included."""
    pay_until: Instant | None
    payment_page: str | None
    """The gateway's page that is open now; without one, `POST /v1/subscription/payment-page` opens it."""
    decline: str | None
    """Why the saved card did not do: `retry`, `new_card` or `confirm`."""


class SentencesView(Schema):
    """What is declared, word for word, in both languages."""

    es: str
    en: str


class StatementsView(Schema):
    """What its owner would declare of the contract now, to be shown as it is: the receipt quotes it."""

    withdraw: SentencesView
    cancel_at_period_end: SentencesView
    cancel_at_month_end: SentencesView


class SubscriptionView(Schema):
    """The contract of a business and where it stands."""

    id: str
    state: str
    reason: str | None
    plan: ContractedPlanView
    customer: CustomerKind
    vat_rate: Decimal
    selected_at: Instant
    pay_until: Instant | None
    """While the first payment is awaited."""
    cancelled_at: Instant | None
    withdrawn_at: Instant | None
    ends_at: Instant | None
    """When the service ends, or ended, by a notice, a withdrawal or an expulsion. A debt can end the contract
    before that day (S12): once it has, this is the day on which it did.
    """
    downloads_end: Instant | None
    """Until when what is stored can be fetched after that; once the contract is over, until when it was."""
    blocked_at: Instant | None
    next_deadline: Instant | None
    next_deadline_kind: str | None
    card: CardView | None
    debt: DebtView | None
    payment_page: str | None
    """The gateway's page that is open now."""
    withdrawal_until: Instant | None
    may_withdraw: bool
    may_take_back: bool
    usage: UsageView
    zone: str
    """The holder's, in which the contract's days are counted (contract C1)."""
    change: PendingChangeView | None
    """A change of plan that has not begun (contract S15)."""
    statements: StatementsView


class SubscriptionList(Schema):
    """Contracts and choices of a business."""

    items: list[SubscriptionView]
    payer_id: str | None
    """The business whose plan it sends under: itself, or the one that shares its plan (contract A4); null
    while there is none.
    """


class HostedPageView(Schema):
    """Where to go: a page of the gateway's own."""

    url: str


class CancelDraft(Schema):
    """Gives notice; a prepaid plan can be ended with its period or with the month."""

    cancel_at: CancelAt = CancelAt.PERIOD_END
    language: Language = "es"
    """In which language the statement was shown; so the receipt quotes it."""


class WithdrawalDraft(Schema):
    """States that one withdraws from the contract; it takes effect when it is confirmed."""

    name: Name
    language: Language = "es"
    """In which language the statement was shown; so the receipt quotes it."""


class WithdrawalView(Schema):
    """A statement of withdrawal: first stated, then confirmed (Consumer Rights Directive, art. 11a)."""

    id: str
    name: str
    subscription_id: str
    plan: Names
    selected_at: Instant
    statement: str
    """What is declared, word for word, as the receipt quotes it."""
    refund: Euros
    """What is given back, VAT included."""
    until: Instant
    stated_at: Instant
    confirmed_at: Instant | None
    mail: str
    """The address that the receipt goes to."""


class WithdrawalList(Schema):
    """Statements, newest first."""

    items: list[WithdrawalView]
