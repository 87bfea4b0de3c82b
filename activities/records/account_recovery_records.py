"""Account recoveries in PostgreSQL: confirmed, stopped, carried out, forgotten (contract M3, A7)."""

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.records.account_recovery_messages import RecoveryInstant, RecoveryPlan
from activities.records.activity_log import Entry, note
from activities.records.credentials import drop_factors, end_sessions, forget_devices
from activities.records.staff_records import holders
from models import AccountRecovery, Mail, StaffMember, User
from models.database import Database
from terms.account_recovery import UNDER_WAY, WAIT, RecoveryState, identity_deadline, permission_for
from terms.activity import Actor

ACTION = "workflow:account-recoveries:reset"
_FORGOTTEN = {"email": None, "words": None, "ip": None, "user_agent": None}


class AccountRecoveryRecords:
    """Reads a recovery and writes what its workflow decides. `zone` is the holder's."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Read account recovery")
    async def load_recovery(self, recovery_id: str) -> RecoveryPlan:
        """The recovery as it stands. Unknown: a final failure."""
        async with self._database.transaction() as session:
            row = await _recovery(session, recovery_id)
            people = await holders(session, permission_for(of_staff=row.of_staff))
            return RecoveryPlan(
                recovery_id=row.id,
                state=RecoveryState(row.state),
                expires_at=row.expires_at,
                known=await _account_of(session, row) is not None,
                user_id=row.user_id,
                deciders=[one for one in people if one not in (row.identified_by, row.user_id)],
                told=[row.identified_by] if row.identified_by else [],
            )

    @activity.defn(name="Confirm account recovery")
    async def confirm(self, order: RecoveryInstant) -> RecoveryState:
        """The mailbox asked. Answers the state: as before where another recovery is under way already.

        `unknown_address` where the account was closed since.
        """
        async with self._database.transaction() as session:
            row = await _recovery(session, order.recovery_id)
            user = await _account_of(session, row, lock=True)
            if row.state != RecoveryState.AWAITING_CONFIRMATION.value:
                return RecoveryState(row.state)
            if user is None:
                return RecoveryState.UNKNOWN_ADDRESS
            if await _has_another(session, user.id):
                return RecoveryState.AWAITING_CONFIRMATION
            row.state = RecoveryState.AWAITING_IDENTITY.value
            row.user_id, row.name, row.confirmed_at = user.id, user.name, order.at
            row.of_staff = await _works(session, user.id)
            row.expires_at = identity_deadline(order.at, self._zone)
            return RecoveryState.AWAITING_IDENTITY

    @activity.defn(name="Stop account recovery")
    async def stop(self, order: RecoveryInstant) -> RecoveryState:
        """Whoever reads the mailbox stops it; answers the state, which tells whether it was in time."""
        async with self._database.transaction() as session:
            row = await _recovery(session, order.recovery_id)
            if RecoveryState(row.state) in UNDER_WAY:
                row.state, row.ended_at = RecoveryState.STOPPED.value, order.at
            return RecoveryState(row.state)

    @activity.defn(name="Let account recovery expire")
    async def expire(self, order: RecoveryInstant) -> None:
        """Ends what nobody went on with in time; another state stays as it is."""
        async with self._database.transaction() as session:
            row = await _recovery(session, order.recovery_id)
            in_time = order.at < row.expires_at
            if RecoveryState(row.state) in UNDER_WAY - {RecoveryState.WAITING} and not in_time:
                row.state, row.ended_at = RecoveryState.EXPIRED.value, order.at

    @activity.defn(name="Begin waiting of account recovery")
    async def begin_waiting(self, order: RecoveryInstant) -> None:
        """The address was told: from now on it has the whole waiting time to stop it."""
        async with self._database.transaction() as session:
            row = await _recovery(session, order.recovery_id)
            if row.state == RecoveryState.WAITING.value:
                row.expires_at = order.at + WAIT

    @activity.defn(name="Give account recovery up")
    async def give_up(self, order: RecoveryInstant) -> None:
        """The address cannot be told: nothing is reset."""
        async with self._database.transaction() as session:
            row = await _recovery(session, order.recovery_id)
            if row.state == RecoveryState.WAITING.value:
                row.state, row.ended_at = RecoveryState.EXPIRED.value, order.at

    @activity.defn(name="Close account recovery without effect")
    async def close_without_effect(self, order: RecoveryInstant, state: RecoveryState) -> None:
        """Keeps that somebody asked, but neither address nor origin, nor the mail about it."""
        async with self._database.transaction() as session:
            closed = await session.execute(
                update(AccountRecovery)
                .where(
                    AccountRecovery.id == order.recovery_id,
                    AccountRecovery.state == RecoveryState.AWAITING_CONFIRMATION.value,
                )
                .values(state=state.value, ended_at=order.at, **_FORGOTTEN)
                .returning(AccountRecovery.id)
            )
            if closed.first() is not None:
                own = Mail.key.startswith(f"account-recovery-{order.recovery_id}:")
                await session.execute(delete(Mail).where(own))

    @activity.defn(name="Reset factors of recovered account")
    async def reset(self, order: RecoveryInstant) -> RecoveryState:
        """The waiting is over: all factors go, and a new password has to be set from the mailbox.

        In one transaction, with the user locked: whoever is signing in at that moment stays out. Answers the
        state: an account that was closed meanwhile is not touched.
        """
        async with self._database.transaction() as session:
            row = await _recovery(session, order.recovery_id)
            user = await session.get(User, row.user_id or "", with_for_update=True)
            due = row.state == RecoveryState.WAITING.value and order.at >= row.expires_at
            if due and user is not None and user.closed_at is None:
                await drop_factors(session, user.id)
                await end_sessions(session, user.id, order.at)
                await forget_devices(session, user.id)
                user.password_reset_required_at = order.at
                row.state, row.ended_at = RecoveryState.DONE.value, order.at
                entry = Entry(ACTION, Actor.SERVICE, user_id=user.id, objects=(row.id, user.id))
                await note(session, entry, at=order.at, key=f"recovery-{row.id}")
            elif due:
                row.state, row.ended_at = RecoveryState.EXPIRED.value, order.at
            return RecoveryState(row.state)


async def _recovery(session: AsyncSession, recovery_id: str) -> AccountRecovery:
    row = await session.get(AccountRecovery, recovery_id, with_for_update=True)
    if row is None:
        raise ApplicationError("no such account recovery", type="UnknownRecovery", non_retryable=True)
    return row


async def _account_of(session: AsyncSession, row: AccountRecovery, *, lock: bool = False) -> User | None:
    query = select(User).where(User.email == row.email, User.closed_at.is_(None))
    return await session.scalar(query.with_for_update() if lock else query)


async def _has_another(session: AsyncSession, user_id: str) -> bool:
    states = [state.value for state in UNDER_WAY]
    another = exists().where(AccountRecovery.user_id == user_id, AccountRecovery.state.in_(states))
    return bool(await session.scalar(select(another)))


async def _works(session: AsyncSession, user_id: str) -> bool:
    works = exists().where(StaffMember.user_id == user_id, StaffMember.left_at.is_(None))
    return bool(await session.scalar(select(works)))
