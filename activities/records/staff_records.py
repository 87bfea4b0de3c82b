"""The staff's rows as their workflows read and end them (contract M2)."""

from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.records.activity_log import Entry, note
from activities.records.staff_at_work import at_work
from activities.records.staff_leaving import Leaving, end_staff
from activities.records.staff_messages import DecisionPlan, LeavingPlan, StaffDeadline, StaffInvitationPlan
from models import (
    ContractDecision,
    DocumentOpening,
    ExternalTraining,
    StaffEvent,
    StaffInvitation,
    StaffMember,
    StaffRoleChange,
)
from models.database import Database
from models.identifiers import Prefix
from terms.activity import Actor
from terms.calendar import HOLDER_ZONE
from terms.openings import OpeningState
from terms.roles import STAFF_GRANTS, Permission
from terms.staff import (
    OPEN_INVITATIONS,
    DecisionState,
    StaffEventKind,
    StaffInvitationState,
    decision_deadline,
    may_decide,
)

Row = TypeVar("Row")
_DECIDED = {
    OpeningState.AWAITING_APPROVAL: DecisionState.AWAITING,
    OpeningState.REFUSED: DecisionState.REFUSED,
    OpeningState.EXPIRED: DecisionState.EXPIRED,
}
"""What a second person decided about an opening, by its state; any other was approved first."""


class StaffRecords:
    """Reads invitations, decisions and leavings, and ends those whose time has come.

    `zone` is the holder's, in which days are counted.
    """

    def __init__(self, database: Database, zone: str = HOLDER_ZONE) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Read staff invitation")
    async def load_invitation(self, invitation_id: str) -> StaffInvitationPlan:
        """The invitation as it stands. Unknown: a final failure."""
        async with self._database.transaction() as session:
            row = _known(await session.get(StaffInvitation, invitation_id))
            people = await holders(session, Permission.STAFF_CHANGE)
            return StaffInvitationPlan(
                invitation_id=row.id,
                state=StaffInvitationState(row.state),
                expires_at=row.expires_at,
                deciders=[user for user in people if may_decide(user, row.asked_by, row.user_id)],
                told=_present(row.asked_by, row.confirmed_by),
                event_id=await _dated_leaving(session, row),
            )

    @activity.defn(name="Expire staff invitation")
    async def expire_invitation(self, ending: StaffDeadline) -> None:
        """Ends an invitation that nobody confirmed or accepted in time; another state stays as it is."""
        async with self._database.transaction() as session:
            await session.execute(
                update(StaffInvitation)
                .where(
                    StaffInvitation.id == ending.about_id,
                    StaffInvitation.state.in_([state.value for state in OPEN_INVITATIONS]),
                    StaffInvitation.expires_at <= ending.at,
                )
                .values(state=StaffInvitationState.EXPIRED.value, ended_at=ending.at)
            )

    @activity.defn(name="Read decision of staff")
    async def load_decision(self, about_id: str) -> DecisionPlan:
        """What awaits a second person, as it stands. Unknown: a final failure."""
        async with self._database.transaction() as session:
            if about_id.startswith(Prefix.OPENING.value):
                return await _opening_plan(session, about_id)
            if about_id.startswith(Prefix.CONTRACT_DECISION.value):
                return await _contract_plan(session, about_id)
            if about_id.startswith(Prefix.EXTERNAL_TRAINING.value):
                return await _training_plan(session, about_id, self._zone)
            return await _role_change_plan(session, about_id)

    @activity.defn(name="Expire decision of staff")
    async def expire_decision(self, ending: StaffDeadline) -> None:
        """Ends what nobody decided in time; another state stays as it is."""
        async with self._database.transaction() as session:
            for table in (StaffRoleChange, ContractDecision):
                await session.execute(
                    update(table)
                    .where(
                        table.id == ending.about_id,
                        table.state == DecisionState.AWAITING.value,
                        table.expires_at <= ending.at,
                    )
                    .values(state=DecisionState.EXPIRED.value, decided_at=ending.at)
                )
            await session.execute(
                update(DocumentOpening)
                .where(
                    DocumentOpening.id == ending.about_id,
                    DocumentOpening.state == OpeningState.AWAITING_APPROVAL.value,
                    DocumentOpening.expires_at <= ending.at,
                )
                .values(state=OpeningState.EXPIRED.value, ended_at=ending.at)
            )

            await self._expire_training(session, ending)

    async def _expire_training(self, session: AsyncSession, ending: StaffDeadline) -> None:
        row = await session.get(ExternalTraining, ending.about_id, with_for_update=True)
        if row is None or row.state != DecisionState.AWAITING.value:
            return
        if decision_deadline(row.recorded_at, self._zone) <= ending.at:
            row.state, row.decided_at = DecisionState.EXPIRED.value, ending.at

    @activity.defn(name="Read staff with a permission")
    async def read_holders(self, permission: Permission) -> list[str]:
        """The members of staff who have it now."""
        async with self._database.transaction() as session:
            return await holders(session, permission)

    @activity.defn(name="Read leaving of staff")
    async def load_leaving(self, event_id: str) -> LeavingPlan:
        """A leaving, at once or dated, as it stands. Unknown: a final failure."""
        async with self._database.transaction() as session:
            event = _known(await session.get(StaffEvent, event_id))
            member = _known(await session.get(StaffMember, event.user_id))
            still = member.left_at is None and member.leaves_at == event.leaves_at
            return LeavingPlan(
                event_id=event.id,
                user_id=event.user_id,
                due=member.leaves_at if still else None,
                left=member.left_at is not None,
                administrators=await holders(session, Permission.STAFF_CHANGE),
            )

    @activity.defn(name="End access of staff")
    async def leave(self, ending: StaffDeadline) -> None:
        """Ends the access of somebody whose date has come, unless it was taken back or has ended already."""
        async with self._database.transaction() as session:
            event = _known(await session.get(StaffEvent, ending.about_id))
            member = _known(await session.get(StaffMember, event.user_id))
            due = event.leaves_at
            if due is not None and member.leaves_at == due and ending.at >= due:
                leaving = Leaving(event.user_id, ending.at, None, event.reason, self._zone)
                await end_staff(session, leaving, keep_one=False)
                entry = Entry(
                    "workflow:staff:leave", Actor.SERVICE, user_id=event.user_id, objects=(event.id,)
                )
                await note(session, entry, at=ending.at, key=f"leave-{event.id}")


async def holders(session: AsyncSession, permission: Permission) -> list[str]:
    """The members of staff at work to one of whose roles a permission is granted, in a fixed order."""
    roles = {role.value for role, granted in STAFF_GRANTS.items() if permission in granted}
    rows = await session.execute(
        select(StaffMember.user_id, StaffMember.roles).where(*at_work(now())).order_by(StaffMember.user_id)
    )
    return [row.user_id for row in rows if roles & set(row.roles)]


async def _role_change_plan(session: AsyncSession, change_id: str) -> DecisionPlan:
    row = _known(await session.get(StaffRoleChange, change_id))
    people = await holders(session, Permission.STAFF_CHANGE)
    return DecisionPlan(
        about_id=row.id,
        state=DecisionState(row.state),
        expires_at=row.expires_at,
        deciders=[user for user in people if may_decide(user, row.asked_by, row.user_id)],
        told=[row.asked_by],
        member_id=row.user_id,
    )


async def _opening_plan(session: AsyncSession, opening_id: str) -> DecisionPlan:
    row = _known(await session.get(DocumentOpening, opening_id))
    people = await holders(session, Permission.OPENINGS_APPROVE)
    return DecisionPlan(
        about_id=row.id,
        state=_DECIDED.get(OpeningState(row.state), DecisionState.APPLIED),
        expires_at=row.expires_at,
        deciders=[user for user in people if may_decide(user, row.opened_by, None)],
        told=[row.opened_by],
    )


async def _contract_plan(session: AsyncSession, decision_id: str) -> DecisionPlan:
    row = _known(await session.get(ContractDecision, decision_id))
    people = await holders(session, Permission.CUSTOMERS_BILL)
    return DecisionPlan(
        about_id=row.id,
        state=DecisionState(row.state),
        expires_at=row.expires_at,
        deciders=[user for user in people if may_decide(user, row.asked_by, None)],
        told=[row.asked_by],
        subscription_id=row.subscription_id,
    )


async def _training_plan(session: AsyncSession, training_id: str, zone: str) -> DecisionPlan:
    row = _known(await session.get(ExternalTraining, training_id))
    people = await holders(session, Permission.STAFF_CHANGE)
    return DecisionPlan(
        about_id=row.id,
        state=DecisionState(row.state),
        expires_at=decision_deadline(row.recorded_at, zone),
        deciders=[user for user in people if may_decide(user, row.recorded_by, row.user_id)],
        told=[row.recorded_by],
    )


async def _dated_leaving(session: AsyncSession, invitation: StaffInvitation) -> str | None:
    """The leaving that an accepted invitation with a last day brought about."""
    if invitation.last_day is None or invitation.user_id is None:
        return None
    event_id: str | None = await session.scalar(
        select(StaffEvent.id).where(
            StaffEvent.user_id == invitation.user_id,
            StaffEvent.kind == StaffEventKind.LEAVING_SET.value,
            StaffEvent.at == invitation.accepted_at,
        )
    )
    return event_id


def _present(*user_ids: str | None) -> list[str]:
    return list(dict.fromkeys(user_id for user_id in user_ids if user_id))


def _known(row: Row | None) -> Row:
    if row is None:
        raise ApplicationError("no such row", type="UnknownStaffRow", non_retryable=True)
    return row
