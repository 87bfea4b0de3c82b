"""What the holder decides about a subscription, on its own clock (contract S8, S13, A8)."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from temporalio.client import WorkflowUpdateFailedError

from terms.calendar import local_date, start_of_day
from terms.money import taxed
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import DownloadReason
from terms.subscription_billing import grace_end
from terms.subscription_ending import CancelAt, ends_by_notice, unused_part
from terms.subscription_facts import Facts
from terms.subscription_holder import HolderAct, SanctionStep
from terms.subscription_notices import GRACE_AHEAD_DAYS
from terms.subscription_refunds import ChargedFee
from terms.subscription_refusals import SubscriptionRefusal
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.subscriptions import Life, living
from tests.workflows.test_subscription import MONTHLY, ZONE, month, on
from tests.workflows.till import NO_MONEY
from tests.workflows.world import keep_history
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import HolderDecision, MemberAct, SanctionAct, SubscriptionStatus

PREPAID = Plan(PlanKind.PREPAID, Decimal("290.00"), 12, Decimal("29.00"))


async def decide(
    life: Life, kind: HolderAct, until: datetime | None = None, key: str = "dcn_1"
) -> SubscriptionStatus:
    """Two people of billing have decided."""
    return await life.handle.execute_update(
        SubscriptionWorkflow.decide, HolderDecision(key, kind.value, until), id=key
    )


async def sanction(life: Life, step: SanctionStep) -> SubscriptionStatus:
    """What became of an expulsion."""
    at = await life.skipper.get_current_time(life.handle)
    act = SanctionAct("mdc_1", step.value, at)
    return await life.handle.execute_update(SubscriptionWorkflow.sanction, act, id=f"mdc_1:{step.value}")


async def facts(life: Life) -> Facts:
    """What the workflow knows."""
    progress = await life.handle.query(SubscriptionWorkflow.report)
    assert progress is not None
    return progress.facts


async def unpaid(life: Life) -> str:
    """Lives until the seventh of the month after the selection, which stays unpaid; that month."""
    billed = str(month(life, 1))
    life.till.refusing[billed] = [NO_MONEY] * 30
    for day in range(1, 8):
        await life.until(on(life, 1, day))
    assert life.till.last.reason == "unpaid"
    return billed


def first_of(life: Life, later: int) -> datetime:
    """When the month so many after the one of selection begins."""
    return start_of_day(month(life, later).first_day, ZONE)


@pytest.mark.rule("S13")
async def test_the_holder_ends_a_prepaid_plan_by_notice_and_gives_back_what_is_unused(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, PREPAID) as life:
        life.till.fees = [ChargedFee("bil_first", PREPAID.fee, Decimal(21), Decimal("350.90"))]
        await life.until(on(life, 2, 3))
        agreed = await decide(life, HolderAct.END)
        assert (agreed.state, agreed.ends_at) == ("active", first_of(life, 3))
        with pytest.raises(WorkflowUpdateFailedError):
            await decide(life, HolderAct.END, key="dcn_2")
        await life.until(first_of(life, 3) + timedelta(hours=1))
        await until(lambda: life.till.rectified, 20)
        assert (life.till.last.state, life.till.last.reason) == ("download_only", "holder_ended")
        selected_on = local_date(life.till.plan.selected_at, ZONE)
        noticed_at = (await facts(life)).holder_noticed_at
        assert noticed_at is not None
        end = ends_by_notice(
            PREPAID,
            selected_on,
            noticed_at,
            DownloadReason.HOLDER_ENDED,
            cancel_at=CancelAt.MONTH_END,
            zone=ZONE,
        )
        unused = taxed(unused_part(PREPAID.fee, PREPAID, selected_on, end), Decimal(21))
        assert [order.cents for order in life.till.refunds] == [int(unused.gross * 100)]
        assert 0 < life.till.refunds[0].cents < 35090
        await life.until(first_of(life, 4) + timedelta(days=2))
        assert await life.ended() == "blocked"
        told = life.till.told()
        assert told[0:2] == ["contracted", "end_agreed"]
        assert told.count("refund_ordered") == 1
        rules = {one.kind: one.rule for one in life.till.mails.values()}
        assert (rules["end_agreed"], rules["refund_ordered"], rules["service_ended"]) == ("S13",) * 3
        await keep_history(life.handle, "subscription_holder_gives_back")


async def test_a_hold_puts_the_end_off_until_its_date_and_not_further(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        billed = await unpaid(life)
        until_later = first_of(life, 3) - timedelta(days=5)
        for wrong in (first_of(life, 1), first_of(life, 9)):
            with pytest.raises(WorkflowUpdateFailedError) as refused:
                await decide(life, HolderAct.HOLD, wrong, key="dcn_wrong")
            assert "hold-date-out-of-range" in str(refused.value.cause)
        await decide(life, HolderAct.HOLD, until_later)
        await life.until(first_of(life, 2) + timedelta(days=10))
        assert life.till.last.reason == "unpaid"
        assert list(life.till.bills) == [billed], "while a month is unpaid no further month is charged"
        await life.until(until_later + timedelta(hours=1))
        assert await life.ended() == "blocked"
        assert life.till.closed == {f"bil_{billed}": "claimed"}
        told = life.till.told()
        assert told[-4:] == ["end_put_off", "grace_ending", "grace_ending", "ended_unpaid"]
        assert {one.about for one in life.till.mails.values() if one.kind == "grace_ending"} == {until_later}
        await keep_history(life.handle, "subscription_held")


@pytest.mark.rule("S21")
async def test_a_hold_tells_its_date_and_no_warning_that_came_due_that_day_repeats_it(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await unpaid(life)
        a_day_later = local_date(grace_end(month(life, 1), ZONE), ZONE) + timedelta(days=1)
        warned_on = start_of_day(a_day_later - timedelta(days=GRACE_AHEAD_DAYS[0]), ZONE)
        await life.until(warned_on + timedelta(hours=12))
        assert life.till.told()[-1] == "grace_ending"
        await decide(life, HolderAct.HOLD, start_of_day(a_day_later, ZONE))
        await life.until(start_of_day(a_day_later, ZONE) + timedelta(hours=1))
        assert await life.ended() == "blocked"
        assert life.till.told()[-4:] == ["grace_ending", "end_put_off", "grace_ending", "ended_unpaid"]
        await keep_history(life.handle, "subscription_held_late")


async def test_a_held_debt_that_is_paid_later_brings_the_service_back_without_the_months_between(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        billed = await unpaid(life)
        await decide(life, HolderAct.HOLD, first_of(life, 3) + timedelta(days=5))
        await life.until(first_of(life, 3) + timedelta(days=1))
        life.till.refusing.clear()
        await life.pay()
        await until(lambda: life.till.last.state == "active", 20)
        await life.until(on(life, 3, 20))
        assert list(life.till.bills) == [billed, str(month(life, 3))]
        assert life.till.last.state == "active"


async def test_a_debt_given_up_is_not_charged_and_the_service_is_back(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        billed = await unpaid(life)
        tried = len(life.till.charged)
        status = await decide(life, HolderAct.WAIVE)
        assert status.state == "active"
        await until(lambda: life.till.closed == {f"bil_{billed}": "waived"}, 20)
        await life.until(on(life, 2, 7))
        assert [paid for paid, _ in life.till.charged[tried:]] == [str(month(life, 2))]
        assert life.till.told()[-3:] == ["debt_waived", "renewal_ahead", "charged"]
        assert "restored" not in life.till.told()
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await decide(life, HolderAct.WAIVE, key="dcn_2")
        assert "nothing-owed" in str(refused.value.cause)
        await keep_history(life.handle, "subscription_waived")


async def test_where_somebody_decides_the_contract_goes_on_until_that_is_decided(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY) as life:
        life.till.asks_at_grace_end = True
        billed = await unpaid(life)
        over = grace_end(month(life, 1), ZONE)
        await life.until(over - timedelta(minutes=1))
        assert life.till.staff_mails == []
        await life.until(over + timedelta(minutes=1))
        await life.eventually(lambda: len(life.till.staff_mails) == 2)
        await life.until(first_of(life, 2) + timedelta(days=12))
        people = [user for _, user in life.till.staff_mails]
        assert people == ["usr_billing_1", "usr_billing_2"], "each of billing was told once"
        assert life.till.last.reason == "unpaid", "grace is over, and nobody has decided"
        details = [one.detail for one in life.till.mails.values() if one.kind == "grace_ending"]
        assert details == ["undecided", "undecided"]
        await decide(life, HolderAct.ENFORCE)
        assert await life.ended() == "blocked"
        assert life.till.closed == {f"bil_{billed}": "claimed"}
        await keep_history(life.handle, "subscription_awaited_and_enforced")


async def test_only_what_waits_for_a_decision_is_enforced(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await unpaid(life)
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await decide(life, HolderAct.ENFORCE)
        assert "nothing-to-decide" in str(refused.value.cause)


@pytest.mark.rule("S13")
async def test_an_expulsion_ends_the_contract_at_once_and_without_refund(temporal: RunningTemporal) -> None:
    async with living(temporal.client, PREPAID) as life:
        await life.until(on(life, 1, 9))
        ended = await sanction(life, SanctionStep.EXPELLED)
        assert (ended.state, ended.reason) == ("download_only", "misuse")
        await sanction(life, SanctionStep.APPEALED)
        await life.until(on(life, 3, 9))
        assert life.till.last.reason == "misuse", "downloads go on while the appeal waits for its answer"
        await sanction(life, SanctionStep.UPHELD)
        assert await life.ended() == "blocked"
        assert life.till.refunds == []
        assert not {"expelled", "refund_ordered"} & set(life.till.told())
        await keep_history(life.handle, "subscription_expelled")


@pytest.mark.rule("A8")
async def test_an_appeal_that_only_the_tables_know_of_keeps_the_downloads_of_the_expelled(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, PREPAID) as life:
        await life.until(on(life, 1, 9))
        await sanction(life, SanctionStep.EXPELLED)
        life.till.appealed = True
        await life.until(on(life, 3, 9))
        assert life.till.last.reason == "misuse"
        assert (await facts(life)).expulsion_appealed
        await sanction(life, SanctionStep.UPHELD)
        assert await life.ended() == "blocked"
        await keep_history(life.handle, "subscription_expelled_appeal_only_stored")


async def test_who_was_expelled_does_not_withdraw(temporal: RunningTemporal) -> None:
    """It would be taken and change nothing: an expulsion gives nothing back (A8)."""
    async with living(temporal.client, MONTHLY, customer=CustomerKind.CONSUMER) as life:
        await sanction(life, SanctionStep.EXPELLED)
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await life.handle.execute_update(SubscriptionWorkflow.withdraw, MemberAct("usr_1", "act_1"))
        assert SubscriptionRefusal.NO_WITHDRAWAL.value in str(refused.value.cause)
        assert life.till.refunds == []


async def test_an_expulsion_that_is_lifted_leaves_the_months_between_free(temporal: RunningTemporal) -> None:
    async with living(temporal.client, MONTHLY) as life:
        await life.until(on(life, 1, 9))
        await sanction(life, SanctionStep.EXPELLED)
        await life.until(on(life, 2, 7))
        back = await sanction(life, SanctionStep.LIFTED)
        assert back.state == "active"
        await life.until(on(life, 3, 7))
        assert [paid for paid, _ in life.till.charged] == [str(month(life, 1)), str(month(life, 3))]
        assert "restored" not in life.till.told()
        await keep_history(life.handle, "subscription_readmitted")


async def test_a_choice_that_waits_for_its_payment_is_given_up_by_an_expulsion(
    temporal: RunningTemporal,
) -> None:
    async with living(temporal.client, MONTHLY, first_paid=False, pay_at_once=False) as life:
        await until(lambda: life.till.pages, 20)
        with pytest.raises(WorkflowUpdateFailedError):
            await sanction(life, SanctionStep.EXPELLED)
        assert await life.ended() == "lapsed"
