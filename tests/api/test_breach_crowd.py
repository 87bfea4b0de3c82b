"""A breach that concerns 1,000 controllers, while the mail provider fails for hours (contract P8)."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func, select
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.mail.messages import Purpose
from deploy.stack.postgres import PostgresCluster
from models import BreachController, Deadline, Mail
from settings import Settings
from terms.deadlines import DeadlineKind, DeadlineOutcome
from tests.activities.mail.running_sink import RunningSink
from tests.api.calling import all_seeing, changed, running_app, running_worker, until
from tests.api.staffing import StaffCaller, staff_caller
from tests.api.test_breaches import ASSESSMENT, BREACHES, registered
from tests.crowd import crowd
from tests.databases import own_database
from tests.running import RunningTemporal

CONTROLLERS = 1000
DOMAINS = ("norte.example", "sur.example")
"""Two, because the inbox lists a thousand mails at most."""
LOST = 25
EVERYTHING = 10**9
SLOWER_THAN_PATIENCE = 21
HOUR = timedelta(hours=1)
OUTAGE_HOURS = 5


@dataclass
class Drill:
    """The service with its crowd, and the provider whose faults the test switches."""

    app: FastAPI
    sink: RunningSink
    businesses: list[str]
    skipper: TimeSkipper
    handle: WorkflowHandle[Any, Any] | None = None

    async def told(self) -> int:
        """How many controllers the tables say to be told."""
        async with all_seeing(self.app).transaction() as session:
            found = await session.scalar(
                select(func.count()).where(BreachController.first_told_at.is_not(None))
            )
        return found or 0

    async def at_least_told(self, count: int) -> int:
        """Waits until so many are."""

        async def read() -> int | None:
            found = await self.told()
            return found if found >= count else None

        return int(await until(read, 300))

    async def pass_time(self, by: timedelta) -> None:
        """Moves the breach's clock ahead."""
        assert self.handle is not None
        await self.skipper.fast_forward(self.handle, by)


@pytest.fixture
async def drill(
    settings: Settings, postgres: PostgresCluster, temporal: RunningTemporal, tmp_path: Path
) -> AsyncIterator[Drill]:
    own = own_database(postgres, "crowd")
    sink = RunningSink(tmp_path)
    there = changed(
        settings,
        database_url=own.app,
        worker_database_url=own.worker,
        retention_database_url=own.retention,
        temporal_task_queue=f"crowd-{uuid4().hex}",
        sendgrid_host=sink.url,
        sendgrid_api_key=SecretStr(sink.BEARER),
        mail_per_second=1000.0,
    )
    async with running_app(there) as app, running_worker(there, temporal.client):
        made = [await crowd(all_seeing(app), CONTROLLERS // len(DOMAINS), domain) for domain in DOMAINS]
        yield Drill(app, sink, [one for part in made for one in part], TimeSkipper(temporal.client))
    sink.stop()


@pytest.fixture
async def staff(drill: Drill) -> AsyncIterator[tuple[StaffCaller, StaffCaller]]:
    people = await staff_caller(drill.app, "dpo"), await staff_caller(drill.app, "security")
    yield people
    for person in people:
        await person.aclose()


@pytest.mark.long
@pytest.mark.timeout(1500)
@pytest.mark.rule("P8")
async def test_a_thousand_controllers_are_told_once_each_in_time_though_the_provider_fails_for_hours(
    drill: Drill, staff: tuple[StaffCaller, StaffCaller], temporal: RunningTemporal
) -> None:
    began = time.monotonic()
    dpo, security = staff
    breach = await registered(staff, *drill.businesses)
    path = f"{BREACHES}/{breach['id']}"
    drill.handle = temporal.client.get_workflow_handle(f"breach-{breach['id']}")
    await until(lambda: measured(dpo, path), 120)
    print(f"1,000 controllers measured after {time.monotonic() - began:.0f} s")
    await drill.pass_time(30 * HOUR)

    drill.sink.faults(lose_answers=LOST, drop_requests=LOST)
    await dpo.post(f"{path}/assessments", json=ASSESSMENT)
    await dpo.post(f"{path}/notify", json={"assessment": 1})
    before = await drill.at_least_told(150)
    drill.sink.faults(delay_answer_seconds=SLOWER_THAN_PATIENCE)
    await asyncio.sleep(SLOWER_THAN_PATIENCE)
    drill.sink.faults(refuse_next=EVERYTHING, search_status=503)
    for _ in range(OUTAGE_HOURS):
        await drill.pass_time(HOUR)
    during = await drill.told()
    assert before <= during < CONTROLLERS, "the provider failed in the middle"
    print(f"{during} told before the outage, after {time.monotonic() - began:.0f} s")

    drill.sink.faults()
    await security.post(f"{path}/close")
    await security.post(f"{path}/authority-filing", json={"reference": "AEPD 2026/1"})
    while await drill.told() < CONTROLLERS:
        await drill.pass_time(timedelta(minutes=6))
        await asyncio.sleep(3)
        assert time.monotonic() - began < 1200, f"{await drill.told()} told"
    async with asyncio.timeout(120):
        assert await drill.handle.result() == "closed"
    description = await drill.handle.describe()
    print(f"all told and closed after {time.monotonic() - began:.0f} s, {description.history_length} events")

    await assert_each_was_told_once(drill)
    await assert_kept(drill, breach["id"])
    found = (await dpo.get(path)).json()
    assert len(found["controllers"]) == CONTROLLERS
    assert {(one["people"], one["records"], one["told"]) for one in found["controllers"]} == {(3, 3, 1)}


async def measured(dpo: StaffCaller, path: str) -> bool:
    return len((await dpo.get(path)).json()["controllers"]) == CONTROLLERS


async def assert_each_was_told_once(drill: Drill) -> None:
    """At the provider, by the ledger's id of each message: lost answers brought nobody a second one."""
    async with all_seeing(drill.app).transaction() as session:
        rows = await session.execute(
            select(Mail.id, Mail.address).where(Mail.purpose == Purpose.BREACH_NOTICE.value)
        )
        ledger = {row.id: row.address for row in rows}
    arrived: Counter[str] = Counter()
    for domain in DOMAINS:
        listed = drill.sink.http.get("/inbox/messages", params={"to": f"@{domain}", "limit": 1000}).json()
        for message in listed["messages"]:
            whole = drill.sink.http.get(f"/inbox/messages/{message['id']}").json()
            arrived[whole["custom_args"]["mail_id"]] += 1
    assert len(ledger) == len(set(ledger.values())) == CONTROLLERS
    assert arrived == Counter(dict.fromkeys(ledger, 1))


async def assert_kept(drill: Drill, breach_id: str) -> None:
    """Every clock says so, and so do the instants themselves."""
    async with all_seeing(drill.app).transaction() as session:
        clocks = (await session.scalars(select(Deadline).where(Deadline.subject_id == breach_id))).all()
        told = (await session.scalars(select(BreachController.first_told_at))).all()
    of_controllers = [one for one in clocks if one.kind == DeadlineKind.BREACH_TO_CONTROLLER]
    assert len(of_controllers) == CONTROLLERS
    assert len(clocks) == CONTROLLERS + 1, "and the authority's"
    assert {one.outcome for one in clocks} == {DeadlineOutcome.KEPT.value}
    due = {one.due_at for one in of_controllers}
    assert len(due) == 1
    latest = max(one for one in told if one is not None)
    assert datetime.now(UTC) + 30 * HOUR < latest < due.pop()
