"""Registrations in PostgreSQL as their workflow reads, renews and removes them (contract A1)."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.mail.links import LinkTokens
from activities.records.registration_messages import LinkRenewal, RegistrationPlan
from activities.records.second_phase import missing_of
from models import Mail, MailProviderEvent, Registration, ReplacedVerificationLink, User
from models.database import Database
from terms.accounts import verification_link_end


class RegistrationRecords:
    """Reads a registration, replaces its link, and removes what was never verified."""

    def __init__(self, database: Database, tokens: LinkTokens) -> None:
        self._database = database
        self._tokens = tokens

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

    @activity.defn(name="Renew verification link")
    async def renew_link(self, renewal: LinkRenewal) -> bool:
        """Puts a new link in the place of the old one; says whether there is one to mail.

        A repeated step finds its link in place. There is none to mail when the address was verified
        meanwhile, by this registration or another, or the registration is gone.
        """
        async with self._database.transaction() as session:
            registration = await session.get(Registration, renewal.registration_id, with_for_update=True)
            if registration is None or registration.verified_at is not None:
                return False
            if await session.scalar(select(User.id).where(User.email == registration.email)):
                return False
            if registration.link_number < renewal.number:
                await session.execute(
                    insert(ReplacedVerificationLink)
                    .values(
                        token_sha256=registration.token_sha256,
                        registration_id=registration.id,
                        replaced_at=renewal.at,
                    )
                    .on_conflict_do_nothing()
                )
                registration.link_number = renewal.number
                token = self._tokens.verification_token(registration.id, renewal.number)
                registration.token_sha256 = LinkTokens.sha256(token)
                registration.expires_at = verification_link_end(registration.requested_at, renewal.at)
            return True

    @activity.defn(name="Read unfinished user")
    async def unfinished_user(self, registration_id: str) -> str | None:
        """The user of a verified registration while their second phase is not done; else `None`."""
        async with self._database.transaction() as session:
            registration = await session.get(Registration, registration_id)
            if registration is None or registration.user_id is None:
                return None
            return registration.user_id if await missing_of(session, registration.user_id) else None

    @activity.defn(name="Remove unverified registration")
    async def remove_unverified(self, registration_id: str) -> bool:
        """Deletes the registration with its links, mails and what the provider told of them.

        Says whether nothing is left of it; not so when it was verified meanwhile. A mail being written locks
        the registration, so that none is left behind.
        """
        async with self._database.transaction() as session:
            registration = await session.get(Registration, registration_id, with_for_update=True)
            if registration is None:
                return True
            if registration.verified_at is not None:
                return False
            await session.execute(
                delete(ReplacedVerificationLink).where(
                    ReplacedVerificationLink.registration_id == registration_id
                )
            )
            await session.delete(registration)
            mails = Mail.key.startswith(f"registration-{registration_id}:", autoescape=True)
            await session.execute(
                delete(MailProviderEvent).where(MailProviderEvent.mail_id.in_(select(Mail.id).where(mails)))
            )
            await session.execute(delete(Mail).where(mails))
            return True
