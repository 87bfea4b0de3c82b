"""Plans on offer, the payment gateway's own page, and a month that nobody paid, as an owner meets them."""

from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_hex

import httpx
from sqlalchemy import select

from api.acting.catalogue import publish_plan
from api.schemas.plans import PlanDraft
from deploy.prepare import settings_from
from deploy.stack.stack import Stack
from models import Business, Subscription, User
from models.identifiers import Prefix, new_id
from terms.calendar import Month, local_date
from terms.subscription import ACTIVE
from tests.browser.driving import Tab
from tests.browser.staff import worker_database
from workflows.connection import connect
from workflows.identifiers import subscription_workflow_id
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import SubscriptionStart

VISA, FAILS_LATER, ASKS_ONCE, REFUSED = (
    "4242424242424242",
    "4000000000000341",
    "4000002500003155",
    "4000000000000002",
)
"""Test cards by Stripe's numbers (`deploy/gateway/cards.py`)."""


def gateway_of(stack: Stack) -> str:
    """Where the gateway's pages are."""
    return f"http://127.0.0.1:{stack.port('gateway')}"


def meet_gateway(tab: Tab, stack: Stack) -> None:
    """The tab may go to the gateway's pages."""
    tab.visited.append(gateway_of(stack))


async def on_offer(stack: Stack, name: str, **parts: object) -> str:
    """Publishes a plan under a code of its own; its id."""
    names = {"es": name, "en": f"{name} (en)"}
    given = {"code": f"plan-{token_hex(4)}", "names": names, "kind": "monthly", "fee": "2900.00"} | parts
    async with worker_database(stack) as database, database.transaction() as session:
        draft = PlanDraft.model_validate(given)
        made = await publish_plan(session, draft, new_id(Prefix.PLAN), new_id(Prefix.USER), datetime.now(UTC))
        return made.id


async def contract_row(stack: Stack, email: str) -> Subscription:
    """The newest contract of an owner's business."""
    async with worker_database(stack) as database, database.transaction() as session:
        found = await session.scalar(
            select(Subscription)
            .join(Business, Business.id == Subscription.business_id)
            .join(User, User.id == Business.owner_id)
            .where(User.email == email)
            .order_by(Subscription.selected_at.desc())
            .limit(1)
        )
        assert found is not None, "no contract"
        return found


async def enter_card(tab: Tab, number: str) -> None:
    """Enters a card on the gateway's page."""
    await tab.page.get_by_label("Card number").fill(number)
    await tab.page.get_by_role("button").first.click()


async def leave_a_month_unpaid(stack: Stack, email: str, until: datetime | None = None) -> str:
    """Makes an owner's contract one whose last month was not paid, and whose saved card fails; its id.

    Its workflow goes on from there by itself: it bills that month, tries the card, and limits the service.
    `until` is when the debt ends the contract, as two of billing have decided; without it that waits for a
    decision. This month is paid: whatever the day of today, nothing else is owed and nothing is over.
    """
    row = await contract_row(stack, email)
    conduct = {"payment_method": row.payment_method, "number": FAILS_LATER}
    async with httpx.AsyncClient() as http:
        (await http.post(f"{gateway_of(stack)}/cards", json=conduct)).raise_for_status()
    settings = settings_from(stack.env)
    client = await connect(settings)
    running = client.get_workflow_handle_for(SubscriptionWorkflow.run, subscription_workflow_id(row.id))
    progress = await running.query(SubscriptionWorkflow.report)
    assert progress is not None
    await running.terminate("goes on as an older contract")
    facts, now = progress.facts, datetime.now(UTC)
    month = Month.of(local_date(now, facts.zone))
    owed = month.plus(-1)
    older = replace(
        facts,
        selected_at=facts.start_of(owed.plus(-1)),
        paid={str(month): now},
        grace_until={str(owed): until},
    )
    start = replace(progress, facts=older, standing=ACTIVE, bill=None)
    await client.start_workflow(
        SubscriptionWorkflow.run,
        SubscriptionStart(row.id, start),
        id=subscription_workflow_id(row.id),
        task_queue=settings.temporal_task_queue,
    )
    return str(row.id)
