"""Registrations in PostgreSQL as their workflow reads and removes them (contract A1)."""

from sqlalchemy import delete, select
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.records.registration_messages import RegistrationPlan
from models import Mail, Registration, User
from models.database import Database


class RegistrationRecords:
    """Reads a registration and removes what was never verified."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Read registration")
    async def load_registration(self, registration_id: str) -> RegistrationPlan:
        """The registration, and whether its address is already a user's. Unknown: a final failure."""
        async with self._database.transaction() as session:
            registration = await session.get(Registration, registration_id)
            if registration is None:
                raise ApplicationError("no such registration", type="UnknownRegistration", non_retryable=True)
            known = await session.scalar(select(User.id).where(User.email == registration.email))
            return RegistrationPlan(
                registration_id=registration.id,
                requested_at=registration.requested_at,
                verified=registration.verified_at is not None,
                known_user_id=known if registration.verified_at is None else None,
            )

    @activity.defn(name="Remove unverified registration")
    async def remove_unverified(self, registration_id: str) -> bool:
        """Deletes the registration and its mails unless it was verified meanwhile; says whether it did."""
        async with self._database.transaction() as session:
            removed = await session.execute(
                delete(Registration)
                .where(Registration.id == registration_id, Registration.verified_at.is_(None))
                .returning(Registration.id)
            )
            if removed.first() is None:
                return False
            await session.execute(delete(Mail).where(Mail.key.startswith(f"registration-{registration_id}:")))
            return True
