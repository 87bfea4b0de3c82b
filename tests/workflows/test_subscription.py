"""A subscription lives as the contract says, on its own clock: charges, limits, ends (contract S)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from temporalio.client import WorkflowUpdateFailedError

from terms.calendar import Month, end_of_period, local_date, start_of_day
from terms.money import taxed
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription_billing import charge_attempts, first_fee
from terms.subscription_course import course_of
from terms.subscription_facts import Facts
from terms.subscription_notices import NoticeKind, planned_notices
from terms.timeline import timeline
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.subscriptions import Life, living
from tests.workflows.till import EXPIRED_CARD, NO_MONEY, PAID
from tests.workflows.world import keep_history
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import CancelAct, MemberAct

MONTHLY = Plan(PlanKind.MONTHLY, Decimal("29.00"))
ZONE = "Europe/Madrid"


def month(life: Life, later: int) -> Month:
    """The month so many after the one of selection."""
    return Month.of(local_date(life.till.plan.selected_at, ZONE)).plus(later)


def on(life: Life, later: int, day: int) -> datetime:
    """Noon of a day of the month so many after the one of selection."""
    return start_of_day(month(life, later).first_day + timedelta(days=day - 1), ZONE) + timedelta(hours=23.5)


async def planned(life: Life) -> list[str]:
    """The notices that the timeline of what has happened so far plans up to now."""
    progress = await life.handle.query(SubscriptionWorkflow.report)
    assert progress is not None
    now = await life.skipper.get_current_time(life.handle)
    scenario = progress.facts.scenario(now)
    told = planned_notices(scenario, timeline(scenario))
    return [
        notice.kind for notice in told if notice.at <= now and notice.kind is not NoticeKind.CHARGE_FAILED
    ]


@pytest.mark.rule("S5")
async def test_each_month_is_charged_once(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        for later in range(1, 14):
            await life.until(on(life, later, 2))
        till = life.till
        assert [paid for paid, _ in till.charged] == [str(month(life, later)) for later in range(1, 14)]
        assert {result for _, result in till.charged} == {PAID}
        assert {str(item.gross) for bill in till.bills.values() for item in bill.items} == {"35.09"}
        assert till.states() == ["pending_payment", "active"]
        assert till.told() == await planned(life)
        assert till.told()[-3:] == ["charged", "renewal_ahead", "charged"]
        assert till.invoiced == ["bil_first", *(f"bil_{paid}" for paid, _ in till.charged)]
        said = [replace(record, sequence=0) for record in life.till.records]
        assert all(one != next_one for one, next_one in pairwise(said)), "nothing is written twice"
        await keep_history(life.handle, "subscription_renews_writing_changes")


@pytest.mark.rule("S3")
async def test_a_choice_that_is_never_paid_lapses(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY, first_paid=False) as life:
        await life.until(life.till.plan.selected_at + timedelta(hours=25))
        assert await life.ended() == "lapsed"
        assert life.till.states() == ["pending_payment", "lapsed"]
        assert life.till.charged == []
        await keep_history(life.handle, "subscription_lapsed")


@pytest.mark.rule("S5")
async def test_a_failing_charge_is_tried_each_day_of_the_window_and_paid_later(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        billed = str(month(life, 1))
        life.till.refusing[billed] = [NO_MONEY] * 5
        for day in range(1, 7):
            await life.until(on(life, 1, day))
        assert len(life.till.charged) == 5
        assert (life.till.last.state, life.till.last.reason) == ("download_only", "unpaid")
        await life.until(on(life, 1, 12))
        assert len(life.till.charged) == 5
        await life.pay()
        await until(lambda: life.till.last.state == "active" and len(life.till.followed) >= 3, 20)
        assert life.till.charged[-1] == (billed, PAID)
        assert len(life.till.bills) == 1
        assert len(life.till.followed) == 3, "paused, latecomers too, and resumed"
        keys = {order.key for order in life.till.followed}
        assert len(keys) >= 2, "an envelope takes each change as an update of its own"
        await life.until(on(life, 1, 20))
        assert len(life.till.followed) == 4
        told = ["charge_failed", "limited_unpaid", "charged", "restored"]
        assert life.till.told()[-4:] == told
        await keep_history(life.handle, "subscription_unpaid_then_paid")


@pytest.mark.rule("S7", "S8")
async def test_unpaid_to_the_end_of_grace_it_is_over(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        billed = str(month(life, 1))
        life.till.refusing[billed] = [NO_MONEY] * 9
        for day in range(1, 8):
            await life.until(on(life, 1, day))
        await life.until(start_of_day(month(life, 1).first_day + timedelta(days=31), ZONE))
        assert await life.ended() == "blocked"
        assert life.till.states() == ["pending_payment", "active", "download_only:unpaid", "blocked"]
        told = ["limited_unpaid", "grace_ending", "grace_ending", "ended_unpaid"]
        assert life.till.told()[-5:] == ["charge_failed", *told]
        claimed = list(life.till.mails.values())[-1].amount
        assert claimed is not None
        assert claimed > Decimal("35.09"), "with late interest"
        assert len(life.till.followed) == 4, "paused and voided, each time with latecomers"
        assert life.till.closed == {f"bil_{billed}": "claimed"}
        assert list(life.till.bills) == [billed]
        await until(lambda: life.till.retained == [life.till.plan.business_id])
        await keep_history(life.handle, "subscription_unpaid_and_retained")


@pytest.mark.rule("S12")
async def test_a_debt_that_ends_a_cancelled_contract_first_takes_its_later_dates_with_it(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        billed = month(life, 1)
        life.till.refusing[str(billed)] = [NO_MONEY] * 9
        await life.until(on(life, 1, 20))
        agreed = await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_1"))
        assert agreed.ends_at == start_of_day(month(life, 3).first_day, ZONE)
        assert (life.till.last.ends_at, life.till.last.reason) == (agreed.ends_at, "unpaid")
        over = start_of_day(billed.first_day + timedelta(days=30), ZONE)
        await life.until(over + timedelta(hours=1))
        assert await life.ended() == "blocked"
        assert (life.till.last.ends_at, life.till.last.downloads_end) == (over, over)
        assert life.till.last.blocked_at == over


async def test_a_card_that_will_not_do_is_not_tried_again_until_another_is_saved(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        life.till.refusing[str(month(life, 1))] = [EXPIRED_CARD]
        for day in (1, 2, 3):
            await life.until(on(life, 1, day))
        assert len(life.till.charged) == 1
        await life.pay()
        await until(lambda: len(life.till.charged) >= 2, 20)
        assert life.till.charged[-1][1] == PAID
        failed = [notice for notice in life.till.mails.values() if notice.kind == "charge_failed"]
        assert [notice.detail for notice in failed] == ["new_card"]


@pytest.mark.rule("S10")
async def test_a_cancellation_ends_when_the_contract_says_and_can_be_taken_back(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 2))
        first = await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_1"))
        assert first.ends_at == start_of_day(month(life, 2).first_day, ZONE)
        with pytest.raises(WorkflowUpdateFailedError):
            await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_2"))
        await life.eventually(lambda: life.till.told()[-1] == "end_agreed")
        await life.handle.execute_update(SubscriptionWorkflow.take_back, MemberAct("usr_1", "act_3"))
        await life.eventually(lambda: life.till.told()[-1] == "continued")
        again = await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_4"))
        assert again.ends_at == first.ends_at
        await life.until(on(life, 2, 3))
        assert (life.till.last.state, life.till.last.reason) == ("download_only", "cancelled")
        assert [paid for paid, _ in life.till.charged] == [str(month(life, 1))]
        assert again.downloads_end is not None
        await life.until(again.downloads_end + timedelta(hours=1))
        assert await life.ended() == "blocked"
        downloads = ["service_ended", "downloads_ending", "downloads_ending", "blocked"]
        agreed = ["end_agreed", "continued", "end_agreed"]
        assert life.till.told()[-9:] == ["charged", *agreed, "service_ending", *downloads]
        receipts = [(one.act_id, one.rule, one.ends_at) for one in life.till.receipts]
        assert receipts == [(act, "S10", first.ends_at) for act in ("act_1", "act_4")]
        mailed = [one.act_id for one in life.till.mails.values() if one.kind == "end_agreed"]
        assert mailed == ["act_1", "act_4"]
        assert life.till.late_receipts == [], "each mail brought its own"
        await keep_history(life.handle, "subscription_cancelled_with_receipt")


@pytest.mark.rule("S14")
async def test_a_consumer_withdraws_and_gets_everything_back(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY, customer=CustomerKind.CONSUMER) as life:
        await life.until(life.till.plan.selected_at + timedelta(minutes=1))
        status = await life.handle.execute_update(SubscriptionWorkflow.withdraw, MemberAct("usr_1", "act_1"))
        assert (status.state, status.reason) == ("download_only", "withdrawn")
        await until(lambda: life.till.refunds, 20)
        assert life.till.refunds[0].cents == 1359
        assert life.till.invoiced == ["bil_first"]
        await life.until(life.till.plan.selected_at + timedelta(days=40))
        assert await life.ended() == "blocked"
        assert life.till.rectified == ["rfd_1"]
        assert sorted(life.till.told()[:3]) == ["contracted", "refund_ordered", "withdrawn"]
        (withdrawn, *_) = [one for one in life.till.mails.values() if one.kind == "withdrawn"]
        at = life.till.last.withdrawn_at
        selected_on = local_date(life.till.plan.selected_at, ZONE)
        paid = taxed(first_fee(MONTHLY, selected_on), Decimal(21)).gross
        assert (withdrawn.about, withdrawn.amount) == (at, paid)
        assert life.till.forgotten >= 2, "once all is given back, and whatever is left at the end"
        (receipt,) = life.till.receipts
        assert (receipt.act_id, receipt.rule, receipt.ends_at) == ("act_1", "S14", at)
        assert (receipt.given_back, receipt.downloads_end) == (paid, withdrawn.then)
        assert at is not None
        assert receipt.given_back_until == end_of_period(at, 14, ZONE)
        await keep_history(life.handle, "subscription_withdrawn_with_receipt")


@pytest.mark.rule("S14")
async def test_a_withdrawal_is_acknowledged_within_the_hour_though_its_receipt_cannot_be_sealed(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY, customer=CustomerKind.CONSUMER) as life:
        life.till.sealing = False
        await life.until(life.till.plan.selected_at + timedelta(minutes=1))
        await life.handle.execute_update(SubscriptionWorkflow.withdraw, MemberAct("usr_1", "act_1"))
        await life.eventually(lambda: life.till.refunds)
        assert "withdrawn" not in life.till.told()
        await life.until(life.till.plan.selected_at + timedelta(hours=1, minutes=2))
        await life.eventually(lambda: "withdrawn" in life.till.told())
        assert (life.till.receipts, life.till.late_receipts) == ([], [])
        life.till.sealing = True
        await life.until(life.till.plan.selected_at + timedelta(hours=2))
        await life.eventually(lambda: life.till.late_receipts)
        await life.until(life.till.plan.selected_at + timedelta(days=40))
        assert await life.handle.result() == "blocked"
        assert [one.act_id for one in life.till.receipts] == life.till.late_receipts == ["act_1"]
        assert life.till.told().count("withdrawn") == 1
        await keep_history(life.handle, "subscription_withdrawn_with_late_receipt")


async def test_a_company_cannot_withdraw(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(life.till.plan.selected_at + timedelta(hours=1))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await life.handle.execute_update(SubscriptionWorkflow.withdraw, MemberAct("usr_1", "act_1"))
        assert "no-right-of-withdrawal" in str(refused.value.cause)


@pytest.mark.rule("S6")
async def test_use_is_billed_in_the_month_after(temporal: RunningTemporal) -> None:
    async with living(temporal.client, Plan(PlanKind.USAGE, Decimal("5.00"))) as life:
        life.till.usage[str(month(life, 1))] = Decimal("12.40")
        for later in (1, 2):
            await life.until(on(life, later, 2))
        kinds = [[item.kind for item in bill.items] for bill in life.till.bills.values()]
        assert kinds == [["renewal", "usage"], ["renewal"]]


async def test_the_last_use_is_charged_at_the_customers_own_hour_after_the_end(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, Plan(PlanKind.USAGE)) as life:
        await life.until(life.till.plan.selected_at + timedelta(minutes=1))
        status = await life.handle.execute_update(SubscriptionWorkflow.cancel, CancelAct("usr_1", "act_1"))
        assert status.ends_at is not None
        billed = Month.of(local_date(status.ends_at, ZONE))
        life.till.usage[str(billed)] = Decimal("12.40")
        hour = charge_attempts(life.till.plan.subscription_id, billed, ZONE)[0]
        await life.until(max(hour - timedelta(minutes=1), status.ends_at + timedelta(seconds=1)))
        await life.eventually(lambda: life.till.last.reason == "cancelled" and str(billed) in life.till.bills)
        assert life.till.charged == []
        await life.until(hour + timedelta(minutes=1))
        await life.eventually(lambda: life.till.charged == [(str(billed), PAID)])
        await keep_history(life.handle, "subscription_last_use")


async def test_what_was_billed_keeps_the_vat_of_its_day(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        life.till.vat_rates |= {str(month(life, later)): Decimal(0) for later in (2, 3)}
        for later in (1, 2, 3):
            await life.until(on(life, later, 2))
        progress = await life.handle.query(SubscriptionWorkflow.report)
        assert progress is not None
        charges = timeline(progress.facts.scenario(on(life, 3, 2))).charges[1:4]
        assert [str(charge.amount.gross) for charge in charges] == ["35.09", "29.00", "29.00"]
        made = [str(item.gross) for bill in life.till.bills.values() for item in bill.items]
        assert made == ["35.09", "29.00", "29.00"]


async def test_too_little_for_the_gateway_is_waived_and_neither_charged_nor_invoiced(
    temporal: RunningTemporal,
) -> None:
    free_of_base = Plan(PlanKind.USAGE, Decimal(0))
    async with living(temporal.client, free_of_base) as life:
        used, more = str(month(life, 1)), str(month(life, 2))
        life.till.usage |= {used: Decimal("0.20"), more: Decimal("12.40")}
        for day in range(1, 8):
            await life.until(on(life, 1, day))
        assert life.till.closed == {f"bil_{used}": "voided"}
        await life.until(on(life, 2, 2))
        assert life.till.charged == [(more, PAID)]
        assert life.till.states() == ["pending_payment", "active"]
        assert f"bil_{used}" not in life.till.invoiced
        assert life.till.told().count("charged") == 1


async def test_what_was_lived_is_what_the_timeline_says(temporal: RunningTemporal) -> None:
    """Three months, the second unpaid for a week: the states written are those of `terms.timeline`."""
    async with living(temporal.client, MONTHLY) as life:
        life.till.refusing[str(month(life, 2))] = [NO_MONEY] * 5
        await life.until(on(life, 1, 2))
        for day in range(1, 8):
            await life.until(on(life, 2, day))
        await life.pay()
        await life.until(on(life, 3, 2))
        progress = await life.handle.query(SubscriptionWorkflow.report)
        assert progress is not None
        facts: Facts = progress.facts
        now = datetime.now(UTC) + timedelta(days=365)
        told = timeline(facts.scenario(on(life, 3, 2)))
        lived = [name for name in life.till.states() if name != "pending_payment"]
        assert lived == [
            ":".join(part for part in (begun.standing.state, begun.standing.reason) if part)
            for begun in told.states
        ]
        assert course_of(facts.scenario(now)).settlement.charges[0].period == month(life, 0)
