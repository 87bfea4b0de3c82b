"""Adds invoices to their series: each charge and each refund has one, and no number is missing (S19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.invoices.facts import InvoiceFacts, Party
from activities.invoices.numbering import next_number
from activities.invoices.wording import subject
from activities.records.buyers import buyer_billed
from models import Bill, Business, GatewayRefund, Invoice, PlanVersion, Subscription, User
from models.identifiers import Prefix, new_id
from terms.calendar import Month, local_date
from terms.invoices import InvoiceKind, given_back, number_in, vat_category
from terms.texts import Holder
from terms.vat import SELLER_COUNTRY, vat_of


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
    paid_on = local_date(bill.paid_at or _now(), house.zone)
    sums = (
        Decimal(item["net"]),
        Decimal(item["vat_rate"]),
        Decimal(item["vat"]),
        Decimal(item["gross"]),
    )
    return await _add(session, house, bill, key, kind, sums, paid_on, None)


async def add_for_refund(session: AsyncSession, house: House, refund: GatewayRefund) -> list[str]:
    """The rectifying invoices of a refund, newest charge first, added unless they are there; their ids."""
    bill = await session.get_one(Bill, refund.bill_id, with_for_update=True)
    rows = await session.scalars(
        select(Invoice)
        .where(Invoice.bill_id == bill.id, Invoice.kind == InvoiceKind.ORDINARY.value)
        .order_by(Invoice.sequence.desc())
    )
    left, made = refund.amount, []
    given_on = local_date(refund.ordered_at, house.zone)
    for invoice in rows:
        amount = min(left, invoice.gross)
        if not amount:
            break
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
    issued_at = _now()
    issued_on = local_date(issued_at, house.zone)
    invoice_kind = InvoiceKind.RECTIFYING if rectified else InvoiceKind.ORDINARY
    said = await _said(session, house, bill, kind, operation_on)
    series, sequence = await next_number(session, invoice_kind, issued_on)
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
    name = plan.names.get(owner.language, plan.names["es"])
    return {
        "language": owner.language,
        "issuer": _issuer(house.holder),
        "registry": house.holder.registry,
        "customer": _customer(business),
        "subject": subject(kind, name, Month.parse(bill.month), owner.language),
        "vat_category": vat_category(decision.treatment).value,
        "vat_ground": decision.ground,
    }


def facts_of(kept: Mapping[str, Any]) -> InvoiceFacts:
    """The facts from the row's JSON."""
    days = ("issued_on", "operation_on", "rectifies_on")
    sums = ("net", "vat_rate", "vat", "gross")
    values: dict[str, Any] = dict(kept)
    values |= {name: date.fromisoformat(kept[name]) for name in days if kept[name] is not None}
    values |= {name: Decimal(kept[name]) for name in sums}
    values |= {name: Party(**kept[name]) for name in ("issuer", "customer")}
    return InvoiceFacts(**values)


def _part(invoice: Invoice, amount: Decimal) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Net, rate, VAT and gross of what is given back of an invoice, negative."""
    if amount == invoice.gross:
        return -invoice.net, invoice.vat_rate, -invoice.vat, -invoice.gross
    part = given_back(amount, invoice.vat_rate)
    return -part.net, invoice.vat_rate, -part.vat, -amount


def _issuer(holder: Holder) -> Party:
    return Party(holder.name, holder.tax_id, holder.address, "", "", SELLER_COUNTRY)


def _customer(business: Business) -> Party:
    address = business.address
    return Party(
        business.name,
        business.tax_id or "",
        address.get("street", ""),
        address.get("postal_code", ""),
        address.get("city", ""),
        business.country,
    )


def _now() -> datetime:
    return datetime.now(UTC)
