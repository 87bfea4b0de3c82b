"""The detectors: what the log of interactions and the chains of evidence show (contract M7)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from temporalio import activity
from ulid import ULID

from activities.clock import now
from activities.detection.chains import broken_chains
from activities.detection.log_breaks import broken_log
from activities.log_chain.checking import LogChecker
from activities.measures import Findings
from models import Activity
from models.database import Database
from models.identifiers import Prefix
from terms.activity import Actor
from terms.detectors import (
    DOWNLOAD_ACTIONS,
    LIMITS,
    NAMED_MAX,
    PROGRAMS_MAY,
    SIGN_IN_ACTIONS,
    WINDOW,
    Detector,
    Occurrence,
    gathered,
    named,
)

_REFUSED = (401, 403, 429)
_GIVEN = (200, 206)
_LISTED = 100
"""Entries of the log that one occurrence names."""


@dataclass(frozen=True)
class Detected:
    """What a look found, and its figures for the record."""

    findings: Findings
    occurrences: list[Occurrence]


class Detectors:
    """Reads; whether to call somebody is decided by `terms.detectors`."""

    def __init__(self, database: Database, log: LogChecker) -> None:
        self._database = database
        self._log = log

    @activity.defn(name="Look for anomalies")
    async def look(self) -> Detected:
        """Everything unusual at the moment; what lasts is found again under the same key."""
        at = now()
        async with self._database.transaction() as session:
            found = {
                Detector.LOGIN_STORM: await _login_storms(session, at),
                Detector.MASS_DOWNLOAD: await _mass_downloads(session, at),
                Detector.REFUSALS: await _refusals(session, at),
            }
            chains = await broken_chains(session, at - WINDOW)
            log = await broken_log(session, self._log, at)
        found[Detector.CHAIN_BREAK], found[Detector.LOG_BREAK] = chains.broken, log.broken
        figures = {detector.value: len(occurrences) for detector, occurrences in found.items()}
        occurrences = [one for each in found.values() for one in gathered(each)]
        rounds = {"chains": chains.checked, "chains_after": chains.after}
        rounds |= {"log_segments": log.newest, "log_after": log.after}
        return Detected(Findings(figures | rounds), occurrences)


async def _login_storms(session: AsyncSession, at: datetime) -> list[Occurrence]:
    """By the place they come from, and by the account they are about."""
    refused = and_(Activity.action.in_(SIGN_IN_ACTIONS), Activity.status.in_(_REFUSED))
    by_place = await _counted(session, at, Detector.LOGIN_STORM, Activity.ip, refused)
    by_account = await _counted(session, at, Detector.LOGIN_STORM, Activity.user_id, refused)
    return by_place + [one for one in by_account if one.key not in {known.key for known in by_place}]


async def _mass_downloads(session: AsyncSession, at: datetime) -> list[Occurrence]:
    given = and_(Activity.action.in_(DOWNLOAD_ACTIONS), Activity.status.in_(_GIVEN))
    people = and_(given, Activity.actor != Actor.API_KEY.value)
    programs = and_(given, Activity.actor == Actor.API_KEY.value)
    limit = LIMITS[Detector.MASS_DOWNLOAD] * PROGRAMS_MAY
    found = await _counted(session, at, Detector.MASS_DOWNLOAD, Activity.actor_id, people)
    return found + await _counted(session, at, Detector.MASS_DOWNLOAD, Activity.actor_id, programs, limit)


async def _refusals(session: AsyncSession, at: datetime) -> list[Occurrence]:
    """Whoever is known by who they are, others by the place they come from."""
    refused = and_(Activity.status.in_((401, 403)), Activity.action.not_in(SIGN_IN_ACTIONS))
    caller = func.coalesce(Activity.actor_id, cast(Activity.ip, String))
    return await _counted(session, at, Detector.REFUSALS, caller, refused)


async def _counted(
    session: AsyncSession,
    at: datetime,
    detector: Detector,
    subject: InstrumentedAttribute[str | None] | ColumnElement[str] | ColumnElement[str | None],
    matching: ColumnElement[bool],
    limit: int | None = None,
) -> list[Occurrence]:
    """One occurrence per subject with so many matching entries within the window.

    Its key is the first matching entry of that subject since midnight UTC before the window, and stays the
    same for as long as it goes on that day.
    """
    since = at - WINDOW
    least = LIMITS[detector] if limit is None else limit
    recent = and_(Activity.id >= _position(since), Activity.at >= since, Activity.at <= at)
    loud = (
        select(subject.label("subject"), func.count().label("entries"))
        .where(recent, matching, subject.is_not(None))
        .group_by(subject)
        .having(func.count() >= least)
    )
    midnight = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    for name, count in (await session.execute(loud)).all():
        of_subject = and_(Activity.id >= _position(midnight), Activity.at <= at, matching, subject == name)
        listed = select(Activity.id).where(of_subject).order_by(Activity.id).limit(_LISTED)
        entries = (await session.scalars(listed)).all()
        subject_ids = named([*await _concerned(session, of_subject), *entries])
        found.append(Occurrence(detector, f"{detector.value}:{entries[0]}", count, subject_ids))
    return found


async def _concerned(session: AsyncSession, matching: ColumnElement[bool]) -> set[str]:
    """Businesses and users of all entries that match, not only of those that are listed."""
    rows = await session.execute(
        select(Activity.business_id, Activity.user_id).where(matching).distinct().limit(NAMED_MAX)
    )
    return {each for row in rows for each in row if each is not None}


def _position(at: datetime) -> str:
    """Entries made from then on have ids that are not smaller; a minute is allowed for their writing."""
    earlier = ULID.from_datetime(at - timedelta(minutes=1))
    return f"{Prefix.ACTIVITY.value}_{str(earlier)[:10]}"
