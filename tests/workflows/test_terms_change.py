"""A substantial change is mailed in pages, reminded of at its dates, and gives way to a newer one (A3)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.records.terms_change_records import TermsChangeRecords
from activities.records.terms_messages import TermsMailed, TermsMailing
from terms.accounts import Document
from terms.terms_change import REMINDERS
from tests.conftest import SUGGEST_CONTINUE_AS_NEW
from tests.newer_texts import publish
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.workflows.world import activity_name, keep_history
from workflows.identifiers import terms_change_workflow_id
from workflows.terms_change import TermsChange, TermsChangeWorkflow, announce_terms_changes

MOMENT = timedelta(minutes=1)


class Mailings:
    """Stands for the tables: `users` have not accepted yet; a page holds two."""

    def __init__(self, *users: str) -> None:
        self.users = list(users)
        self.asked: list[TermsMailing] = []
        self.mailed: list[tuple[int, str]] = []
        self.superseded_at: int | None = None
        self.failures = 0

    @activity.defn(name=activity_name(TermsChangeRecords.mail_page))
    async def mail_page(self, mailing: TermsMailing) -> TermsMailed:
        """One page."""
        self.asked.append(mailing)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the provider is away")
        if self.superseded_at == mailing.step:
            return TermsMailed(0, None, superseded=True)
        page = [user for user in self.users if mailing.after is None or user > mailing.after][:2]
        self.mailed += [(mailing.step, user) for user in page]
        return TermsMailed(len(page), page[-1] if len(page) == 2 else None)


@asynccontextmanager
async def working(temporal: RunningTemporal, mailings: Mailings) -> AsyncIterator[str]:
    """A worker on a task queue of its own."""
    queue = f"terms-{uuid4().hex}"
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[TermsChangeWorkflow],
        activities=[mailings.mail_page],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        yield queue


@pytest.mark.rule("A3")
async def test_everybody_is_told_once_and_reminded_until_they_accept(temporal: RunningTemporal) -> None:
    mailings = Mailings("usr_1", "usr_2", "usr_3")
    mailings.failures = 2
    skipper = TimeSkipper(temporal.client)
    async with working(temporal, mailings) as queue:
        handle = await temporal.client.start_workflow(
            TermsChangeWorkflow.run, TermsChange("terms", "2030-01-01"), id=uuid4().hex, task_queue=queue
        )
        await skipper.fast_forward(handle, REMINDERS[0] - MOMENT)
        assert mailings.mailed == [(0, "usr_1"), (0, "usr_2"), (0, "usr_3")]
        mailings.users.remove("usr_2")
        await skipper.fast_forward(handle, 2 * MOMENT)
        assert mailings.mailed[3:] == [(1, "usr_1"), (1, "usr_3")]
        assert (await handle.query(TermsChangeWorkflow.progress)).step == 2
        mailings.users.remove("usr_1")
        await skipper.fast_forward(handle, REMINDERS[1] - REMINDERS[0] - 3 * MOMENT)
        assert len(mailings.mailed) == 5
        await skipper.fast_forward(handle, 3 * MOMENT)
        assert await handle.result() == 6
        await keep_history(handle, "terms_change")
    assert mailings.mailed[5:] == [(2, "usr_3")]


async def test_a_newer_change_takes_over(temporal: RunningTemporal) -> None:
    mailings = Mailings("usr_1")
    mailings.superseded_at = 1
    async with working(temporal, mailings) as queue:
        handle = await temporal.client.start_workflow(
            TermsChangeWorkflow.run, TermsChange("terms", "2030-01-01"), id=uuid4().hex, task_queue=queue
        )
        await TimeSkipper(temporal.client).fast_forward(handle, REMINDERS[0] + MOMENT)
        assert await handle.result() == 1
        await keep_history(handle, "terms_change_superseded")
    assert [mailing.step for mailing in mailings.asked] == [0, 1]


async def test_a_run_goes_on_where_the_one_before_it_stopped(temporal: RunningTemporal) -> None:
    mailings = Mailings("usr_1", "usr_2", "usr_3")
    async with working(temporal, mailings) as queue:
        handle = await temporal.client.start_workflow(
            TermsChangeWorkflow.run,
            TermsChange("terms", "2030-01-01", step=len(REMINDERS), after="usr_2", mails=40),
            id=uuid4().hex,
            task_queue=queue,
        )
        assert await handle.result() == 41
    assert mailings.mailed == [(len(REMINDERS), "usr_3")]


async def test_a_deployment_announces_each_change_once(
    temporal: RunningTemporal, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = f"2030-{uuid4().hex[:8]}"
    publish(monkeypatch, Document.TERMS, version, substantial=True)
    mailings = Mailings("usr_1")
    async with working(temporal, mailings) as queue:
        for _ in range(2):
            await announce_terms_changes(temporal.client, queue)
        workflow_id = terms_change_workflow_id("terms", version)
        handle = temporal.client.get_workflow_handle_for(TermsChangeWorkflow.run, workflow_id)
        await TimeSkipper(temporal.client).fast_forward(handle, REMINDERS[-1] + MOMENT)
        assert await handle.result() == 3
        await announce_terms_changes(temporal.client, queue)
        described = await handle.describe()
        assert described.close_time is not None
    assert [mailing.step for mailing in mailings.asked] == [0, 1, 2]


async def test_a_crowd_is_told_once_each_in_histories_that_stay_short(temporal: RunningTemporal) -> None:
    """Four hundred pages: no run's history grows with how many there are to tell."""
    mailings = Mailings(*(f"usr_{number:04}" for number in range(801)))
    workflow_id = uuid4().hex
    async with working(temporal, mailings) as queue:
        handle = await temporal.client.start_workflow(
            TermsChangeWorkflow.run,
            TermsChange("terms", "2030-01-01", step=len(REMINDERS), after="usr_", mails=0),
            id=workflow_id,
            task_queue=queue,
        )
        assert await handle.result() == 801
    assert len(mailings.mailed) == len(set(mailings.mailed)) == 801
    runs, run_id = [], handle.result_run_id
    while run_id is not None:
        history = await temporal.client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
        runs.append(len(history.events))
        run_id = history.events[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id
        run_id = run_id or None
    assert len(runs) > 2
    assert max(runs) < 2 * SUGGEST_CONTINUE_AS_NEW
