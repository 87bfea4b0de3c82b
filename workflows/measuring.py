"""How a measure is carried out so that it leaves evidence: recorded, and alarmed where it failed (M9)."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.measures import Findings, MeasureReport
    from activities.records.measure_messages import AlarmOrder, OverdueMeasure
    from activities.records.measure_records import MeasureRecords
    from terms.alarms import AlarmKind
    from terms.measures import RHYTHMS, Measure, Outcome

from workflows.mailing import Mailing
from workflows.policies import DATABASE
from workflows.scheduled import scheduled_for

REASON_LENGTH = 200
"""Characters of a reason at most."""


async def carry_out(
    measure: Measure, work: Callable[[Mailing], Awaitable[Findings]], due_at: datetime | None = None
) -> Outcome:
    """Does the work, leaves its record, and calls the staff if it failed. Says how it went.

    `due_at` is for which moment, where that is not the one at which a schedule started the workflow. Mails
    that the work starts are waited for at the end, when everything is on record.
    """
    due_at, began_at, mailing = due_at or scheduled_for(), workflow.now(), Mailing()
    try:
        findings = await work(mailing)
    except ActivityError as error:
        if is_cancelled_exception(error):
            raise
        findings = Findings(reason=words_of(error))
    outcome = Outcome.DONE if findings.reason is None else Outcome.FAILED
    report = MeasureReport(
        measure, due_at, began_at, workflow.now(), outcome, findings.reason, findings.figures
    )
    await workflow.execute_local_activity_method(
        MeasureRecords.record, report, summary=outcome.value, **DATABASE
    )
    if findings.reason is not None:
        await alarm(
            AlarmOrder(
                AlarmKind.FAILED,
                measure.value,
                f"{AlarmKind.FAILED.value}:{measure.value}:{due_at.isoformat()}",
                workflow.now(),
                f"Due at {due_at.isoformat()}. {findings.reason}",
            ),
            mailing,
        )
    await mailing.finished()
    return outcome


async def alarm(order: AlarmOrder, mailing: Mailing) -> None:
    """Enters the incident and mails whoever is called.

    An alarm that was raised before stays one, and so do its mails: the ledger knows who was told.
    """
    receipt = await workflow.execute_local_activity_method(MeasureRecords.raise_alarm, order, **DATABASE)
    for user_id in receipt.user_ids:
        key = f"alarm:{receipt.incident_id}:{user_id}"
        about = f"{receipt.incident_id}:{order.kind.value}:{order.subject}"
        mailing.start(MailOrder(key, Purpose.ALARM, user_id=user_id, about_id=about))


def overdue_alarm(overdue: OverdueMeasure) -> AlarmOrder:
    """The alarm about a measure that was not carried out; the same due time is one alarm, whoever notices."""
    missed, rule = overdue.missed_at.isoformat(), RHYTHMS[overdue.measure].rule
    return AlarmOrder(
        AlarmKind.OVERDUE,
        overdue.measure.value,
        f"{AlarmKind.OVERDUE.value}:{overdue.measure.value}:{missed}",
        workflow.now(),
        f"Due at {missed} (rule {rule}), and no record by {workflow.now().isoformat(timespec='minutes')}.",
    )


def words_of(error: ActivityError) -> str:
    """What went wrong, in a few words: the first cause that says it."""
    cause: BaseException | None = error.cause
    while cause is not None and not isinstance(cause, ApplicationError):
        cause = cause.__cause__
    return (cause.message if cause else "no answer in time")[:REASON_LENGTH]
