"""How a subscription begins, and the hosted pages by which it is paid later (contract S3, S7)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from temporalio.client import WorkflowUpdateFailedError

from activities.payments.messages import ChargeResult
from activities.records.subscription_messages import ChoiceOrder
from terms.calendar import Month, local_date, start_of_day
from terms.plans import CustomerKind, Plan, PlanKind
from tests.running import RunningTemporal
from tests.workflows.subscriptions import Life, living
from tests.workflows.till import NO_MONEY, NOTHING_PAID, PAID
from tests.workflows.world import keep_history
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import CancelAct, MemberAct, PageAct

MONTHLY = Plan(PlanKind.MONTHLY, Decimal("29.00"))
ZONE = "Europe/Madrid"
CHOICE = ChoiceOrder("biz_1", "usr_1", "pln_1", datetime.now(UTC), Decimal("13.59"))


def next_month(life: Life) -> Month:
    """The month after the one of selection."""
    return Month.of(local_date(life.till.plan.selected_at, ZONE)).plus(1)


async def owing(life: Life) -> None:
    """The next month's charge has failed on each of its days, and the service is limited."""
    billed = next_month(life)
    life.till.new_card = False
    life.till.refusing[str(billed)] = [NO_MONEY] * 5
    for day in range(6):
        await life.until(start_of_day(billed.first_day + timedelta(days=day), ZONE) + timedelta(hours=23.5))
    await life.eventually(lambda: life.till.last.reason == "unpaid")


async def test_a_choice_tells_where_it_is_paid_and_begins_when_it_is(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY, first_paid=False, pay_at_once=False, choice=CHOICE) as life:
        assert await life.handle.execute_update(SubscriptionWorkflow.chosen) == "pat_1"
        assert life.till.states() == ["pending_payment"]
        await life.pay()
        again = await life.handle.execute_update(SubscriptionWorkflow.open_page, PageAct("usr_1", "act_1"))
        assert again == "pat_2"
        life.till.first_paid = True
        await life.pay()
        await life.eventually(lambda: life.till.last.state == "active")
        assert [order.bill_id for order in life.till.pages] == ["bil_first", "bil_first"]
        await keep_history(life.handle, "subscription_chosen")


async def test_a_choice_that_cannot_be_made_leaves_nothing(temporal: RunningTemporal) -> None:
    async with living(
        temporal.client, MONTHLY, pay_at_once=False, choice=CHOICE, refusal="price-changed"
    ) as life:
        assert await life.ended() == "refused"
        assert (life.till.records, life.till.pages) == ([], [])


async def test_a_choice_can_be_abandoned_unless_it_was_paid(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY, first_paid=False) as life:
        await life.handle.execute_update(SubscriptionWorkflow.chosen)
        act = MemberAct("usr_1", "act_1")
        assert await life.handle.execute_update(SubscriptionWorkflow.abandon, act) == "lapsed"
        assert await life.ended() == "lapsed"
        assert life.till.closed == {"bil_first": "voided"}
        await keep_history(life.handle, "subscription_abandoned")
    async with living(temporal.client, MONTHLY, pay_at_once=False) as life:
        await life.handle.execute_update(SubscriptionWorkflow.chosen)
        assert await life.handle.execute_update(SubscriptionWorkflow.abandon, act) == "active"


async def test_a_debt_is_paid_by_a_page(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        with pytest.raises(WorkflowUpdateFailedError):
            await life.handle.execute_update(SubscriptionWorkflow.open_page, PageAct("usr_1", "act_1"))
        await owing(life)
        await life.pay()
        await life.eventually(lambda: life.till.looked)
        assert life.till.last.reason == "unpaid", "a page that was left pays nothing, and no card is tried"
        assert len(life.till.charged) == 5
        page = await life.handle.execute_update(SubscriptionWorkflow.open_page, PageAct("usr_1", "act_2"))
        assert page == "pat_2"
        life.till.paid_by_page.add(str(next_month(life)))
        await life.pay()
        await life.eventually(lambda: life.till.last.state == "active")
        assert life.till.charged[-1] == (str(next_month(life)), PAID)
        assert life.till.forgotten, "the card that was replaced is of no use"
        await keep_history(life.handle, "subscription_card_replaced")


async def test_a_page_that_nobody_told_of_is_found_paid_before_the_end_of_grace(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await owing(life)
        await life.handle.execute_update(SubscriptionWorkflow.open_page, PageAct("usr_1", "act_1"))
        billed = next_month(life)
        ends = start_of_day(billed.first_day + timedelta(days=30), ZONE)
        await life.until(ends - timedelta(hours=1))
        life.till.paid_by_page.add(str(billed))
        await life.until(ends + timedelta(hours=1))
        await life.eventually(lambda: life.till.last.state == "active")
        assert life.till.closed == {}
        await keep_history(life.handle, "subscription_paid_before_its_end")


@pytest.mark.rule("S8", "S19")
async def test_what_a_page_paid_while_the_end_was_written_has_its_invoice_and_is_not_claimed(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await owing(life)
        billed = next_month(life)
        life.till.closing[str(billed)] = [NOTHING_PAID, PAID]
        await life.until(start_of_day(billed.first_day + timedelta(days=31), ZONE))
        assert await life.ended() == "blocked"
        assert life.till.closed == {}
        assert life.till.invoiced[-1] == f"bil_{billed}"
        assert (life.till.told()[-1], life.till.refunds) == ("charged", [])
        await keep_history(life.handle, "subscription_paid_while_it_ended")


@pytest.mark.rule("S14", "S19")
@pytest.mark.parametrize("closing", [[PAID], [NOTHING_PAID, PAID]])
async def test_what_a_page_paid_at_a_withdrawal_has_its_invoice_and_is_given_back(
    temporal: RunningTemporal, closing: list[ChargeResult]
) -> None:
    now = datetime.now(UTC)
    last_days = start_of_day(Month.of(local_date(now, ZONE)).last_day - timedelta(days=2), ZONE)
    at = max(now, last_days)
    async with living(temporal.client, MONTHLY, customer=CustomerKind.CONSUMER, selected_at=at) as life:
        billed = next_month(life)
        life.till.refusing[str(billed)] = [NO_MONEY] * 5
        await life.until(start_of_day(billed.first_day, ZONE) + timedelta(hours=23.5))
        await life.eventually(lambda: life.till.charged)
        life.till.closing[str(billed)] = list(closing)
        await life.handle.execute_update(SubscriptionWorkflow.withdraw, MemberAct("usr_1", "act_1"))
        await life.eventually(lambda: len(life.till.rectified) == 2)
        assert life.till.invoiced == ["bil_first", f"bil_{billed}"]
        assert {order.bill_id for order in life.till.refunds} == set(life.till.invoiced)
        assert life.till.closed == {}
        if len(closing) == 1:
            await life.until(at + timedelta(days=60))
            assert await life.ended() == "blocked"
            await keep_history(life.handle, "subscription_paid_at_its_withdrawal")


async def test_another_contract_succeeds_the_one_that_offers_downloads(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(life.till.plan.selected_at + timedelta(hours=1))
        status = await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_1"))
        assert status.ends_at is not None
        await life.until(status.ends_at + timedelta(hours=1))
        await life.eventually(lambda: life.till.last.reason == "cancelled")
        async with living(temporal.client, MONTHLY, replaces=life.till.plan.subscription_id) as new:
            await new.eventually(lambda: new.till.last.state == "active")
            assert await life.ended() == "succeeded"
        assert life.till.last.state == "succeeded"
        assert status.downloads_end is not None
        assert life.till.last.downloads_end is not None
        assert status.ends_at < life.till.last.downloads_end < status.downloads_end
        assert life.till.last.blocked_at is None, "its downloads have ended, and it is not blocked"
        assert not {"downloads_ending", "blocked"} & set(life.till.told())
        assert life.till.forgotten
        await keep_history(life.handle, "subscription_succeeded_and_forgot")
