"""Puts a record of processing together, from a session that sees the controller's rows (contract P2)."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from activities.processing.categories import categories_before, extent_before, labels_before
from activities.processing.controllers import contact_of, contract_before, data_before, owner_before
from activities.processing.facts import ControllerRecord, Measure, ProcessingRecord
from activities.processing.holder import processor_before
from activities.processing.instructions import disclosures_before, instructions_before
from activities.processing.subprocessors import subprocessors_before
from models import Business
from terms.calendar import start_of_day
from terms.security_measures import security_measures, version_on


def end_of(on: date, now: datetime, zone: str) -> datetime:
    """The instant before which a record tells what was so: the day's end, or now while it is not over."""
    return min(start_of_day(on + timedelta(days=1), zone), now)


async def record_frame(session: AsyncSession, on: date, before: datetime) -> ProcessingRecord | None:
    """The record without controllers; `None` for a day from which no processor is known."""
    processor = await processor_before(session, before)
    version = version_on(on.isoformat())
    if processor is None or version is None:
        return None
    return ProcessingRecord(on, before, processor, version, measures_of(version), ())


async def controller_record(
    session: AsyncSession, business_id: str, before: datetime
) -> ControllerRecord | None:
    """What was processed for one controller just before an instant; `None` where it was none yet."""
    business = await session.get(Business, business_id)
    if business is None or business.created_at >= before:
        return None
    data = await data_before(session, business, before)
    whole = await extent_before(session, business_id, before)
    return ControllerRecord(
        business_id=business.id,
        name=data["name"],
        tax_id=data["tax_id"],
        country=data["country"],
        address=data["address"],
        since=business.created_at,
        contact=await owner_before(session, business, before),
        dpo=contact_of(data, "dpo"),
        representative=contact_of(data, "representative"),
        contract=await contract_before(session, business_id, before),
        envelopes=whole[0],
        people=whole[1],
        categories=await categories_before(session, business_id, before, whole),
        own_fields=await labels_before(session, business_id, before),
        subprocessors=await subprocessors_before(session, business, before),
        instructions=await instructions_before(session, business_id, before),
        disclosures=await disclosures_before(session, business_id, before),
    )


def measures_of(version: str) -> tuple[Measure, ...]:
    """The measures of Annex 2 in both languages."""
    english = {one.rule: one.text for one in security_measures(version, "en")}
    return tuple(Measure(one.rule, one.text, english[one.rule]) for one in security_measures(version, "es"))
