"""Mails to controllers about instructions and disclosures, known to have gone (contract P1, P3)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar, cast

from sqlalchemy import select
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.states import DEAD
from models import Business, Disclosure, DisclosureDuty, InstructionEntry, Mail
from models.database import Database
from models.identifiers import Prefix
from terms.instructions import InstructionAct

Notified = InstructionEntry | DisclosureDuty | Disclosure
"""What a controller is told of; `told_at` or `unreached_at` says how that went."""
Told = TypeVar("Told", InstructionEntry, DisclosureDuty, Disclosure)
_TABLES: Mapping[str, type[Notified]] = MappingProxyType(
    {
        Prefix.INSTRUCTION_ENTRY.value: InstructionEntry,
        Prefix.DISCLOSURE_DUTY.value: DisclosureDuty,
        Prefix.DISCLOSURE.value: Disclosure,
    }
)
_OF_ACTS = {
    InstructionAct.ACKNOWLEDGE: Purpose.INSTRUCTION_FOLLOWED,
    InstructionAct.DOUBT: Purpose.INSTRUCTION_DOUBTED,
    InstructionAct.DISPEL: Purpose.INSTRUCTION_DOUBT_ENDED,
}
"""Of the holder's acts; the controller's own are receipted."""


class ControllerPost:
    """Tells the owner of a controller, once each, and notes when the mail was taken."""

    def __init__(self, database: Database, mailer: Mailer) -> None:
        self._database = database
        self._mailer = mailer

    @activity.defn(name="Tell controller of instruction")
    async def tell_of_act(self, entry_id: str) -> bool:
        """Says whether the mail about an act was taken; raises when it may be taken later."""
        async with self._database.transaction() as session:
            entry = await session.get_one(InstructionEntry, entry_id)
        purpose = _OF_ACTS.get(InstructionAct(entry.act), Purpose.INSTRUCTION_RECEIVED)
        return await self._tell(entry, purpose)

    @activity.defn(name="Tell controller of legal duty")
    async def tell_of_duty(self, duty_id: str) -> bool:
        """The same about a legal duty, before anything is handed over."""
        async with self._database.transaction() as session:
            duty = await session.get_one(DisclosureDuty, duty_id)
        return await self._tell(duty, Purpose.DISCLOSURE_DUTY)

    @activity.defn(name="Tell controller of disclosure")
    async def tell_of_disclosure(self, disclosure_id: str) -> bool:
        """The same about data that was handed over."""
        async with self._database.transaction() as session:
            made = await session.get_one(Disclosure, disclosure_id)
        return await self._tell(made, Purpose.DISCLOSURE_MADE)

    @activity.defn(name="Look for returned notice")
    async def note_returned(self, about_id: str) -> bool:
        """Says whether the mail about an act, a duty or a disclosure came back after it was taken: its
        controller was not told then.
        """
        table = _TABLES[about_id.partition("_")[0]]
        async with self._database.transaction() as session:
            row = cast("Notified | None", await session.get(table, about_id, with_for_update=True))
            if row is None:
                return False
            came_back = await session.scalar(
                select(Mail.id).where(Mail.key == notice_key(row), Mail.state.in_(DEAD))
            )
            if came_back is None:
                return False
            row.told_at, row.unreached_at = None, row.unreached_at or now()
        return True

    async def _tell(self, told: Told, purpose: Purpose) -> bool:
        async with self._database.transaction() as session:
            owner_id = await session.scalar(select(Business.owner_id).where(Business.id == told.business_id))
        order = MailOrder(notice_key(told), purpose, user_id=owner_id, about_id=told.id)
        taken = await self._mailer.post(order)
        async with self._database.transaction() as session:
            row = await session.get_one(type(told), told.id, with_for_update=True)
            if row.unreached_at is not None:
                return False
            if taken:
                row.told_at = row.told_at or now()
            else:
                row.unreached_at = now()
        return taken


def notice_key(told: Notified) -> str:
    """The ledger's key of the mail to the owner; by it the provider's reports find the workflow."""
    if isinstance(told, InstructionEntry):
        return f"instruction:{told.instruction_id}:{told.id}"
    return f"disclosure:{told.id}"
