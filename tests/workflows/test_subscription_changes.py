"""Changes of plan on the contract's own clock: paid at once or not at all, or waiting for a month (S15)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from temporalio.client import WorkflowUpdateFailedError

from activities.payments.messages import ChargeResult, Outcome
from activities.records.subscription_messages import DraftedChange
from terms.calendar import Month, local_date, start_of_day
from terms.payments import Decline
from terms.plans import Plan, PlanKind
from terms.subscription_changes import ChangeKind
from terms.subscription_notices import NoticeKind
from terms.subscription_refunds import ChargedFee
from terms.timeline import timeline
from tests.running import RunningTemporal
from tests.workflows.subscriptions import Life, living
from tests.workflows.test_subscription import month, on, planned
from tests.workflows.till import NO_MONEY, PAID
from tests.workflows.world import keep_history
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import (
    CancelAct,
    ChangeAct,
    MemberAct,
    PageAct,
    ShareAct,
    SubscriptionProgress,
)

MONTHLY = Plan(PlanKind.MONTHLY, Decimal("29.00"))
DEARER = Plan(PlanKind.MONTHLY, Decimal("49.00"))
FREE = Plan(PlanKind.FREE)
ZONE = "Europe/Madrid"
CONFIRM = ChargeResult(Outcome.DECLINED, Decline.CONFIRM, "authentication_required")


async def offered(life: Life, plan: Plan, gross: str | None = None) -> None:
    """The plan as the tables would draft the change to it, an upgrade where there is something to pay."""
    now = await life.skipper.get_current_time(life.handle)
    next_month = start_of_day(Month.of(local_date(now, ZONE)).plus(1).first_day, ZONE)
    if gross is None:
        life.till.offers["pln_2"] = DraftedChange(plan=plan, begins_at=next_month)
        return
    until = min(now + timedelta(hours=24), next_month)
    life.till.offers["pln_2"] = DraftedChange(
        None, ChangeKind.UPGRADE, plan, bill_id="bil_change", gross=Decimal(gross), pay_until=until
    )


async def change(life: Life, number: int) -> None:
    """The customer changes to the plan offered."""
    act = ChangeAct("usr_1", f"act_{number}", f"pch_{number}", "pln_2", Decimal("12.10"))
    await life.handle.execute_update(SubscriptionWorkflow.change_plan, act, id=act.act_id)


async def progress_of(life: Life) -> SubscriptionProgress:
    progress = await life.handle.query(SubscriptionWorkflow.report)
    assert progress is not None
    return progress


def told_changes(life: Life) -> list[str | None]:
    return [one.detail for one in life.till.mails.values() if one.kind == NoticeKind.PLAN_CHANGED]


def renewals_told(life: Life) -> list[datetime]:
    return [one.about for one in life.till.mails.values() if one.kind == NoticeKind.RENEWAL_AHEAD]


@pytest.mark.rule("S15")
async def test_an_upgrade_is_charged_at_once_and_renews_at_its_own_price(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 5))
        await offered(life, DEARER, "12.10")
        await change(life, 1)
        assert life.till.changes == {"pch_1": "taken"}
        assert life.till.charged[-1] == ("change", PAID)
        await life.until(on(life, 2, 2))
        nets = {str(key): str(bill.items[0].net) for key, bill in life.till.bills.items()}
        assert nets == {str(month(life, 1)): "29.00", str(month(life, 2)): "49.00"}
        assert "bil_change" in life.till.invoiced
        assert told_changes(life) == ["taken"]
        amounts = [one.amount for one in life.till.mails.values() if one.kind == NoticeKind.PLAN_CHANGED]
        assert amounts == [Decimal("12.10")]
        assert life.till.told() == await planned(life)
        await keep_history(life.handle, "subscription_upgraded")


@pytest.mark.rule("S21")
async def test_a_change_has_the_next_renewal_told_anew(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 15))
        renews_at = start_of_day(month(life, 2).first_day, ZONE)
        assert renewals_told(life).count(renews_at) == 1, "at the price of before"
        await offered(life, DEARER, "12.10")
        await change(life, 1)
        assert renewals_told(life).count(renews_at) == 1, "the upgrade has its own mail"
        await life.until(on(life, 2, 2))
        assert renewals_told(life).count(renews_at) == 2
        await keep_history(life.handle, "subscription_renewal_told_since_change")


async def test_an_upgrade_that_the_bank_wants_confirmed_begins_when_it_is(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 10))
        await offered(life, DEARER, "12.10")
        life.till.refusing["change"] = [CONFIRM]
        await change(life, 1)
        assert life.till.changes == {"pch_1": "drafted"}
        assert life.till.pages[-1].bill_id == "bil_change"
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await change(life, 2)
        assert "payment-pending" in str(refused.value.cause)
        again = await life.handle.execute_update(SubscriptionWorkflow.open_page, PageAct("usr_1", "act_9"))
        assert again == f"pat_{len(life.till.pages)}"
        life.till.change_paid = True
        await life.pay()
        await life.eventually(lambda: life.till.changes["pch_1"] == "taken")
        (agreed,) = (await progress_of(life)).facts.changes
        assert agreed.paid_at is not None
        await life.eventually(lambda: life.till.forgotten == 1)
        await keep_history(life.handle, "subscription_upgrade_paid_by_page")


async def test_an_upgrade_that_is_not_paid_is_none(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 10))
        await offered(life, DEARER, "12.10")
        life.till.refusing["change"] = [NO_MONEY]
        await change(life, 1)
        await life.until(on(life, 1, 12))
        assert life.till.changes == {"pch_1": "lapsed"}
        assert life.till.closed == {"bil_change": "voided"}
        assert told_changes(life) == ["lapsed"]
        assert (await progress_of(life)).facts.changes == []
        await life.until(on(life, 2, 2))
        assert str(life.till.bills[str(month(life, 2))].items[0].net) == "29.00"
        assert life.till.states() == ["pending_payment", "active"]
        await keep_history(life.handle, "subscription_upgrade_unpaid")


async def test_an_upgrade_ends_with_the_month_for_which_it_was_priced(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        ends = start_of_day(month(life, 2).first_day, ZONE)
        await life.until(ends - timedelta(hours=2))
        await offered(life, DEARER, "12.10")
        life.till.refusing["change"] = [NO_MONEY]
        await change(life, 1)
        await life.until(ends + timedelta(minutes=1))
        await life.eventually(lambda: life.till.changes == {"pch_1": "lapsed"})
        assert [str(item.net) for item in life.till.bills[str(month(life, 2))].items] == ["29.00"]


@pytest.mark.rule("S15")
async def test_a_downgrade_waits_for_the_month_and_can_be_taken_back_until_then(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, DEARER) as life:
        await life.until(on(life, 1, 10))
        await offered(life, FREE)
        await change(life, 1)
        keep = MemberAct("usr_1", "act_2")
        await life.handle.execute_update(SubscriptionWorkflow.keep_plan, keep)
        assert life.till.changes == {"pch_1": "taken_back"}
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await life.handle.execute_update(SubscriptionWorkflow.keep_plan, MemberAct("usr_1", "act_3"))
        assert "no-change-pending" in str(refused.value.cause)
        await offered(life, MONTHLY)
        await change(life, 4)
        await change(life, 5)
        assert len((await progress_of(life)).facts.changes) == 1, "the later one replaced the earlier"
        await life.until(on(life, 2, 2))
        assert life.till.changes["pch_5"] == "taken"
        assert [str(bill.items[0].net) for bill in life.till.bills.values()] == ["49.00", "29.00"]
        assert told_changes(life) == ["scheduled", "taken_back", "scheduled", "scheduled", "taken"]
        await keep_history(life.handle, "subscription_downgraded")


async def test_giving_an_upgrade_up_finds_it_paid_or_leaves_nothing(temporal: RunningTemporal) -> None:
    for paid, became in ((False, "taken_back"), (True, "taken")):
        async with living(temporal.client, MONTHLY) as life:
            await life.until(on(life, 1, 10))
            await offered(life, DEARER, "12.10")
            life.till.refusing["change"] = [NO_MONEY]
            await change(life, 1)
            life.till.change_paid = paid
            await life.handle.execute_update(SubscriptionWorkflow.keep_plan, MemberAct("usr_1", "act_2"))
            assert life.till.changes == {"pch_1": became}
            assert life.till.closed == ({} if paid else {"bil_change": "voided"})


async def test_a_plan_is_not_changed_once_the_contract_ends_or_is_not_paid(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 3))
        await offered(life, FREE)
        await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_1"))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await change(life, 1)
        assert "subscription-already-ending" in str(refused.value.cause)
        await life.handle.execute_update(SubscriptionWorkflow.take_back, MemberAct("usr_1", "act_2"))
        life.till.refusing[str(month(life, 2))] = [NO_MONEY] * 5
        for day in range(1, 8):
            await life.until(on(life, 2, day))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await change(life, 3)
        assert "month-owed" in str(refused.value.cause)
        assert life.till.changes == {}


async def test_cancelling_gives_up_an_upgrade_that_awaits_its_payment(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 10))
        await offered(life, DEARER, "12.10")
        life.till.refusing["change"] = [NO_MONEY]
        await change(life, 1)
        await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_2"))
        await life.eventually(lambda: life.till.changes == {"pch_1": "lapsed"})
        assert life.till.closed == {"bil_change": "voided"}


async def test_a_change_that_costs_nothing_now_begins_at_once(temporal: RunningTemporal) -> None:
    async with living(temporal.client, FREE, first_paid=True) as life:
        await life.until(on(life, 1, 10))
        usage = Plan(PlanKind.USAGE, Decimal(0))
        life.till.offers["pln_2"] = DraftedChange(None, ChangeKind.UPGRADE, usage)
        await change(life, 1)
        assert life.till.changes == {"pch_1": "taken"}
        assert life.till.charged == []
        life.till.usage[str(month(life, 2))] = Decimal("12.40")
        await life.until(on(life, 2, 2))
        assert [item.kind for item in life.till.bills[str(month(life, 2))].items] == ["usage"]


async def test_what_a_prepaid_plan_left_is_given_back_once_when_the_service_ends(
    temporal: RunningTemporal,
) -> None:
    year = Plan(PlanKind.PREPAID, Decimal("290.00"), 12, Decimal("29.00"))
    async with living(temporal.client, year) as life:
        life.till.fees = [ChargedFee("bil_first", year.fee, Decimal(21), Decimal("350.90"))]
        await life.until(on(life, 1, 10))
        life.till.offers["pln_2"] = DraftedChange(None, ChangeKind.UPGRADE, DEARER)
        await change(life, 1)
        await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_2"))
        told = timeline((await progress_of(life)).facts.scenario(on(life, 1, 11)))
        (promised,) = told.refunds
        assert promised.gross > 0
        await life.until(promised.at + timedelta(hours=1))
        await life.eventually(lambda: life.till.rectified)
        (order,) = life.till.refunds
        assert (order.bill_id, order.cents) == ("bil_first", int(promised.gross * 100))
        await life.until(promised.at + timedelta(days=32))
        await life.ended()
        assert len(life.till.refunds) == len(life.till.rectified) == 1
        assert life.till.charged == [], "the credit paid for the month"
        refunds = [one for one in life.till.mails.values() if one.kind == NoticeKind.REFUND_ORDERED]
        assert [(one.rule, one.amount) for one in refunds] == [("S15", promised.gross)]
        await keep_history(life.handle, "subscription_credit_given_back")


async def test_a_business_shares_the_plan_and_its_envelopes_follow(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 10))
        share = SubscriptionWorkflow.share_plan
        await life.handle.execute_update(share, ShareAct("usr_1", "act_1", "biz_2"))
        assert life.till.shares == ["biz_2"]
        assert life.till.followed[-1].business_id == "biz_2"
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await life.handle.execute_update(share, ShareAct("usr_1", "act_2", "biz_3"))
        assert "plan-limit-reached" in str(refused.value.cause)
        life.till.shares.remove("biz_3")
        await life.handle.execute_update(
            SubscriptionWorkflow.unshare_plan, ShareAct("usr_1", "act_3", "biz_2")
        )
        assert life.till.shares == []
        await keep_history(life.handle, "subscription_shared")
