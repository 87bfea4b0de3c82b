"""Erases what need not be kept of a user who has closed their account (GDPR art. 17; contract S18)."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.activity_log import Entry, note
from models import (
    AccountRecovery,
    Business,
    CredentialReport,
    Device,
    InvitationAnswer,
    Mail,
    MailProviderEvent,
    OrderedLetter,
    Passkey,
    PasswordReset,
    RecoveryCode,
    Registration,
    ReplacedVerificationLink,
    Session,
    TotpFactor,
    User,
)
from models.database import Database
from terms.account_closing import acceptances_end, erased_address
from terms.activity import Actor
from terms.subscription import SubscriptionState

ACTION = "workflow:accounts:erase"
_OF_USER = (Passkey, TotpFactor, RecoveryCode, Device, PasswordReset, OrderedLetter, Session)


class AccountClosing:
    """Makes a closed account name nobody."""

    def __init__(self, database: Database, zone: str) -> None:
        self._database = database
        self._zone = zone

    @activity.defn(name="Erase closed account")
    async def erase(self, user_id: str) -> bool:
        """Erases it in one transaction; whether name and address went too.

        They stay, blocked, with a business that this user owned: they say who contracted, and go with it
        (contract S18). An account that is open, or erased already, stays as it is.
        """
        async with self._database.transaction() as session:
            user = await session.get(User, user_id, with_for_update=True)
            if user is None or user.closed_at is None:
                return False
            named = await _contracted(session, user_id)
            if user.erased_at is None:
                await _erase(session, user)
                user.password_hash, user.current_business_id = "-", None
                if not named:
                    user.name, user.email = None, erased_address(user.id)
                user.erased_at = user.closed_at
                user.acceptances_kept_until = acceptances_end(user.closed_at, self._zone)
                entry = Entry(ACTION, Actor.SERVICE, user_id=user.id, objects=(user.id,))
                await note(session, entry, key=f"erase-{user.id}")
            return not named


async def _contracted(session: AsyncSession, user_id: str) -> bool:
    """Whether the user owned a business whose data is still kept."""
    kept = await session.scalar(
        select(Business.id)
        .where(Business.owner_id == user_id, Business.standing != SubscriptionState.PURGED.value)
        .limit(1)
    )
    return kept is not None


async def _erase(session: AsyncSession, user: User) -> None:
    for table in _OF_USER:
        await session.execute(delete(table).where(table.user_id == user.id))
    registrations = select(Registration.id).where(Registration.user_id == user.id)
    await session.execute(
        delete(ReplacedVerificationLink).where(ReplacedVerificationLink.registration_id.in_(registrations))
    )
    await session.execute(delete(Registration).where(Registration.user_id == user.id))
    letters = select(Mail.id).where(Mail.user_id == user.id, Mail.envelope_id.is_(None))
    await session.execute(delete(MailProviderEvent).where(MailProviderEvent.mail_id.in_(letters)))
    await session.execute(delete(Mail).where(Mail.user_id == user.id, Mail.envelope_id.is_(None)))
    await session.execute(
        update(InvitationAnswer)
        .where(InvitationAnswer.user_id == user.id)
        .values(new_user=None, password_hash=None, ip=None, user_agent=None)
    )
    await session.execute(
        update(AccountRecovery)
        .where(AccountRecovery.user_id == user.id)
        .values(email=None, words=None, name=None, ip=None, user_agent=None)
    )
    await session.execute(
        update(CredentialReport)
        .where(CredentialReport.user_id == user.id, CredentialReport.ended_at.is_not(None))
        .values(email=None, words=None, ip=None, user_agent=None)
    )
