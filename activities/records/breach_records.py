"""Breaches as their workflows read, write and tell them (contract P8)."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.mail.mailer import Mailer
from activities.mail.rounds import post_round
from activities.records.breach_charge import charge_of
from activities.records.breach_messages import BreachPage, BreachPlan, BreachRecord, BreachTold
from activities.records.breach_reach import contacted, returned, unreached
from activities.records.breach_scope import Extent, extents
from activities.records.breach_telling import Controller, count_behind, count_untold, newest_of, tell_one
from activities.records.deadlines import Seat, end_clocks, start_clock, start_clocks
from models import Breach, BreachController, Business, Incident
from models.database import Database
from terms.breaches import ENDED
from terms.deadlines import DeadlineKind, DeadlineOutcome, due_at, outcome_of

PAGE = 200
_TO_CONTROLLER = DeadlineKind.BREACH_TO_CONTROLLER
_TO_AUTHORITY = DeadlineKind.BREACH_TO_AUTHORITY


class BreachRecords:
    """The register of breaches."""

    def __init__(self, database: Database, mailer: Mailer, seat: Seat, page: int = PAGE) -> None:
        self._database = database
        self._mailer = mailer
        self._seat = seat
        self._page = page

    @activity.defn(name="Measure breach")
    async def measure(self, breach_id: str) -> None:
        """Finds the controllers concerned and counts their data; the clocks start from awareness.

        Repeated, it adds controllers that the incident names since, counts anew, and starts no clock anew: a
        controller's counts from awareness whenever it is found. A drill starts none that a controller would
        see.
        """
        async with self._database.transaction() as session:
            breach = await session.get_one(Breach, breach_id, with_for_update=True)
            incident = await session.get_one(Incident, breach.incident_id)
            found = await extents(session, incident.subject_ids)
            await _keep(session, breach, found)
            breach.measured = len(incident.subject_ids)
            if not breach.drill:
                await start_clocks(
                    session, self._seat, _TO_CONTROLLER, breach_id, list(found), breach.aware_at
                )
            await start_clock(session, self._seat, _TO_AUTHORITY, breach_id, None, breach.aware_at)

    @activity.defn(name="Read breach")
    async def load(self, breach_id: str) -> BreachPlan:
        """A breach as it stands."""
        async with self._database.transaction() as session:
            row = await session.get_one(Breach, breach_id)
            left, charge = await unreached(session, breach_id), await charge_of(session, row)
            return BreachPlan(
                breach_id=row.id,
                drill=row.drill,
                aware_at=row.aware_at,
                responsible_id=row.responsible_id,
                substitute_id=row.substitute_id,
                newest=await newest_of(session, breach_id),
                notify=row.notify,
                told=row.told,
                unlikely=row.unlikely_approved_at is not None,
                authority_filed_at=row.authority_filed_at,
                close_asked=row.close_asked_at is not None,
                controllers_due=due_at(_TO_CONTROLLER, row.aware_at),
                authority_due=due_at(_TO_AUTHORITY, row.aware_at),
                to_reach=len(await returned(session, breach_id)) + len(await contacted(session, breach_id)),
                gone=charge.gone,
                stand_ins=charge.stand_ins,
                unreached=left.count,
                unreached_of=left.assessment,
                untold=await count_untold(session, breach_id),
                behind=await count_behind(session, row),
                unmeasured=await _names_more(session, row),
            )

    @activity.defn(name="Tell controllers of breach")
    async def tell(self, page: BreachPage) -> BreachTold:
        """Mails a page of controllers what an assessment says, each once: how breaches told that began before
        `BreachTelling`.
        """
        async with self._database.transaction() as session:
            breach = await session.get_one(Breach, page.breach_id)
            query = (
                select(BreachController.business_id, Business.owner_id)
                .join(Business, Business.id == BreachController.business_id)
                .where(BreachController.breach_id == page.breach_id)
                .order_by(BreachController.business_id)
                .limit(self._page)
            )
            if page.after is not None:
                query = query.where(BreachController.business_id > page.after)
            controllers = [(row.business_id, row.owner_id) for row in await session.execute(query)]

        async def tell_of_page(controller: Controller) -> bool:
            return await tell_one(
                self._database, self._mailer, page.breach_id, page.number, controller, drill=breach.drill
            )

        outcomes = await post_round(controllers, tell_of_page)
        last = controllers[-1][0] if len(controllers) == self._page else None
        return BreachTold(last, outcomes.count(False))

    @activity.defn(name="Record breach")
    async def record(self, record: BreachRecord) -> bool:
        """Writes a state. Once it has ended, clocks that still run were not needed.

        Says whether it stays open after all, unwritten: the incident names more than was counted.
        """
        async with self._database.transaction() as session:
            row = await session.get_one(Breach, record.breach_id, with_for_update=True)
            if record.state in ENDED and await _names_more(session, row):
                return True
            row.state = record.state.value
            row.told = record.told if record.told is not None else row.told
            if row.authority_filed_at is not None:
                filed = outcome_of(due_at(_TO_AUTHORITY, row.aware_at), row.authority_filed_at)
                await end_clocks(session, _TO_AUTHORITY, row.id, filed, row.authority_filed_at)
            if record.state in ENDED:
                row.closed_at = row.closed_at or record.at
                for kind in (_TO_CONTROLLER, _TO_AUTHORITY):
                    await end_clocks(session, kind, row.id, DeadlineOutcome.NOT_NEEDED, record.at)
            return False


async def _keep(session: AsyncSession, breach: Breach, found: Mapping[str, Extent]) -> None:
    """Writes what was counted. What was concerned once stays so, though its data is destroyed meanwhile."""
    controllers = [
        {
            "breach_id": breach.id,
            "business_id": business_id,
            "drill": breach.drill,
            "people": extent.people,
            "records": extent.records,
        }
        for business_id, extent in found.items()
    ]
    if not controllers:
        return
    made = insert(BreachController)
    most = {
        name: func.greatest(getattr(BreachController, name), made.excluded[name])
        for name in ("people", "records")
    }
    key = [BreachController.breach_id, BreachController.business_id]
    await session.execute(made.on_conflict_do_update(index_elements=key, set_=most), controllers)


async def _names_more(session: AsyncSession, breach: Breach) -> bool:
    """Whether the incident names more than the breach's controllers were counted by."""
    named = await session.scalar(
        select(func.jsonb_array_length(Incident.subject_ids)).where(Incident.id == breach.incident_id)
    )
    return (named or 0) > breach.measured
