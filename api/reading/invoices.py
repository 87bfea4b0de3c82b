"""Invoices as they are listed, and their documents (contract S19)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.schemas.common import Page
from api.schemas.invoices import InvoiceView
from models import Invoice, InvoiceDocument


async def list_invoices(
    session: AsyncSession, business_id: str, after: str | None, limit: int
) -> Page[InvoiceView]:
    """Invoices of the business, newest first."""
    query = select(Invoice).where(Invoice.business_id == business_id).order_by(Invoice.id.desc())
    if after is not None:
        query = query.where(Invoice.id < position_of(after))
    rows = (await session.scalars(query.limit(limit + 1))).all()
    more = cursor_after(rows[limit - 1].id) if len(rows) > limit else None
    return Page[InvoiceView](items=[_show(row) for row in rows[:limit]], next=more)


async def invoice_document(
    session: AsyncSession, business_id: str, invoice_id: str, name: str
) -> tuple[Invoice, InvoiceDocument]:
    """An invoice and one of its documents. Raises 404 for another business's, and while it is being made."""
    found = await session.execute(
        select(Invoice, InvoiceDocument)
        .join(InvoiceDocument, InvoiceDocument.invoice_id == Invoice.id)
        .where(Invoice.id == invoice_id, Invoice.business_id == business_id, InvoiceDocument.format == name)
    )
    row = found.first()
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return row[0], row[1]


def _show(row: Invoice) -> InvoiceView:
    return InvoiceView(
        id=row.id,
        number=row.number,
        kind=row.kind,
        rectifies=row.facts.get("rectifies") or None,
        issued_on=row.issued_on,
        subject=str(row.facts.get("subject", "")),
        net=row.net,
        vat_rate=row.vat_rate,
        vat=row.vat,
        gross=row.gross,
        bill_id=row.bill_id,
    )
