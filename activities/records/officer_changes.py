"""Controllers are told of a new data protection officer, each once (contract P10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.returned import SECOND_NOT_TAKEN, TO_SECOND, only_returned
from activities.mail.rounds import post_round, post_to_either
from activities.mail.second_address import to_second_address
from activities.mail.states import DEAD, ON_ITS_WAY
from models import Acceptance, Business, HolderVersion, Mail
from models.database import Database
from terms.accounts import Document
from terms.officers import Officer, change_to_tell
from terms.subscription import SHUT


@dataclass(frozen=True)
class ReturnedNews:
    """A controller whose mail came back, and what became of the one to its second address."""

    business_id: str
    owner_id: str
    second_state: str | None


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
        """Mails every controller that was there at the change, each once, at its second address where the
        owner's refuses for good.

        Raises as `post_round` does while some could not be told; repeated, it tells these.
        """
        orders = [_order(version_id, *controller) for controller in await self._untold(version_id)]
        await post_round(orders, lambda order: post_to_either(self._mailer, order))

    @activity.defn(name="Reach controllers of officer")
    async def reach(self, version_id: str) -> int:
        """Tries the second addresses of those whose mail came back, each once; says whom no mail reached.

        Raises as `tell` does.
        """
        async with self._database.transaction() as session:
            found = await _returned(session, version_id)
        untried = [one for one in found if one.second_state not in DEAD]
        orders = [_order(version_id, one.business_id, one.owner_id) for one in untried]
        taken = await post_round(orders, lambda order: self._mailer.post(to_second_address(order)))
        return len(found) - taken.count(True)

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
                    Business.standing.not_in(SHUT),
                )
            )
            return [(row.id, row.owner_id) for row in found]


def _order(version_id: str, business_id: str, owner_id: str) -> MailOrder:
    return MailOrder(
        f"officer:{business_id}:{version_id}",
        Purpose.OFFICER_CHANGED,
        user_id=owner_id,
        about_id=f"{version_id}:{business_id}",
    )


async def _returned(session: AsyncSession, version_id: str) -> Sequence[ReturnedNews]:
    """Controllers whose mail came back and whose second address has not taken it."""
    key = func.concat("officer:", Business.id, ":", version_id)
    query = (
        select(Business.id, Business.owner_id, TO_SECOND.state)
        .select_from(Business)
        .where(SECOND_NOT_TAKEN)
        .order_by(Business.id)
    )
    rows = await session.execute(only_returned(query, key))
    return [
        ReturnedNews(business_id, owner_id, state)
        for business_id, owner_id, state in rows
        if owner_id is not None
    ]
