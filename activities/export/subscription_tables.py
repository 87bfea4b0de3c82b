"""What an export tells of contract, charges and invoices (contract S)."""

from sqlalchemy import ColumnElement, and_, select

from activities.export.whose import DOOR, GATEWAY, INSIDE, STAFF, ExportedTable, of_business
from models import (
    Bill,
    CardPage,
    Claim,
    ContractDecision,
    DeclarationReceipt,
    EnvelopeAdmission,
    GatewayRefund,
    Invoice,
    InvoiceDocument,
    PaymentAttempt,
    PlanChange,
    PlanShare,
    PlanVersion,
    Subscription,
    SubscriptionAct,
)
from terms.subscription_declarations import TAKEN

_PAGE = "whoever has it can pay, or change the card, until the page ends"


def _plans_contracted(business_id: str) -> ColumnElement[bool]:
    chosen = select(Subscription.plan_version_id).where(Subscription.business_id == business_id)
    changed = select(PlanChange.plan_version_id).where(PlanChange.business_id == business_id)
    before = select(PlanChange.version_before).where(PlanChange.business_id == business_id)
    return PlanVersion.id.in_(chosen.union(changed, before))


def _decisions_taken(business_id: str) -> ColumnElement[bool]:
    return and_(ContractDecision.business_id == business_id, ContractDecision.outcome == TAKEN)


SUBSCRIPTION = (
    ExportedTable(PlanVersion, _plans_contracted, {"published_by": STAFF}),
    ExportedTable(
        Subscription,
        of_business(Subscription),
        {"gateway_customer": GATEWAY, "payment_method": GATEWAY, "sequence": INSIDE},
    ),
    ExportedTable(SubscriptionAct, of_business(SubscriptionAct)),
    ExportedTable(DeclarationReceipt, of_business(DeclarationReceipt), {"object_key": INSIDE}),
    ExportedTable(PlanChange, of_business(PlanChange)),
    ExportedTable(
        ContractDecision,
        _decisions_taken,
        dict.fromkeys(("reason", "asked_by", "decided_by", "decision_reason"), STAFF),
    ),
    ExportedTable(PlanShare, of_business(PlanShare)),
    ExportedTable(EnvelopeAdmission, of_business(EnvelopeAdmission)),
    ExportedTable(Bill, of_business(Bill)),
    ExportedTable(
        PaymentAttempt,
        of_business(PaymentAttempt),
        {"key": DOOR, "payment_method": GATEWAY, "checkout_session": GATEWAY, "page_url": _PAGE},
    ),
    ExportedTable(
        CardPage, of_business(CardPage), {"key": DOOR, "checkout_session": GATEWAY, "page_url": _PAGE}
    ),
    ExportedTable(GatewayRefund, of_business(GatewayRefund), {"key": DOOR}),
    ExportedTable(Claim, of_business(Claim), {"made_by": STAFF, "object_key": INSIDE}),
    ExportedTable(Invoice, of_business(Invoice), {"key": INSIDE}),
    ExportedTable(InvoiceDocument, of_business(InvoiceDocument), {"object_key": INSIDE}),
)
