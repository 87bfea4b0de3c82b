"""Issues the invoices of what was charged, and rectifies them for what was given back (contract S19)."""

import asyncio
import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.invoices.facts import InvoiceFacts, facts_of
from activities.invoices.ledger import House, add_for_charge, add_for_refund
from activities.invoices.pdf import invoice_pdf
from activities.invoices.xml import invoice_xml
from activities.vault.vault import Vault
from models import Bill, GatewayRefund, Invoice, InvoiceDocument
from models.database import Database
from terms.texts import Holder

FORMATS = ("pdf", "xml")


class Invoicer:
    """The activities of invoicing. A repeated order finds the invoice that it made before."""

    def __init__(self, database: Database, vault: Vault, holder: Holder, zone: str) -> None:
        """`holder` issues them; `zone` is the holder's, which decides their dates."""
        self._database = database
        self._vault = vault
        self._house = House(holder, zone)

    @activity.defn(name="Issue invoices")
    async def issue(self, bill_id: str) -> list[str]:
        """One invoice for each charge of a paid bill, with its documents; their ids."""
        async with self._database.transaction() as session:
            bill = await session.get(Bill, bill_id)
            if bill is None or bill.paid_at is None:
                raise ApplicationError(f"{bill_id}: not paid", type="NotPaid", non_retryable=True)
            kinds = [item["kind"] for item in bill.items]
        made = []
        for kind in kinds:
            async with self._database.transaction() as session:
                made.append(await add_for_charge(session, self._house, bill_id, kind))
        for invoice_id in made:
            await self._document(invoice_id)
        return made

    @activity.defn(name="Rectify invoices")
    async def rectify(self, refund_id: str) -> list[str]:
        """Rectifying invoices for a refund, newest charge first until its amount is covered; their ids."""
        async with self._database.transaction() as session:
            refund = await session.get(GatewayRefund, refund_id)
            if refund is None:
                raise ApplicationError(
                    f"{refund_id}: no such refund", type="UnknownRefund", non_retryable=True
                )
            made = await add_for_refund(session, self._house, refund)
        for invoice_id in made:
            await self._document(invoice_id)
        return made

    async def _document(self, invoice_id: str) -> None:
        """Makes and stores what is missing of PDF and XML, from the row alone."""
        async with self._database.transaction() as session:
            invoice = await session.get_one(Invoice, invoice_id)
            there = set(
                await session.scalars(
                    select(InvoiceDocument.format).where(InvoiceDocument.invoice_id == invoice_id)
                )
            )
        facts = facts_of(invoice.facts)
        for name in FORMATS:
            if name not in there:
                data = await asyncio.to_thread(_made, name, facts, invoice.issued_at)
                await self._store(invoice, name, data)

    async def _store(self, invoice: Invoice, name: str, data: bytes) -> None:
        object_key = f"{invoice.business_id}/invoices/{invoice.id}.{name}"
        await self._vault.put(invoice.business_id, object_key, data)
        async with self._database.transaction() as session:
            await session.execute(
                insert(InvoiceDocument)
                .values(
                    invoice_id=invoice.id,
                    format=name,
                    business_id=invoice.business_id,
                    object_key=object_key,
                    sha256=hashlib.sha256(data).hexdigest(),
                )
                .on_conflict_do_nothing()
            )


def _made(name: str, facts: InvoiceFacts, at: datetime) -> bytes:
    return invoice_pdf(facts, at) if name == "pdf" else invoice_xml(facts)
