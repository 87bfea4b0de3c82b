"""A pack proves years of measures, however frequent some are, and says what its figures mean (M9, P9)."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from activities.packs.contents import as_json
from activities.packs.index import index_pdf, words
from activities.packs.measures import measures_evidence
from activities.records.measure_records import digest
from deploy.stack.postgres import PostgresCluster
from models import MeasureRecord
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.evidence_packs import TOLD_BY_DAY
from terms.measures import RHYTHMS, Measure, Outcome
from terms.texts import Holder
from tests.databases import own_database

ZONE = "Europe/Madrid"
MADE_AT = datetime(2028, 2, 20, 11, tzinfo=UTC)
BEGUN = MADE_AT - timedelta(days=400)
TOO_OLD = datetime(2023, 2, 19, 3, 30, tzinfo=UTC)
FAILED = datetime(2027, 6, 1, 10, 15, tzinfo=UTC)
ROWS_AT_ONCE = 3000


def due_times(measure: Measure) -> Iterator[datetime]:
    """As the schedules have it carried out."""
    at = BEGUN
    while (at := RHYTHMS[measure].next_after(at, ZONE)) < MADE_AT:
        yield at


def row(measure: Measure, due_at: datetime) -> dict[str, Any]:
    failed = (measure, due_at) == (Measure.DETECTION, FAILED)
    figures = {"at": due_at.isoformat()}
    return {
        "id": new_id(Prefix.MEASURE_RECORD),
        "measure": measure.value,
        "due_at": due_at,
        "began_at": due_at,
        "ended_at": due_at + timedelta(seconds=9),
        "outcome": (Outcome.FAILED if failed else Outcome.DONE).value,
        "reason": "no answer in time" if failed else None,
        "figures": figures,
        "figures_sha256": digest(figures),
        "version": "v9",
    }


@pytest.fixture(scope="module")
def planted() -> list[dict[str, Any]]:
    rows = [row(measure, due_at) for measure in Measure for due_at in due_times(measure)]
    return [*rows, row(Measure.BACKUP, TOO_OLD)]


@pytest.fixture(scope="module")
def told(postgres: PostgresCluster, planted: list[dict[str, Any]]) -> dict[str, Any]:
    """What a pack says after 400 days in which every measure was carried out."""
    evidence: dict[str, Any] = json.loads(
        asyncio.run(gathered(own_database(postgres, "measures_told").worker, planted))
    )
    return evidence


async def gathered(url: str, planted: list[dict[str, Any]]) -> bytes:
    database = Database(make_engine(url))
    async with database.transaction() as session:
        for start in range(0, len(planted), ROWS_AT_ONCE):
            await session.execute(insert(MeasureRecord), planted[start : start + ROWS_AT_ONCE])
    async with database.transaction() as session:
        evidence = await measures_evidence(session, "biz_none", MADE_AT, ZONE)
    await database.close()
    return as_json(evidence)


@pytest.mark.rule("M1", "M9", "P9")
def test_every_time_of_more_than_a_year_is_told(told: dict[str, Any], planted: list[dict[str, Any]]) -> None:
    done = Counter(record["measure"] for record in planted if record["due_at"] != TOO_OLD)
    rare = {measure.value for measure in Measure} - {measure.value for measure in TOLD_BY_DAY}
    singly = Counter(record["measure"] for record in told["measures"])
    assert {name: singly[name] for name in rare} == {name: done[name] for name in rare}
    assert (singly["restore-drill"], singly["channel-review"], singly["backup"]) == (3, 2, 58)
    summed: Counter[str] = Counter()
    for day in told["measures_by_day"]:
        summed[day["measure"]] += day["times"]
    assert summed == {measure.value: done[measure.value] for measure in TOLD_BY_DAY}
    assert summed["detection"] > 38_000
    assert told["measures_since"] == datetime(2023, 2, 19, 23, tzinfo=UTC).isoformat()
    assert len(as_json(told)) < 2_000_000


@pytest.mark.rule("M9")
def test_a_day_is_the_holders_and_tells_what_failed(
    told: dict[str, Any], planted: list[dict[str, Any]]
) -> None:
    days = {(one["measure"], one["day"]): one for one in told["measures_by_day"]}
    times = {days["detection", day]["times"] for day in ("2027-03-28", "2027-10-31", "2027-06-01")}
    assert times == {92, 100, 96}, "clocks change"
    failing = days["detection", "2027-06-01"]
    assert (failing["failed"], failing["first_due_at"], failing["last_due_at"]) == (
        1,
        "2027-05-31T22:00:00+00:00",
        "2027-06-01T21:45:00+00:00",
    )
    assert sum(one["failed"] for one in days.values()) == 1
    (singly,) = [one for one in told["measures"] if one["measure"] == "detection"]
    assert (singly["outcome"], datetime.fromisoformat(singly["due_at"])) == ("failed", FAILED)
    digests = [
        record["figures_sha256"]
        for record in planted
        if record["measure"] == "log-seal"
        and (record["due_at"] + timedelta(hours=1)).date() == date(2027, 1, 31)
    ]
    assert len(digests) == 24
    assert (
        days["log-seal", "2027-01-31"]["figures_sha256"]
        == hashlib.sha256("".join(digests).encode()).hexdigest()
    )


@pytest.mark.rule("P9")
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_index_says_what_each_file_and_figure_is(language: str) -> None:
    said = words(language)
    for told in (said["measures"], said["rhythms"]):
        assert set(told) == {measure.value for measure in Measure}
    listing = {name: {"sha256": "0" * 64, "size": 7} for name in ("measures.json", "contracts/terms-1.md")}
    holder = Holder(*["x"] * len(Holder.__dataclass_fields__))
    pdf = index_pdf("epk_1", "biz_1", listing, holder, MADE_AT, language, ZONE)
    assert pdf.startswith(b"%PDF")
