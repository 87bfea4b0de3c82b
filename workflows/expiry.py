"""Each day somebody asks when certificates and timestamps expire (contract M9)."""

from collections.abc import Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.expiry.dates import ExpiryDates
    from activities.mail.messages import MailOrder, Purpose
    from activities.measures import Findings
    from activities.records.measure_messages import AlarmOrder
    from activities.records.measure_records import MeasureRecords
    from terms.alarms import AlarmKind
    from terms.expiry import EXPIRED, Expiry, stage
    from terms.measures import Measure

from workflows.mailing import Mailing
from workflows.measuring import alarm, carry_out
from workflows.policies import DATABASE, DETECTION


@workflow.defn(name="Expiry")
class ExpiryWorkflow:
    """One look: each date is told in time, once per stage; what has expired is an incident."""

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        return (await carry_out(Measure.EXPIRY, _look)).value


async def _look(mailing: Mailing) -> Findings:
    dates = await workflow.execute_activity_method(ExpiryDates.read, **DETECTION)
    user_ids = await workflow.execute_local_activity_method(MeasureRecords.called, **DATABASE)
    stages = {}
    for one in dates:
        days = stage(one.expires_at, workflow.now())
        if days == EXPIRED:
            await alarm(_order(one), mailing)
        elif days is not None:
            _warn(one, days, user_ids, mailing)
        if days is not None:
            stages[f"{one.what.value}:{one.id}"] = days
    soonest = {one.what.value: one.expires_at.isoformat() for one in reversed(dates)}
    return Findings({"looked_at": len(dates), "soonest": soonest, "told_days_ahead": stages})


def _warn(one: Expiry, days: int, user_ids: Sequence[str], mailing: Mailing) -> None:
    """By mail; the ledger of mails knows who was told of this stage before."""
    about = f"{one.what.value}/{one.count}/{one.expires_at.isoformat()}"
    for user_id in user_ids:
        key = f"expiry:{one.what.value}:{one.id}:{days}:{user_id}"
        mailing.start(MailOrder(key, Purpose.EXPIRY_WARNING, user_id=user_id, about_id=about))


def _order(one: Expiry) -> AlarmOrder:
    return AlarmOrder(
        AlarmKind.EXPIRED,
        one.what.value,
        f"{AlarmKind.EXPIRED.value}:{one.what.value}:{one.id}",
        workflow.now(),
        f"{one.what.value} {one.id} expired at {one.expires_at.isoformat()}; it concerns {one.count}.",
    )
