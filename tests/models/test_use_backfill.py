"""What was sent before envelopes were stamped is its contract's, or that of the plan it shared (A4, S6)."""

import asyncio
from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import select

from deploy.stack.postgres import OWNER, PostgresCluster
from models import Business, Envelope, EnvelopeAdmission, PlanShare, Subscription
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from models.migrations import migrations_config, upgrade
from tests.activities.invoices.billed import paid_bill

SELECTED = datetime(2026, 6, 1, tzinfo=UTC)
SHARED = datetime(2026, 9, 1, tzinfo=UTC)


async def test_envelopes_sent_before_are_charged_to_the_contract_of_their_time(
    postgres: PostgresCluster,
) -> None:
    await asyncio.to_thread(postgres.create_database, "use_backfill")
    url = postgres.url(OWNER, "use_backfill")
    await asyncio.to_thread(upgrade, url)
    database = Database(make_engine(url))
    try:
        bill = await paid_bill(database)
        async with database.transaction() as session:
            contract = await session.get_one(Subscription, bill.subscription_id)
            contract.selected_at = SELECTED
            owner_id = (await session.get_one(Business, bill.business_id)).owned_by
        second = new_id(Prefix.BUSINESS)
        async with database.transaction() as session:
            session.add(
                Business(id=second, owner_id=owner_id, name="Otra", country="ES", created_at=SELECTED)
            )
            await session.flush()
            session.add(
                PlanShare(business_id=second, payer_id=bill.business_id, added_by=owner_id, added_at=SHARED)
            )
        day = timedelta(days=1)
        sent = {
            "own": await _sent(database, bill.business_id, SHARED),
            "before the contract": await _sent(database, bill.business_id, SELECTED - day),
            "shared": await _sent(database, second, SHARED + day),
            "before it shared": await _sent(database, second, SHARED - day),
            "test": await _sent(database, bill.business_id, SHARED, test=True),
            "draft": await _sent(database, second, None),
        }
        async with database.transaction() as session:
            session.add(EnvelopeAdmission(envelope_id=sent["draft"], business_id=second, admitted_at=SHARED))
        await database.close()
        config = migrations_config(url)
        await asyncio.to_thread(command.downgrade, config, "appeals_carried_on")
        await asyncio.to_thread(upgrade, url)
        database = Database(make_engine(url))
        async with database.transaction() as session:
            rows = await session.execute(select(Envelope.id, Envelope.charged_to, Envelope.counted_at))
            found = {row.id: (row.charged_to, row.counted_at) for row in rows}
            admitted = await session.get_one(EnvelopeAdmission, sent["draft"])
    finally:
        await database.close()
    nobodys = (None, None)
    assert {name: found[envelope_id] for name, envelope_id in sent.items()} == {
        "own": (bill.subscription_id, SHARED),
        "before the contract": nobodys,
        "shared": (bill.subscription_id, SHARED + day),
        "before it shared": nobodys,
        "test": nobodys,
        "draft": nobodys,
    }
    assert admitted.subscription_id == bill.subscription_id


async def _sent(database: Database, business_id: str, at: datetime | None, *, test: bool = False) -> str:
    row = Envelope(
        id=new_id(Prefix.ENVELOPE),
        business_id=business_id,
        created_by=new_id(Prefix.USER),
        title="Contrato",
        expires_in_days=30,
        created_at=SELECTED,
        sent_at=at,
        test=test,
    )
    async with database.transaction() as session:
        session.add(row)
    return row.id
