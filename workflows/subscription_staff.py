"""How billing learns that a debt waits for its decision (contract S8): a mail to each, once a debt."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.staff_records import StaffRecords
    from terms.roles import Permission
    from terms.subscription_course import Course

from workflows.mailing import Mailing
from workflows.policies import DATABASE
from workflows.subscription_messages import SubscriptionProgress

TELL_BILLING = "tell-billing-v1"


class SubscriptionStaff:
    """Tells the holder's staff of a contract what only they can decide."""

    def __init__(self, subscription_id: str) -> None:
        self._id = subscription_id
        self._mailing = Mailing()

    @property
    def idle(self) -> bool:
        """Whether nothing is being sent."""
        return self._mailing.idle

    async def finished(self) -> None:
        """Waits until each was sent, refused for good, or had lost its ground."""
        await self._mailing.finished()

    def next_telling(self, progress: SubscriptionProgress, course: Course, now: datetime) -> datetime | None:
        """When billing is to be told of the debt of now, unless it was."""
        due = course.decision_due(now)
        if due is None or progress.decision_told == _month(course, now):
            return None
        return due if workflow.patched(TELL_BILLING) else None

    async def tell(self, progress: SubscriptionProgress, course: Course, now: datetime) -> None:
        """Tells each of billing, where the time has come."""
        due = self.next_telling(progress, course, now)
        if due is None or now < due:
            return
        progress.decision_told = _month(course, now)
        people: list[str] = await workflow.execute_local_activity_method(
            StaffRecords.read_holders, Permission.CUSTOMERS_BILL, summary="billing", **DATABASE
        )
        for user_id in people:
            key = f"{workflow.info().workflow_id}:debt-waits:{progress.decision_told}:{user_id}"
            self._mailing.start(MailOrder(key, Purpose.STAFF_DEBT_WAITS, user_id=user_id, about_id=self._id))


def _month(course: Course, now: datetime) -> str:
    """The month whose debt it is."""
    return str(course.due(now)[0].period)
