"""How long blocked data is kept before it is destroyed (contract S17, S18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from terms.calendar import HOLDER_ZONE, local_date, start_of_day, years_later
from terms.staff import decision_deadline


class DataClass(StrEnum):
    """Classes of data that are kept and destroyed together."""

    CONTRACT_AND_BILLING = "contract_and_billing"
    DOCUMENTS_AND_EVIDENCE = "documents_and_evidence"
    TECHNICAL_LOGS = "technical_logs"


@dataclass(frozen=True)
class Retention:
    """Years from blocking to destruction, and the law that asks for them."""

    years: int
    ground: str


RETENTION: Mapping[DataClass, Retention] = MappingProxyType(
    {
        DataClass.CONTRACT_AND_BILLING: Retention(6, "Código de Comercio, art. 30"),
        DataClass.DOCUMENTS_AND_EVIDENCE: Retention(5, "Código Civil, art. 1964.2"),
        DataClass.TECHNICAL_LOGS: Retention(1, "Reglamento (UE) 2016/679, art. 5.1.e"),
    }
)


class PurgeStage(StrEnum):
    """Steps of the purge, in order. The last one destroys what tells whose it was, and whom to tell of it."""

    TECHNICAL_LOGS = "technical_logs"
    DOCUMENTS_AND_EVIDENCE = "documents_and_evidence"
    CONTRACT_AND_BILLING = "contract_and_billing"
    PEOPLE = "people"

    @property
    def data_class(self) -> DataClass:
        """The class whose date is this stage's."""
        return DataClass.CONTRACT_AND_BILLING if self is PurgeStage.PEOPLE else DataClass(self.value)


BACKUPS_KEPT = timedelta(weeks=5)
"""How long a copy in a backup outlives what was destroyed: four weeks (contract M1), and one to rotate."""


@dataclass(frozen=True)
class LegalHold:
    """A time during which nothing may be destroyed; `released_at` is `None` while it lasts."""

    placed_at: datetime
    released_at: datetime | None = None


def may_release(asked_at: datetime | None, now: datetime, zone: str = HOLDER_ZONE) -> bool:
    """Whether a second person can still agree to lift a hold: as long as for any decision of the staff."""
    return asked_at is not None and now < decision_deadline(asked_at, zone)


def purge_dates(blocked_at: datetime, zone: str = HOLDER_ZONE) -> Mapping[DataClass, datetime]:
    """The instant (UTC) at which each class of data is destroyed (contract S18)."""
    blocked_on = local_date(blocked_at, zone)
    return {kind: start_of_day(years_later(blocked_on, kept.years), zone) for kind, kept in RETENTION.items()}


def purge_due(
    kind: DataClass, blocked_at: datetime, holds: Sequence[LegalHold] = (), zone: str = HOLDER_ZONE
) -> datetime | None:
    """The instant (UTC) at which a class is destroyed when legal holds stop the clock; `None` during one.

    Each day touched by a hold before the date moves it back by a day; holds do not count twice where they
    overlap. A hold placed after the date changes nothing.
    """
    due = local_date(purge_dates(blocked_at, zone)[kind], zone)
    held_until = local_date(blocked_at, zone)
    for hold in sorted(holds, key=lambda hold: hold.placed_at):
        placed_on = local_date(hold.placed_at, zone)
        if placed_on >= due:
            break
        if hold.released_at is None:
            return None
        end = _day_after(hold.released_at, zone)
        due += timedelta(days=max(0, (end - max(placed_on, held_until)).days))
        held_until = max(held_until, end)
    return start_of_day(due, zone)


def _day_after(instant: datetime, zone: str) -> date:
    return local_date(instant, zone) + timedelta(days=1)


def evidence_kept_until(ended_at: datetime, zone: str = HOLDER_ZONE) -> datetime:
    """The instant (UTC) from which signed documents and their evidence need not be kept, when what they are
    about ended then: whole days, the last one included (contract S18).
    """
    years = RETENTION[DataClass.DOCUMENTS_AND_EVIDENCE].years
    return start_of_day(years_later(local_date(ended_at, zone), years) + timedelta(days=1), zone)
