"""Classes of log entries, and how long each is kept (contract M7, S18)."""

from datetime import UTC, datetime

import pytest

from terms.activity import ENTRIES_KEPT, Actor, EntryClass, entry_class, kept_until
from terms.retention import RETENTION, DataClass


@pytest.mark.parametrize(
    ("action", "actor", "status", "expected"),
    [
        ("api:envelopes:read", Actor.USER, 200, EntryClass.TECHNICAL),
        ("api:envelopes:read", Actor.USER, 404, EntryClass.TECHNICAL),
        ("api:envelopes:read", Actor.USER, 403, EntryClass.ACCESS),
        ("api:envelopes:read", Actor.ANYBODY, 401, EntryClass.ACCESS),
        ("api:sessions:create", Actor.ANYBODY, 201, EntryClass.ACCESS),
        ("api:me.businesses:list", Actor.USER, 200, EntryClass.TECHNICAL),
        ("api:members:remove", Actor.USER, 204, EntryClass.ACCESS),
        ("workflow:access-reviews:close", Actor.SERVICE, None, EntryClass.ACCESS),
        ("api:staff.members:list", Actor.STAFF, 200, EntryClass.STAFF),
        ("api:staff.members:list", Actor.USER, 404, EntryClass.STAFF),
        ("operations:administrators:create", Actor.OPERATIONS, None, EntryClass.STAFF),
        ("api:envelopes:read", Actor.STAFF, 200, EntryClass.STAFF),
    ],
)
def test_who_enters_and_what_staff_does_is_kept_longer(
    action: str, actor: Actor, status: int | None, expected: EntryClass
) -> None:
    assert entry_class(action, actor, status) is expected


def test_technical_entries_are_kept_as_long_as_technical_logs() -> None:
    assert ENTRIES_KEPT[EntryClass.TECHNICAL] == RETENTION[DataClass.TECHNICAL_LOGS]
    assert [ENTRIES_KEPT[kind].years for kind in EntryClass] == [1, 3, 5]
    assert all(kept.ground for kept in ENTRIES_KEPT.values())


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2027, 1, 20, 9, tzinfo=UTC), datetime(2028, 1, 20, 23, tzinfo=UTC)),
        (datetime(2027, 7, 31, 22, 30, tzinfo=UTC), datetime(2028, 8, 1, 22, tzinfo=UTC)),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), datetime(2029, 2, 28, 23, tzinfo=UTC)),
    ],
)
def test_an_entry_is_kept_to_the_end_of_its_day_years_later(at: datetime, until: datetime) -> None:
    assert kept_until(EntryClass.TECHNICAL, at) == until
