"""Contracts in force without a workflow behind them, for tests that only need to send (contract E5)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from models import Business, PlanVersion, Subscription, User
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.clauses import CURRENT_TERMS
from terms.subscription import GONE

_FREE = {"kind": "free", "fee": "0.00", "months": 1, "monthly_fee": None}


async def plant_contract(database: Database, business_id: str) -> None:
    """A free plan without limits, no longer on offer, unless the business has a contract or shares one."""
    at = datetime.now(UTC)
    async with database.transaction() as session:
        business = await session.get_one(Business, business_id, with_for_update=True)
        paying = await session.scalar(select(func.plan_payer(business_id)))
        known = select(Subscription.id).where(
            Subscription.business_id == paying, Subscription.state.not_in(GONE)
        )
        if await session.scalar(known.limit(1)) is not None:
            return
        version = {
            "id": new_id(Prefix.PLAN),
            "code": "planted",
            "version": 1,
            "names": {"es": "Sin límites", "en": "Without limits"},
            "kind": "free",
            "fee": Decimal(0),
            "months": 1,
            "businesses": 1,
            "offered_from": at,
            "offered_until": at,
            "published_by": business.owner_id,
        }
        await session.execute(insert(PlanVersion).values(version).on_conflict_do_nothing())
        plan_id = await session.scalar(select(PlanVersion.id).where(PlanVersion.code == "planted"))
        assert plan_id is not None
        session.add(
            Subscription(
                id=new_id(Prefix.SUBSCRIPTION),
                business_id=business_id,
                chosen_by=business.owner_id,
                plan_version_id=plan_id,
                plan=_FREE,
                allowance={},
                discount=Decimal(0),
                customer="company",
                buyer={"country": "ES", "postal_code": "03001", "vat_number_confirmed": False},
                terms_version=CURRENT_TERMS,
                selected_at=at,
                state="active",
            )
        )


async def contract_for(env: Mapping[str, str], email: str) -> None:
    """The same for the newest business of an owner, on a stack with these settings."""
    database = Database(make_engine(env["WORKER_DATABASE_URL"]))
    try:
        async with database.transaction() as session:
            business_id = await session.scalar(
                select(Business.id)
                .join(User, User.id == Business.owner_id)
                .where(User.email == email)
                .order_by(Business.id.desc())
                .limit(1)
            )
        assert business_id is not None, "no business"
        await plant_contract(database, business_id)
    finally:
        await database.close()
