"""Evidence packs for controllers (contract P9): how long and how often they can be had."""

from datetime import datetime, timedelta
from enum import StrEnum

from terms.access import Limit
from terms.calendar import HOLDER_ZONE, end_of_period, local_date

FETCHED_DAYS = 30
"""Calendar days in which a pack can be fetched: audits take their time. Then a new one is to be made."""
PACKS_PER_BUSINESS = Limit(5, timedelta(days=1))


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


def pack_name(made_at: datetime, zone: str = HOLDER_ZONE) -> str:
    """What the file is called, by the day it tells of."""
    return f"evidence-pack-{local_date(made_at, zone).isoformat()}.zip"
