"""After an outage of the workers a subscription makes up for what it missed, month by month (S5–S8)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from terms.calendar import Month, local_date, start_of_day
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription import ACTIVE
from terms.subscription_billing import charge_attempts
from terms.subscription_facts import Facts
from tests.running import RunningTemporal
from tests.workflows.subscriptions import living
from tests.workflows.till import NO_MONEY, PAID, VAT
from tests.workflows.world import keep_history
from workflows.subscription_messages import SubscriptionProgress

ZONE = "Europe/Madrid"
NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)
THIS = Month.of(local_date(NOW, ZONE))


def before_the_outage(plan: Plan) -> SubscriptionProgress:
    """A contract of half a year ago whose workers went away three months ago, everything paid until then."""
    facts = Facts(plan, CustomerKind.COMPANY, VAT, start_of_day(THIS.plus(-6).first_day, ZONE), ZONE)
    facts.paid = {str(month): facts.start_of(month) for month in (THIS.plus(-n) for n in (3, 4, 5))}
    return SubscriptionProgress(facts, "biz_1", ACTIVE, sequence=40, metered=str(THIS.plus(-3)))


USED = {str(THIS.plus(-n)): Decimal(amount) for n, amount in ((2, "1.10"), (1, "2.20"), (0, "3.30"))}


@pytest.mark.rule("S6")
@pytest.mark.parametrize("fee", ["0", "5.00"])
async def test_each_month_of_an_outage_is_metered_and_billed_as_the_month_it_is(
    temporal: RunningTemporal, fee: str
) -> None:
    plan = Plan(PlanKind.USAGE, Decimal(fee))
    async with living(
        temporal.client, plan, progress=before_the_outage(plan), usage=USED, pay_at_once=False
    ) as life:
        await life.eventually(lambda: len(life.till.charged) >= 2)
        await life.until(charge_attempts(life.till.plan.subscription_id, THIS, ZONE)[0] + MINUTE)
        await life.eventually(lambda: len(life.till.charged) == 3)
        assert life.till.charged == [(month, PAID) for month in USED]
        used = {
            month: [item.net for item in bill.items if item.kind == "usage"]
            for month, bill in life.till.bills.items()
        }
        assert used == {month: [net] for month, net in USED.items()}
        await life.eventually(lambda: len(life.till.invoiced) == 3)
        await life.eventually(lambda: life.till.records)
        assert life.till.states() == ["active"], "nobody is limited for what nobody tried to charge"
        await keep_history(life.handle, f"subscription_metered_late_{plan.fee:.0f}")


@pytest.mark.rule("S7", "S8")
async def test_what_could_not_be_paid_in_an_outage_has_its_grace_after_it(temporal: RunningTemporal) -> None:
    plan = Plan(PlanKind.MONTHLY, Decimal("29.00"))
    async with living(temporal.client, plan, progress=before_the_outage(plan), pay_at_once=False) as life:
        life.till.refusing[str(THIS.plus(-2))] = [NO_MONEY] * 9
        await life.eventually(lambda: life.till.records and life.till.last.reason == "unpaid")
        assert life.till.charged == [(str(THIS.plus(-2)), NO_MONEY)], "the oldest month, and no further one"
        over = life.till.last.blocked_at
        assert over is not None
        assert 29 <= (over - NOW).days <= 30
