"""Tells controllers of a new sub-processor, and keeps the register (contract P4)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.messages import Purpose
from activities.mail.rounds import post_round, post_to_either
from activities.mail.second_address import to_second_address
from activities.records.deadlines import Seat, end_clocks, fail_clock, start_clock
from activities.records.subprocessor_messages import ControllersPage, ControllersTold, SubprocessorRecord
from activities.records.subprocessor_reach import CLOCK, announcement
from activities.records.subprocessor_register import were_there
from models import Business, Deadline, Mail, Subprocessor
from models.database import Database
from terms.deadlines import DeadlineOutcome
from terms.subprocessors import SubprocessorState
from terms.subscription import SHUT


class SubprocessorRecords:
    """The register as its workflows write it."""

    def __init__(self, database: Database, mailer: Mailer, seat: Seat) -> None:
        self._database = database
        self._mailer = mailer
        self._seat = seat

    @activity.defn(name="Announce sub-processor")
    async def announce(self, wanted: ControllersPage) -> ControllersTold:
        """Mails every controller after one, each once; the period of each starts when its mail was taken.

        What the owner's address refuses goes to the second address; the clock of whom neither takes it for
        ends at once as undelivered. Raises while some could not be told, for whom nobody waited. Repeated, it
        tells those who were not told; a period that started is not moved.
        """
        outcomes = await post_round(
            await self._controllers(wanted), lambda found: self._tell(wanted.subprocessor_id, *found)
        )
        dues = [due for due in outcomes if due is not None]
        return ControllersTold(len(dues), len(outcomes) - len(dues), None, max(dues, default=None))

    @activity.defn(name="Tell that a sub-processor does not come")
    async def drop(self, wanted: ControllersPage) -> ControllersTold:
        """Tells those that were to be told of it, each once, at each address that was used for that.

        Raises while some could not be told.
        """
        async with self._database.transaction() as session:
            told = select(Deadline.business_id).where(
                Deadline.subject_id == wanted.subprocessor_id, Deadline.kind == CLOCK.value
            )
            query = select(Business.id, Business.owner_id).where(Business.id.in_(told)).order_by(Business.id)
            found = await session.execute(_after(query, wanted.after))
            businesses = [(row.id, row.owner_id) for row in found]
        taken = await post_round(
            businesses,
            lambda one: self._mail_dropped(wanted.subprocessor_id, *one),
        )
        return ControllersTold(taken.count(True), taken.count(False), None, None)

    @activity.defn(name="Record sub-processor")
    async def record(self, record: SubprocessorRecord) -> None:
        """Writes a state; with one that ends the announcement, the clocks of the controllers end too."""
        async with self._database.transaction() as session:
            row = await session.get_one(Subprocessor, record.subprocessor_id, with_for_update=True)
            row.state, row.told, row.unreached = record.state.value, record.told, record.unreached
            match record.state:
                case SubprocessorState.ANNOUNCED:
                    row.announced_at, row.effective_at = row.announced_at or record.at, record.effective_at
                case SubprocessorState.CURRENT:
                    row.effective_at = record.at
                    await end_clocks(session, CLOCK, row.id, DeadlineOutcome.KEPT, record.at)
                case SubprocessorState.WITHDRAWN:
                    row.ended_at, row.effective_at = record.at, None
                    await end_clocks(session, CLOCK, row.id, DeadlineOutcome.NOT_NEEDED, record.at)
                case SubprocessorState.ENDED:
                    row.ended_at = record.at
                case SubprocessorState.ANNOUNCING:
                    return

    async def _controllers(self, wanted: ControllersPage) -> Sequence[tuple[str, str]]:
        """Business and owner of each that has a processor contract and was there at the announcement."""
        async with self._database.transaction() as session:
            row = await session.get_one(Subprocessor, wanted.subprocessor_id)
            query = (
                select(Business.id, Business.owner_id)
                .where(*were_there(row), Business.standing.not_in(SHUT))
                .order_by(Business.id)
            )
            found = await session.execute(_after(query, wanted.after))
            return [(business.id, business.owner_id) for business in found]

    async def _tell(self, subprocessor_id: str, business_id: str, owner_id: str) -> datetime | None:
        """When the controller's period ends; `None` if it cannot be reached."""
        taken = await post_to_either(self._mailer, announcement(subprocessor_id, business_id, owner_id))
        async with self._database.transaction() as session:
            due_at = await start_clock(session, self._seat, CLOCK, subprocessor_id, business_id, now())
            if not taken:
                await fail_clock(session, CLOCK, subprocessor_id, business_id, now())
        return due_at if taken else None

    async def _mail_dropped(self, subprocessor_id: str, business_id: str, owner_id: str) -> bool:
        """Says whether an address took the mail; raises when one may take it later."""
        order = announcement(subprocessor_id, business_id, owner_id, Purpose.SUBPROCESSOR_DROPPED)
        async with self._database.transaction() as session:
            key = to_second_address(announcement(subprocessor_id, business_id, owner_id)).key
            knows = await session.scalar(select(Mail.id).where(Mail.key == key))
        taken = await self._mailer.post(order)
        if taken and knows is None:
            return True
        return await self._mailer.post(to_second_address(order)) or taken


def _after(query: Select[str, str | None], business_id: str | None) -> Select[str, str | None]:
    return query if business_id is None else query.where(Business.id > business_id)
