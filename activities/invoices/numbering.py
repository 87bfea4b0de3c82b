"""Numbers without gap or double, whoever asks at the same time (contract S19)."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models import InvoiceSeries
from terms.invoices import InvoiceKind, series_of


async def next_number(session: AsyncSession, kind: InvoiceKind, issued_on: date) -> tuple[str, int]:
    """Series and sequence of an invoice that the same transaction adds.

    The series stays locked until then: a transaction that fails gives its number back, and the next one in
    the queue gets it. So that nobody waits long, documents are made afterwards, not within.
    """
    series = series_of(kind, issued_on)
    await session.execute(insert(InvoiceSeries).values(code=series, last=0).on_conflict_do_nothing())
    given = await session.execute(
        update(InvoiceSeries)
        .where(InvoiceSeries.code == series)
        .values(last=InvoiceSeries.last + 1)
        .returning(InvoiceSeries.last)
    )
    return series, given.scalar_one()
