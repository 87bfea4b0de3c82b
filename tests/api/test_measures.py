"""The evidence of measures: for security, operations and DPO, with what is due and what was missed (M9)."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI

from activities.measures import MeasureReport
from activities.records.measure_records import MeasureRecords, digest
from models.database import Database
from terms.measures import RHYTHMS, Measure, Outcome
from tests.api.calling import all_seeing
from tests.api.staffing import staff_caller

NOW = datetime.now(UTC)
PATH = "/v1/staff/measures"


async def recorded(app: FastAPI, due_at: datetime, outcome: Outcome, reason: str | None = None) -> None:
    """A backup on record."""
    report = MeasureReport(Measure.BACKUP, due_at, due_at, due_at, outcome, reason, {"rows": 7})
    await MeasureRecords(all_seeing(app), "v1").record(report)


@pytest.mark.rule("M9")
@pytest.mark.parametrize("role", ["security", "operations", "dpo"])
async def test_who_has_a_duty_in_it_reads_what_was_done_and_what_is_due(app: FastAPI, role: str) -> None:
    await recorded(app, NOW - timedelta(days=30), Outcome.DONE)
    await recorded(app, NOW - timedelta(days=23), Outcome.FAILED, "restic ended with 1")
    reader = await staff_caller(app, role)
    items = (await reader.get(PATH)).json()["items"]
    assert [item["measure"] for item in items] == [measure.value for measure in Measure]
    backup = items[0]
    assert backup["rule"] == "M1"
    assert backup["newest"]["reason"] == "restic ended with 1"
    assert backup["newest_done"]["figures"] == {"rows": 7}
    assert datetime.fromisoformat(backup["next_due_at"]) > NOW
    missed = RHYTHMS[Measure.BACKUP].next_after(NOW - timedelta(days=23))
    assert datetime.fromisoformat(backup["missed_at"]) == missed
    await reader.aclose()


async def test_records_are_listed_by_measure_and_outcome_page_by_page(app: FastAPI) -> None:
    for week in range(3):
        await recorded(app, NOW - timedelta(weeks=100 + week), Outcome.DONE)
    reader = await staff_caller(app, "operations")
    query = {"measure": "backup", "outcome": "done", "limit": 2}
    first = (await reader.get(f"{PATH}/records", params=query)).json()
    second = (await reader.get(f"{PATH}/records", params=query | {"after": first["next"]})).json()
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) >= 3
    await reader.aclose()


async def test_others_do_not(app: FastAPI, database: Database) -> None:
    for role in ("support", "billing", "reviewer"):
        reader = await staff_caller(app, role)
        assert (await reader.get(PATH)).status_code == 403
        await reader.aclose()


CHANNEL = {"channel": "email", "application": "Correo v3", "verdict": "kept", "words": "Cifrado en tránsito."}


@pytest.mark.rule("W4")
async def test_security_puts_a_review_of_the_channels_on_record(app: FastAPI) -> None:
    security = await staff_caller(app, "security")
    draft = {"channels": [CHANNEL], "words": "Revisados los avisos del semestre."}
    answer = await security.post("/v1/staff/channel-reviews", json=draft)
    assert answer.status_code == 201, answer.text
    record = answer.json()
    assert (record["measure"], record["outcome"]) == ("channel-review", "done")
    assert record["figures"] == draft | {"reviewed_by": security.user_id}
    assert record["figures_sha256"] == digest(record["figures"])
    items = (await security.get(PATH)).json()["items"]
    (review,) = [item for item in items if item["measure"] == "channel-review"]
    assert (review["newest"]["id"], review["missed_at"]) == (record["id"], None)
    empty = await security.post("/v1/staff/channel-reviews", json=draft | {"channels": []})
    assert empty.status_code == 422
    await security.aclose()
    operations = await staff_caller(app, "operations")
    assert (await operations.post("/v1/staff/channel-reviews", json=draft)).status_code == 403
    await operations.aclose()
