"""VAT numbers of companies in other member states, and what VIES says of them (contract S2)."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from temporalio import activity

from activities.vies.client import Vies
from models import Business
from models.database import Database
from terms.plans import CustomerKind
from terms.tax_ids import vat_number
from terms.vat_checks import BATCH, COUNTRIES, asked_before


class VatNumberRecords:
    """Finds the numbers that are due, asks about each, and keeps the answer beside the number it is about."""

    def __init__(self, database: Database, vies: Vies) -> None:
        self._database = database
        self._vies = vies

    @activity.defn(name="Check VAT numbers")
    async def check_due(self) -> int:
        """Asks about a batch of numbers; says how many answers came. Without the setting it asks nobody."""
        if not self._vies.is_asked:
            return 0
        async with self._database.transaction() as session:
            due = await session.execute(
                select(Business.id, Business.country, Business.tax_id)
                .where(_is_asked_about(), _is_due(datetime.now(UTC)))
                .order_by(Business.vat_checked_at.asc().nulls_first())
                .limit(BATCH)
            )
            rows = due.all()
        answers = 0
        for business_id, country, tax_id in rows:
            valid = await self._vies.is_valid(*vat_number(tax_id or "", country))
            answers += valid is not None
            await self._record(business_id, tax_id, valid)
        return answers

    async def _record(self, business_id: str, tax_id: str | None, valid: bool | None) -> None:
        """Not where the business has another number meanwhile."""
        async with self._database.transaction() as session:
            await session.execute(
                update(Business)
                .where(Business.id == business_id, Business.tax_id == tax_id)
                .values(vat_checked_number=tax_id, vat_checked_at=datetime.now(UTC), vat_confirmed=valid)
            )


def _is_asked_about() -> ColumnElement[bool]:
    return and_(
        Business.customer_kind == CustomerKind.COMPANY.value,
        Business.country.in_(COUNTRIES),
        Business.tax_id.is_not(None),
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Never asked about, or so long ago that the answer, or its absence, no longer counts."""
    return or_(
        Business.vat_checked_number.is_distinct_from(Business.tax_id),
        and_(Business.vat_confirmed.is_(None), Business.vat_checked_at < asked_before(now, None)),
        and_(Business.vat_confirmed.is_not(None), Business.vat_checked_at < asked_before(now, True)),
    )
