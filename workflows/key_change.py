"""The half-yearly change of the staff's keys (contract M3): told, reminded, stopped when it is not done."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.measures import Findings
    from activities.records.staff_key_records import KeyNotice, StaffKeyRecords
    from terms.calendar import local_date
    from terms.measures import Measure
    from terms.staff_keys import campaign_end, next_morning

from workflows.mailing import Mailing
from workflows.measuring import carry_out
from workflows.policies import DATABASE
from workflows.scheduled import scheduled_for


@dataclass(frozen=True)
class KeyChangeStart:
    """Starts a campaign. `ends_at` is where an earlier part of it left off."""

    zone: str
    ends_at: datetime | None = None


@workflow.defn(name="KeyChange")
class KeyChangeWorkflow:
    """Looks at the keys every morning until the next campaign takes over; each look is on record.

    That access stops is not left to it: each request of the staff asks how old the key is (`terms.staff`).
    """

    def __init__(self) -> None:
        self._notices: list[KeyNotice] = []

    @workflow.run
    async def run(self, start: KeyChangeStart) -> None:
        """Tells everybody in time."""
        ends_at = start.ends_at or campaign_end(local_date(scheduled_for(), start.zone), start.zone)
        while workflow.now() < ends_at:
            if workflow.patched("key-change-record-v1"):
                await carry_out(Measure.KEY_CHANGE, lambda _: self._look(), workflow.now())
            else:
                await self._find()
            await self._tell(self._notices)
            until = min(next_morning(workflow.now(), start.zone), ends_at)
            await workflow.sleep(until - workflow.now(), summary="next look at the keys")
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(KeyChangeStart(start.zone, ends_at))

    async def _look(self) -> Findings:
        await self._find()
        figures = await workflow.execute_local_activity_method(
            StaffKeyRecords.figures, workflow.now(), **DATABASE
        )
        return Findings(figures | {"to_tell": len(self._notices)})

    async def _find(self) -> None:
        self._notices = await workflow.execute_local_activity_method(
            StaffKeyRecords.due, workflow.now(), **DATABASE
        )

    async def _tell(self, notices: list[KeyNotice]) -> None:
        mailing = Mailing()
        for notice in notices:
            purpose = Purpose.STAFF_KEY_CHANGE if notice.days else Purpose.STAFF_KEY_EXPIRED
            mailing.start(MailOrder(notice.key, purpose, user_id=notice.user_id))
        await mailing.finished()
        for notice in notices:
            await workflow.execute_local_activity_method(
                StaffKeyRecords.note_told, args=[notice, workflow.now()], **DATABASE
            )
