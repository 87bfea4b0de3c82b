"""Exports of everything of a business (contract S16): how long and how often they can be had."""

from datetime import datetime, timedelta
from enum import StrEnum

from terms.access import Limit
from terms.calendar import HOLDER_ZONE, end_of_period, local_date

FETCHED_DAYS = 7
"""Calendar days in which an export can be fetched; then a new one is to be made."""
STARTS_PER_BUSINESS = Limit(5, timedelta(days=1))
FETCHES_PER_BUSINESS = Limit(600, timedelta(hours=1))
"""Each part of a download that is taken up again counts as one."""


class ExportState(StrEnum):
    """Where an export stands; `LAPSED` is final."""

    MEASURING = "measuring"
    READY = "ready"
    LAPSED = "lapsed"


class ExportRefusal(StrEnum):
    """Why an export cannot be fetched; each value ends the `type` of the API's problem."""

    NOT_READY = "export-not-ready"
    LAPSED = "export-lapsed"


def fetched_until(ready_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC, exclusive) until which an export can be fetched (contract C2)."""
    return end_of_period(ready_at, FETCHED_DAYS, zone)


def refuse_fetch(state: ExportState, fetch_until: datetime | None, now: datetime) -> ExportRefusal | None:
    """Why an export cannot be fetched now; `None` when it can."""
    if state is ExportState.MEASURING:
        return ExportRefusal.NOT_READY
    if state is ExportState.LAPSED or fetch_until is None or now >= fetch_until:
        return ExportRefusal.LAPSED
    return None


def archive_name(made_at: datetime, zone: str = HOLDER_ZONE) -> str:
    """What the archive is called, by the day it tells of."""
    return f"rubrica-export-{local_date(made_at, zone).isoformat()}.zip"
