"""Receipts of declarations as they are listed, and their PDF (contract S10, S14)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from activities.archive.versions import newest_version
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.downloads import KeptPaper, paper
from api.schemas.receipts import ReceiptList, ReceiptView
from models import DeclarationReceipt, SubscriptionAct
from terms.renewal import Paper
from terms.subscription_declarations import Declaration


async def receipts_of(session: AsyncSession, business_id: str) -> ReceiptList:
    """Receipts of a business, newest first."""
    found = await session.execute(
        select(DeclarationReceipt, SubscriptionAct.stated_at)
        .join(SubscriptionAct, SubscriptionAct.id == DeclarationReceipt.act_id)
        .where(DeclarationReceipt.business_id == business_id)
        .order_by(DeclarationReceipt.id.desc())
    )
    return ReceiptList(items=[_show(row, stated_at) for row, stated_at in found])


async def receipt_file(parts: Parts, session: AsyncSession, business_id: str, receipt_id: str) -> Response:
    """The PDF with its newest timestamp. Raises 404 for another business's, and once its key is destroyed."""
    row = await session.get(DeclarationReceipt, receipt_id)
    if row is None or row.business_id != business_id:
        raise Problem(Kind.NOT_FOUND)
    renewed = await newest_version(session, Paper.RECEIPT, receipt_id)
    object_key = renewed.object_key if renewed and renewed.object_key else row.object_key
    newest = KeptPaper(row.business_id, object_key, renewed.sha256 if renewed else row.sha256)
    return await paper(parts.vault, newest, f"{row.id}.pdf")


def _show(row: DeclarationReceipt, stated_at: datetime) -> ReceiptView:
    return ReceiptView(
        id=row.id,
        declaration_id=row.act_id,
        subscription_id=row.subscription_id,
        kind=Declaration.WITHDRAW if row.kind == Declaration.WITHDRAW else Declaration.CANCEL,
        stated_at=stated_at,
        issued_at=row.issued_at,
        language=row.language,
    )
