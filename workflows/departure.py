"""Tells those concerned that somebody has left a business, whose access has ended before (contract A5)."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.departure_records import DepartureRecords

from workflows.mailing import Mailing
from workflows.policies import DATABASE


@dataclass(frozen=True)
class DepartureStart:
    """Starts the workflow of one departure."""

    departure_id: str


@workflow.defn(name="Departure")
class DepartureWorkflow:
    """A guest whose access was withdrawn is told; of one who left by themselves, the owner."""

    @workflow.run
    async def run(self, start: DepartureStart) -> None:
        """Mails, however long the provider takes."""
        plan = await workflow.execute_local_activity_method(
            DepartureRecords.load_departure, start.departure_id, **DATABASE
        )
        purpose = Purpose.ACCESS_WITHDRAWN if plan.withdrawn else Purpose.MEMBER_LEFT
        mailing = Mailing()
        mailing.start(
            MailOrder(f"{workflow.info().workflow_id}:{purpose.value}", purpose, about_id=plan.departure_id)
        )
        await mailing.finished()
        await workflow.execute_local_activity_method(
            DepartureRecords.close_departure, plan.departure_id, **DATABASE
        )
