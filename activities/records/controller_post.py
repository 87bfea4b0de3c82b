"""Mails to controllers about instructions and disclosures, known to have gone (contract P1, P3)."""

from typing import TypeVar

from sqlalchemy import select
from temporalio import activity

from activities.clock import now
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Business, Disclosure, DisclosureDuty, InstructionEntry
from models.database import Database
from terms.instructions import InstructionAct

Told = TypeVar("Told", InstructionEntry, DisclosureDuty, Disclosure)
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
        key = f"instruction:{entry.instruction_id}:{entry_id}"
        return await self._tell(InstructionEntry, entry_id, entry.business_id, key, purpose)

    @activity.defn(name="Tell controller of legal duty")
    async def tell_of_duty(self, duty_id: str) -> bool:
        """The same about a legal duty, before anything is handed over."""
        async with self._database.transaction() as session:
            duty = await session.get_one(DisclosureDuty, duty_id)
        key = f"disclosure:{duty_id}"
        return await self._tell(DisclosureDuty, duty_id, duty.business_id, key, Purpose.DISCLOSURE_DUTY)

    @activity.defn(name="Tell controller of disclosure")
    async def tell_of_disclosure(self, disclosure_id: str) -> bool:
        """The same about data that was handed over."""
        async with self._database.transaction() as session:
            made = await session.get_one(Disclosure, disclosure_id)
        key = f"disclosure:{disclosure_id}"
        return await self._tell(Disclosure, disclosure_id, made.business_id, key, Purpose.DISCLOSURE_MADE)

    async def _tell(
        self,
        table: type[Told],
        row_id: str,
        business_id: str,
        key: str,
        purpose: Purpose,
    ) -> bool:
        async with self._database.transaction() as session:
            owner_id = await session.scalar(select(Business.owner_id).where(Business.id == business_id))
        taken = await self._mailer.post(MailOrder(key, purpose, user_id=owner_id, about_id=row_id))
        async with self._database.transaction() as session:
            row = await session.get_one(table, row_id, with_for_update=True)
            if taken:
                row.told_at = row.told_at or now()
            else:
                row.unreached_at = row.unreached_at or now()
        return taken
