"""Detectors on planted activity: what is unusual is found once, what is not, is not (contract M7)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from temporalio.testing import ActivityEnvironment
from ulid import ULID

from activities.detection import chains
from activities.detection import detectors as module
from activities.detection.detectors import Detected, Detectors
from activities.log_chain.checking import LogChecker
from activities.measures import MeasureReport
from activities.records.measure_records import MeasureRecords
from deploy.stack.postgres import PostgresCluster
from models import Activity
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.activity import EntryClass, kept_until
from terms.detectors import AT_ONCE, LIMITS, NAMED_MAX, Detector, Occurrence, gathered
from terms.measures import Measure, Outcome
from tests.activities.evidence.conftest import insert
from tests.activities.evidence.dossiers import Story
from tests.databases import own_database

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def rows(postgres: PostgresCluster) -> AsyncIterator[Database]:
    """A database of the test's own."""
    database = Database(make_engine(own_database(postgres, f"detectors_{uuid4().hex}").worker))
    yield database
    await database.close()


async def plant(database: Database, count: int, at: datetime = NOON, **values: Any) -> None:
    """So many entries, the last one at that instant, a few seconds apart."""
    entry = {"actor": "anybody", "ip": "192.0.2.7", "action": "api:sessions:create", "status": 401} | values
    async with database.transaction() as session:
        for number in range(count):
            moment = at - timedelta(seconds=5 * (count - 1 - number))
            session.add(
                Activity(
                    id=f"{Prefix.ACTIVITY.value}_{ULID.from_datetime(moment)}",
                    at=moment,
                    objects=[],
                    retention="access",
                    keep_until=kept_until(EntryClass.ACCESS, moment),
                    **entry,
                )
            )


async def look(database: Database, monkeypatch: pytest.MonkeyPatch, at: datetime = NOON) -> Detected:
    """What is found at that instant."""
    monkeypatch.setattr(module, "now", lambda: at)
    return await ActivityEnvironment().run(Detectors(database, LogChecker(b"")).look)


def found(detected: Detected) -> list[tuple[Detector, int]]:
    return [(one.detector, one.count) for one in detected.occurrences]


CASES = [
    (Detector.LOGIN_STORM, {}),
    (Detector.LOGIN_STORM, {"user_id": "usr_1", "ip": None, "status": 429}),
    (
        Detector.MASS_DOWNLOAD,
        {
            "actor": "user",
            "actor_id": "usr_1",
            "user_id": "usr_1",
            "business_id": "biz_1",
            "action": "api:envelopes.documents.content:read",
            "status": 200,
        },
    ),
    (
        Detector.REFUSALS,
        {"actor": "staff", "actor_id": "usr_2", "user_id": "usr_2", "action": "api:staff.incidents:list"}
        | {"status": 403},
    ),
]


@pytest.mark.rule("M7")
@pytest.mark.parametrize(("detector", "values"), CASES)
async def test_it_is_found_from_its_limit_on_and_is_the_same_one_later(
    rows: Database, monkeypatch: pytest.MonkeyPatch, detector: Detector, values: dict[str, Any]
) -> None:
    await plant(rows, LIMITS[detector] - 1, NOON - MINUTE, **values)
    assert found(await look(rows, monkeypatch)) == []
    await plant(rows, 1, NOON, **values)
    (first,) = (await look(rows, monkeypatch)).occurrences
    assert (first.detector, first.count) == (detector, LIMITS[detector])
    named = {values[name] for name in ("user_id", "business_id") if name in values}
    assert named <= set(first.subject_ids)
    assert "192.0.2.7" not in str(first)
    await plant(rows, 30, NOON + 10 * MINUTE, **values)
    (again,) = (await look(rows, monkeypatch, NOON + 10 * MINUTE)).occurrences
    assert again.key == first.key
    assert again.count > first.count
    later = NOON + timedelta(hours=2)
    assert found(await look(rows, monkeypatch, later)) == []
    await plant(rows, LIMITS[detector], NOON + timedelta(days=1), **values)
    (next_day,) = (await look(rows, monkeypatch, NOON + timedelta(days=1))).occurrences
    assert next_day.key != first.key


async def test_what_work_takes_is_not_unusual(rows: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    program = {"actor": "api_key", "actor_id": "key_1", "action": "api:envelopes.certificate:read"}
    await plant(rows, LIMITS[Detector.MASS_DOWNLOAD] * 2, status=200, **program)
    await plant(rows, 100, status=201, ip="192.0.2.8")
    for place in range(60):
        await plant(rows, 3, ip=f"198.51.100.{place}")
    detected = await look(rows, monkeypatch)
    assert found(detected) == []
    assert detected.findings.figures["login-storm"] == 0


async def test_an_attack_from_many_places_is_one(rows: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(AT_ONCE + 1):
        await plant(rows, LIMITS[Detector.LOGIN_STORM], ip=f"198.51.100.{place}")
    (one,) = (await look(rows, monkeypatch)).occurrences
    assert (one.places, one.count) == (AT_ONCE + 1, (AT_ONCE + 1) * LIMITS[Detector.LOGIN_STORM])
    assert len(one.key) <= 80


@pytest.mark.rule("P8")
async def test_whoever_is_concerned_is_named_whatever_the_number_of_entries(
    rows: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A breach finds its controllers by these ids; entries of the log take nobody's place."""
    for account in range(2):
        await plant(rows, 60, NOON - account * MINUTE, user_id=f"usr_{account}")
    await plant(rows, 1, user_id="usr_last", business_id="biz_last")
    one, *_ = (await look(rows, monkeypatch)).occurrences
    assert one.subject_ids[:4] == ("biz_last", "usr_0", "usr_1", "usr_last")
    many = [Occurrence(Detector.LOGIN_STORM, f"{n}", 1, (*one.subject_ids, f"usr_z{n}")) for n in range(9)]
    many.append(Occurrence(Detector.LOGIN_STORM, "x", 1, tuple(f"atv_{n}" for n in range(NAMED_MAX))))
    (whole,) = gathered(many)
    assert {f"usr_z{n}" for n in range(9)} <= set(whole.subject_ids)
    assert len(whole.subject_ids) == NAMED_MAX


@pytest.mark.rule("M7")
async def test_a_broken_chain_is_found_in_its_turn(rows: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "CHAINS_A_LOOK", 1)
    stories = [Story(names=["Ana"], documents=["a.pdf"]) for _ in range(2)]
    for story in stories:
        story.open()
        await insert(rows, story)
    last = max(stories, key=lambda story: story.envelope.id)
    at = max(event.at for story in stories for event in story.events) + timedelta(days=2)
    assert found(await turn(rows, monkeypatch, at)) == []
    async with rows.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO evidence_events SELECT (jsonb_populate_record(e, jsonb_build_object("
                "'sequence', e.sequence + 1, 'id', CAST(:id AS text), 'key', 'forged'))).*"
                " FROM evidence_events e WHERE envelope_id = :envelope ORDER BY sequence DESC LIMIT 1"
            ),
            {"id": new_id(Prefix.EVENT), "envelope": last.envelope.id},
        )
    seen = [found(await turn(rows, monkeypatch, at + n * MINUTE)) for n in range(1, 4)]
    assert [(Detector.CHAIN_BREAK, 1)] in seen
    assert [] in seen
    again = [await turn(rows, monkeypatch, at + n * MINUTE) for n in range(4, 7)]
    (one,) = [one for each in again for one in each.occurrences]
    assert one == Occurrence(Detector.CHAIN_BREAK, f"chain-break:{last.envelope.id}", 1, (last.envelope.id,))


async def turn(database: Database, monkeypatch: pytest.MonkeyPatch, at: datetime) -> Detected:
    """A look that leaves its record, by which the next one goes on."""
    detected = await look(database, monkeypatch, at)
    report = MeasureReport(Measure.DETECTION, at, at, at, Outcome.DONE, None, detected.findings.figures)
    await MeasureRecords(database, "v1").record(report)
    return detected
