"""Controllers are told of a new data protection officer, each once (contract P10)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from temporalio import activity

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.rounds import post_round
from activities.mail.states import ON_ITS_WAY
from models import Acceptance, Business, HolderVersion, Mail
from models.database import Database
from terms.accounts import Document
from terms.officers import Officer, change_to_tell
from terms.subscription import SubscriptionState

_GONE = (SubscriptionState.BLOCKED.value, SubscriptionState.PURGED.value)


class OfficerChanges:
    """What configuration said of the officer, and who knows it."""

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database = database
        self._mailer = mailer

    @activity.defn(name="Find change of officer")
    async def find(self, at: datetime) -> str | None:
        """The version of the holder whose officer controllers may not have been told of."""
        async with self._database.transaction() as session:
            rows = await session.scalars(select(HolderVersion).order_by(HolderVersion.since))
            officers = [
                Officer(row.id, row.since, row.facts.get("dpo_name", ""), row.facts["dpo_email"])
                for row in rows
            ]
        return change_to_tell(officers, at)

    @activity.defn(name="Tell controllers of officer")
    async def tell(self, version_id: str) -> None:
        """Mails every controller that was there at the change, each once; an address may refuse for good.

        Raises as `post_round` does while some could not be told; repeated, it tells these.
        """
        await post_round(
            await self._untold(version_id), lambda controller: self._mail(version_id, *controller)
        )

    async def _untold(self, version_id: str) -> Sequence[tuple[str, str]]:
        """Ids of businesses and owners: with a processor contract, there before the change, not told yet."""
        async with self._database.transaction() as session:
            version = await session.get_one(HolderVersion, version_id)
            contracted = exists().where(
                Acceptance.business_id == Business.id, Acceptance.document == Document.PROCESSOR.value
            )
            told = exists().where(
                Mail.key == func.concat("officer:", Business.id, ":", version_id),
                Mail.state.not_in(ON_ITS_WAY),
            )
            found = await session.execute(
                select(Business.id, Business.owner_id).where(
                    contracted,
                    ~told,
                    Business.created_at <= version.since,
                    Business.standing.not_in(_GONE),
                )
            )
            return [(row.id, row.owner_id) for row in found]

    async def _mail(self, version_id: str, business_id: str, owner_id: str) -> None:
        """Raises when the mail may be taken later."""
        order = MailOrder(
            f"officer:{business_id}:{version_id}",
            Purpose.OFFICER_CHANGED,
            user_id=owner_id,
            about_id=f"{version_id}:{business_id}",
        )
        await self._mailer.post(order)
