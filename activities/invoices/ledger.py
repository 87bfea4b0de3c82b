"""Adds invoices to their series: each charge and each refund has one, and no number is missing (S19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from activities.invoices.facts import InvoiceFacts
from activities.invoices.numbering import next_number
from activities.invoices.parties import customer_party, issuer_party
from activities.invoices.wording import subject
from activities.records.buyers import buyer_billed
from models import Bill, Business, GatewayRefund, Invoice, PlanVersion, Subscription, User
from models.identifiers import Prefix, new_id
from terms.calendar import Month, local_date
from terms.invoices import InvoiceKind, given_back, number_in, vat_category
from terms.money import ZERO
from terms.subscription_refunds import FEES
from terms.texts import Holder
from terms.use import UseOfDays
from terms.vat import vat_of

_USE = TypeAdapter(tuple[UseOfDays, ...])


@dataclass(frozen=True)
class House:
    """Who issues invoices, and in which zone their dates are."""

    holder: Holder
    zone: str


async def add_for_charge(session: AsyncSession, house: House, bill_id: str, kind: str) -> str:
    """The invoice of one charge of a paid bill, added unless it is there; its id."""
    bill = await session.get_one(Bill, bill_id, with_for_update=True)
    key = f"{bill_id}:{kind}"
    known = await session.scalar(select(Invoice.id).where(Invoice.key == key))
    if known is not None:
        return known
    item = next(item for item in bill.items if item["kind"] == kind)
    paid_on = local_date(bill.paid_at or now(), house.zone)
    sums = (
        Decimal(item["net"]),
        Decimal(item["vat_rate"]),
        Decimal(item["vat"]),
        Decimal(item["gross"]),
    )
    return await _add(session, house, bill, key, kind, sums, paid_on, None)


async def add_for_refund(session: AsyncSession, house: House, refund: GatewayRefund) -> list[str]:
    """The rectifying invoices of a refund, added unless they are there; their ids.

    Fees paid ahead come first, then the newest charge, each as far as no earlier refund has rectified it.
    """
    bill = await session.get_one(Bill, refund.bill_id, with_for_update=True)
    rows = await session.scalars(
        select(Invoice)
        .where(Invoice.bill_id == bill.id, Invoice.kind == InvoiceKind.ORDINARY.value)
        .order_by(Invoice.sequence.desc())
    )
    left, made = refund.amount, []
    given_on = local_date(refund.ordered_at, house.zone)
    for invoice in sorted(rows, key=lambda row: row.key.rpartition(":")[2] not in FEES):
        amount = min(left, invoice.gross - await _rectified(session, invoice, refund))
        if amount <= 0:
            continue
        left -= amount
        key = f"{refund.id}:{invoice.id}"
        known = await session.scalar(select(Invoice.id).where(Invoice.key == key))
        sums = _part(invoice, amount)
        kind = invoice.key.rpartition(":")[2]
        made.append(known or await _add(session, house, bill, key, kind, sums, given_on, invoice))
    return made


async def _add(
    session: AsyncSession,
    house: House,
    bill: Bill,
    key: str,
    kind: str,
    sums: tuple[Decimal, Decimal, Decimal, Decimal],
    operation_on: date,
    rectified: Invoice | None,
) -> str:
    """Adds the invoice; its number comes last of all, because the series is locked from then on."""
    issued_at = now()
    issued_on = local_date(issued_at, house.zone)
    invoice_kind = InvoiceKind.RECTIFYING if rectified else InvoiceKind.ORDINARY
    said = await _said(session, house, bill, kind, operation_on)
    series, sequence = await next_number(session, invoice_kind, issued_on)
    if rectified is not None and rectified.facts["language"] == said["language"]:
        said |= {"subject": rectified.facts["subject"]}
    net, vat_rate, vat, gross = sums
    facts = InvoiceFacts(
        number=number_in(series, sequence),
        issued_on=issued_on,
        operation_on=operation_on,
        net=net,
        vat_rate=vat_rate,
        vat=vat,
        gross=gross,
        rectifies=rectified.number if rectified else "",
        rectifies_on=rectified.issued_on if rectified else None,
        **said,
    )
    invoice_id = new_id(Prefix.INVOICE)
    await session.execute(
        insert(Invoice).values(
            id=invoice_id,
            business_id=bill.business_id,
            bill_id=bill.id,
            key=key,
            series=series,
            sequence=sequence,
            number=facts.number,
            kind=invoice_kind.value,
            rectifies=rectified.id if rectified else None,
            issued_at=issued_at,
            issued_on=issued_on,
            net=net,
            vat_rate=vat_rate,
            vat=vat,
            gross=gross,
            facts=facts.as_json(),
        )
    )
    return invoice_id


async def _said(
    session: AsyncSession, house: House, bill: Bill, kind: str, operation_on: date
) -> dict[str, Any]:
    subscription = await session.get_one(Subscription, bill.subscription_id)
    plan = await session.get_one(PlanVersion, subscription.plan_version_id)
    business = await session.get_one(Business, bill.business_id)
    owner = await session.get_one(User, business.owner_id)
    decision = vat_of(buyer_billed(bill, subscription), operation_on)
    item: Mapping[str, Any] = next((one for one in bill.items if one["kind"] == kind), {})
    use = _USE.validate_python(item.get("use", ()))
    name = plan.name_in(owner.language)
    return {
        "language": owner.language,
        "issuer": issuer_party(house.holder),
        "registry": house.holder.registry,
        "customer": customer_party(business),
        "subject": subject(kind, name, Month.parse(bill.month), owner.language, use),
        "use": use,
        "vat_category": vat_category(decision.treatment).value,
        "vat_ground": decision.ground,
    }


async def _rectified(session: AsyncSession, invoice: Invoice, refund: GatewayRefund) -> Decimal:
    """What other refunds have given back of an invoice, VAT included."""
    given = await session.scalar(
        select(func.sum(Invoice.gross)).where(
            Invoice.rectifies == invoice.id, Invoice.key != f"{refund.id}:{invoice.id}"
        )
    )
    return -(given or ZERO)


def _part(invoice: Invoice, amount: Decimal) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Net, rate, VAT and gross of what is given back of an invoice, negative."""
    if amount == invoice.gross:
        return -invoice.net, invoice.vat_rate, -invoice.vat, -invoice.gross
    part = given_back(amount, invoice.vat_rate)
    return -part.net, invoice.vat_rate, -part.vat, -amount
