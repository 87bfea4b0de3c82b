"""The half-yearly review of the channels of messages: staff are asked until somebody has done it (W4)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.measure_records import MeasureRecords
    from terms.channels import REMINDED_AFTER
    from terms.measures import Measure

from workflows.mailing import Mailing
from workflows.policies import DATABASE
from workflows.scheduled import scheduled_for


@workflow.defn(name="ChannelReview")
class ChannelReviewWorkflow:
    """The review is a record that the API writes; one that never comes alarms (`workflows/watch.py`)."""

    @workflow.run
    async def run(self) -> bool:
        """Says whether it was done before the last time somebody was asked."""
        due_at, mailing = scheduled_for(), Mailing()
        for number, after in enumerate(REMINDED_AFTER):
            left = due_at + after - workflow.now()
            if left.total_seconds() > 0:
                await workflow.sleep(left, summary="asks again")
            done = await workflow.execute_local_activity_method(
                MeasureRecords.recorded_since, args=[Measure.CHANNEL_REVIEW, due_at], **DATABASE
            )
            if done:
                mailing.cancel()
                await mailing.finished()
                return True
            user_ids = await workflow.execute_local_activity_method(MeasureRecords.called, **DATABASE)
            for user_id in user_ids:
                key = f"{workflow.info().workflow_id}:{number}:{user_id}"
                about = due_at.isoformat()
                mailing.start(MailOrder(key, Purpose.CHANNEL_REVIEW, user_id=user_id, about_id=about))
        await mailing.finished()
        return False
