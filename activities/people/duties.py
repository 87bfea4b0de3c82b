"""The daily look at what everyone with access signed and learned (contract P5, M9)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from temporalio import activity

from activities.people.messages import PeopleLook, TrainingDue
from activities.records.staff_at_work import at_work
from activities.records.staff_duties import done_columns
from models import StaffCommitment, StaffMember
from models.database import Database
from terms.people import (
    CommitmentState,
    Done,
    Duty,
    commitment_due,
    may_ask_again,
    training_stage,
)


class PeopleDuties:
    """Finds who has to sign or learn. `zone` is the holder's, in which days are counted."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Find what staff have to sign and learn")
    async def look(self, at: datetime) -> PeopleLook:
        """Of everybody who works for the holder at that instant."""
        async with self._database.transaction() as session:
            rows = (
                await session.execute(
                    select(StaffMember.user_id, *done_columns())
                    .where(*at_work(at))
                    .order_by(StaffMember.user_id)
                )
            ).all()
            done = {row.user_id: Done(*row[1:]) for row in rows}
            newest = await session.scalars(
                select(StaffCommitment)
                .ext(distinct_on(StaffCommitment.user_id))
                .where(StaffCommitment.user_id.in_(done))
                .order_by(StaffCommitment.user_id, StaffCommitment.id.desc())
            )
            waiting = {row.user_id for row in newest if _waits(row, at)}
        return PeopleLook(
            to_sign=[
                user_id
                for user_id, one in done.items()
                if user_id not in waiting and commitment_due(one.commitment_until, at)
            ],
            to_train=[due for user_id, one in done.items() if (due := self._training(user_id, one, at))],
            figures=figures(list(done.values()), at),
        )

    def _training(self, user_id: str, done: Done, at: datetime) -> TrainingDue | None:
        stage = training_stage(done.training_until, at, self._zone)
        if stage is None:
            return None
        until = done.training_until.isoformat() if done.training_until else "none"
        return TrainingDue(user_id, f"training:{user_id}:{until}:{stage}", done.training_until)


def figures(done: list[Done], at: datetime) -> dict[str, int]:
    """How many people work here, and how many have what access takes."""
    lacking = [one.lacks(at) for one in done]
    return {
        "people": len(done),
        "signed": sum(Duty.COMMITMENT not in lacks for lacks in lacking),
        "trained": sum(Duty.TRAINING not in lacks for lacks in lacking),
        "with_access": sum(not one.bars(at) for one in done),
        "in_grace": sum(bool(one.lacks(at)) and one.in_grace(at) for one in done),
    }


def _waits(row: StaffCommitment, at: datetime) -> bool:
    """Whether the newest order is under way, or ended so that it is too early to ask again."""
    state = CommitmentState(row.state)
    if state is CommitmentState.SENT:
        return True
    return row.ended_at is not None and not may_ask_again(state, row.ended_at, at)
