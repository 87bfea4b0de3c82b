"""Paid bills in the tables, with everything that an invoice tells of."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from models import Bill, Business, GatewayRefund, PlanVersion, Subscription, User
from models.database import Database
from models.identifiers import Prefix, new_id

NOW = datetime.now(UTC)
RENEWAL: dict[str, Any] = {
    "kind": "renewal",
    "net": "29.00",
    "vat_rate": "21",
    "vat": "6.09",
    "gross": "35.09",
}
USAGE: dict[str, Any] = {"kind": "usage", "net": "12.40", "vat_rate": "21", "vat": "2.60", "gross": "15.00"}


async def paid_bill(
    database: Database,
    *items: dict[str, Any],
    country: str = "ES",
    postal_code: str = "03001",
    customer: str = "company",
    confirmed: bool = False,
    language: str = "es",
    name: str = "Soler y Asociados",
) -> Bill:
    """A bill of February 2027 that was paid, of a business of its own."""
    user_id, business_id, plan_id = new_id(Prefix.USER), new_id(Prefix.BUSINESS), new_id(Prefix.PLAN)
    subscription_id, charged = new_id(Prefix.SUBSCRIPTION), list(items) or [RENEWAL]
    rows: list[Any] = [
        User(
            id=user_id,
            email=f"{user_id}@example.com".lower(),
            password_hash="hash",
            email_verified_at=NOW,
            created_at=NOW,
            language=language,
        ),
        Business(
            id=business_id,
            owner_id=user_id,
            name=name,
            tax_id="B12345674" if country == "ES" else f"{country}123456789",
            country=country,
            address={"street": "Calle Mayor 1", "postal_code": postal_code, "city": "Alicante"},
            created_at=NOW,
        ),
        PlanVersion(
            id=plan_id,
            code=plan_id.lower(),
            version=1,
            names={"es": "Plan Profesional", "en": "Professional plan"},
            kind="monthly",
            fee=Decimal(29),
            months=1,
            businesses=1,
            offered_from=NOW,
            published_by=user_id,
        ),
        Subscription(
            id=subscription_id,
            business_id=business_id,
            chosen_by=user_id,
            plan_version_id=plan_id,
            plan={"kind": "monthly", "fee": "29.00", "months": 1, "monthly_fee": None},
            allowance={},
            discount=Decimal(0),
            customer=customer,
            buyer={"country": country, "postal_code": postal_code, "vat_number_confirmed": confirmed},
            terms_version="2026-11-22",
            selected_at=NOW,
            state="active",
        ),
    ]
    bill = Bill(
        id=new_id(Prefix.BILL),
        business_id=business_id,
        subscription_id=subscription_id,
        key="2027-02",
        month="2027-02",
        window_start=NOW,
        window_end=NOW + timedelta(days=5),
        items=charged,
        gross=sum((Decimal(item["gross"]) for item in charged), Decimal(0)),
        state="paid",
        paid_at=NOW,
        refunded=Decimal(0),
    )
    async with database.transaction() as session:
        for row in (*rows, bill):
            session.add(row)
            await session.flush()
    return bill


async def refunded(database: Database, bill: Bill, amount: str) -> str:
    """Money given back of a bill; the refund's id."""
    refund = GatewayRefund(
        id=new_id(Prefix.REFUND),
        business_id=bill.business_id,
        bill_id=bill.id,
        key=new_id(Prefix.REFUND),
        amount=Decimal(amount),
        ordered_at=NOW,
    )
    async with database.transaction() as session:
        session.add(refund)
    return refund.id
