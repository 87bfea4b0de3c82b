"""Evidence packs for controllers (contract P9): how long and how often they can be had."""

from datetime import datetime, timedelta
from enum import StrEnum

from terms.access import Limit
from terms.calendar import HOLDER_ZONE, end_of_period, local_date, start_of_day, years_later
from terms.measures import RHYTHMS, Measure
from terms.retention import RETENTION, DataClass

FETCHED_DAYS = 30
"""Calendar days in which a pack can be fetched: audits take their time. Then a new one is to be made."""
PACKS_PER_BUSINESS = Limit(5, timedelta(days=1))
MEASURES_TOLD_YEARS = RETENTION[DataClass.DOCUMENTS_AND_EVIDENCE].years
"""How far back a pack tells of measures: as long as evidence is kept (contract S18)."""
TOLD_BY_DAY = frozenset(measure for measure, rhythm in RHYTHMS.items() if rhythm.every is not None)
"""Measures so frequent that a pack sums their times up by day; of these it tells singly what failed."""

TOLD_WITH_FIGURES = frozenset({Measure.ACCESS_REVIEW, Measure.KEY_CHANGE})
"""Measures whose figures are few counts about the holder's staff: they are told themselves."""


class PackState(StrEnum):
    """Where a pack stands; `LAPSED` is final."""

    MAKING = "making"
    READY = "ready"
    LAPSED = "lapsed"


def pack_fetched_until(made_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC, exclusive) until which a pack can be fetched (contract C2)."""
    return end_of_period(made_at, FETCHED_DAYS, zone)


def may_fetch(state: PackState, fetch_until: datetime | None, now: datetime) -> bool:
    """Whether a pack can be fetched now."""
    return state is PackState.READY and fetch_until is not None and now < fetch_until


def measures_told_since(made_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC) from which a pack made at `made_at` tells of measures: whole local days."""
    return start_of_day(years_later(local_date(made_at, zone), -MEASURES_TOLD_YEARS), zone)


def pack_name(made_at: datetime, zone: str = HOLDER_ZONE) -> str:
    """What the file is called, by the day it tells of."""
    return f"evidence-pack-{local_date(made_at, zone).isoformat()}.zip"
