"""Controllers are told in time whatever people do; two persons decide that a risk is unlikely (P8)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt
from activities.records.breach_messages import BreachNotice, BreachPlan, BreachRecord
from activities.records.breach_reach import BreachReach
from activities.records.breach_records import BreachRecords
from activities.records.breach_telling import BreachTelling
from terms.breaches import ENDED, NOTICE_AHEAD, BreachState
from terms.deadlines import DeadlineKind, due_at
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.world import activity_name, keep_history
from workflows.breach import BreachStart, BreachWorkflow

MOMENT = timedelta(minutes=1)
Handle = WorkflowHandle[BreachWorkflow, str]


class Register:
    """Stands for the tables and the mails."""

    def __init__(self, aware_at: datetime) -> None:
        self.plan = BreachPlan(
            breach_id="bre_1",
            drill=False,
            aware_at=aware_at,
            responsible_id="usr_1",
            substitute_id="usr_2",
            newest=0,
            notify=0,
            told=None,
            unlikely=False,
            authority_filed_at=None,
            close_asked=False,
            controllers_due=due_at(DeadlineKind.BREACH_TO_CONTROLLER, aware_at),
            authority_due=due_at(DeadlineKind.BREACH_TO_AUTHORITY, aware_at),
        )
        self.notices: list[int] = []
        """Which assessments all controllers were told."""
        self.records: list[BreachRecord] = []
        self.mails: list[tuple[str, str | None]] = []
        self.failures = 0
        self.left_unreached: list[int] = []
        """What each reaching leaves, in turn."""
        self.away = False
        """Whether no mail can leave."""
        self.begun: list[int] = []
        self.stuck = 0
        """How often an address answers nothing."""
        self.measured = 0
        self.found = 0
        """How many controllers the ids bring that the incident names later."""
        self.late = 0
        """How many of them know nothing yet."""
        self.named_at_the_end = False
        """Whether somebody names more just when it ends."""

    @activity.defn(name=activity_name(BreachRecords.measure))
    async def measure(self, breach_id: str) -> None:
        """Counts whoever the ids bring."""
        self.measured += 1
        self.late, self.found = self.found, 0
        self.plan = replace(self.plan, unmeasured=False)

    @activity.defn(name=activity_name(BreachRecords.load))
    async def load(self, breach_id: str) -> BreachPlan:
        """As it stands: whoever was found once the others were told is behind them."""
        if self.plan.told is None or not self.late:
            return self.plan
        return replace(self.plan, behind=self.late, untold=self.late)

    @activity.defn(name=activity_name(BreachTelling.tell_all))
    async def tell_all(self, notice: BreachNotice) -> int:
        """Everybody, unless the provider is away."""
        self.begun.append(notice.number)
        late = self.late
        if self.failures or self.away:
            self.failures = max(self.failures - 1, 0)
            raise RuntimeError("the provider is away")
        self.notices.append(notice.number)
        self.late -= late
        return self.plan.unreached

    @activity.defn(name=activity_name(BreachReach.reach))
    async def reach(self, breach_id: str) -> int:
        """Nothing is left to be done by mail."""
        if self.stuck:
            self.stuck -= 1
            raise RuntimeError("an address answers nothing")
        left = self.left_unreached.pop(0)
        self.plan = replace(self.plan, to_reach=0, unreached=left)
        return left

    @activity.defn(name=activity_name(BreachRecords.record))
    async def record(self, record: BreachRecord) -> bool:
        """Keeps it, as the row would."""
        if self.named_at_the_end and record.state in ENDED:
            self.named_at_the_end, self.plan = False, replace(self.plan, unmeasured=True)
            return True
        self.records.append(record)
        if record.told is not None:
            self.plan = replace(self.plan, told=record.told)
        return False

    @activity.defn(name=activity_name(Mailer.send))
    async def send(self, order: MailOrder) -> MailReceipt:
        """Keeps to whom which step was mailed."""
        self.mails.append(((order.about_id or "").partition(":")[2], order.user_id))
        return MailReceipt("mai_1")

    async def change(self, handle: Handle, **changes: object) -> None:
        """People wrote something, and the workflow is told."""
        self.plan = replace(self.plan, **changes)  # type: ignore[arg-type]
        await handle.signal(BreachWorkflow.changed)


@asynccontextmanager
async def registered(temporal: RunningTemporal, register: Register) -> AsyncIterator[Handle]:
    """The workflow of one breach, on a task queue of its own."""
    queue = f"breach-{uuid4().hex}"
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[BreachWorkflow],
        activities=[
            register.measure,
            register.load,
            register.tell_all,
            register.reach,
            register.record,
            register.send,
        ],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        yield await temporal.client.start_workflow(
            BreachWorkflow.run, BreachStart("bre_1"), id=uuid4().hex, task_queue=queue
        )


@pytest.mark.rule("P8")
async def test_when_nobody_acts_what_is_known_goes_out_in_time(temporal: RunningTemporal) -> None:
    aware = datetime.now(UTC) - timedelta(hours=2)
    register = Register(aware)
    register.failures = 2
    async with registered(temporal, register) as handle:
        await until(lambda: register.mails == [("opened", "usr_1")])
        skipper = TimeSkipper(temporal.client)
        await skipper.fast_forward(handle, timedelta(hours=22) + MOMENT)
        await until(lambda: register.mails[1:] == [("half", "usr_1")])
        await skipper.fast_forward(handle, timedelta(hours=12))
        await until(
            lambda: (
                set(register.mails[2:])
                == {("three-quarters", "usr_1"), ("three-quarters", "usr_2"), ("authority-half", "usr_1")}
            )
        )
        assert register.notices == []
        latest = register.plan.controllers_due - NOTICE_AHEAD
        await skipper.fast_forward(handle, latest - datetime.now(UTC) - timedelta(hours=34))
        await until(lambda: register.records)
        assert register.notices == [0]
        (told,) = register.records
        assert (told.state, told.told) == (BreachState.NOTIFIED, 0)
        assert told.at < register.plan.controllers_due
        await register.change(handle, newest=1, notify=1)
        await until(lambda: register.notices == [0, 1])
        filed = register.plan.authority_due - timedelta(hours=1)
        await register.change(handle, authority_filed_at=filed, close_asked=True)
        assert await handle.result() == "closed"
        await keep_history(handle, "breach_beside")


@pytest.mark.rule("P8")
async def test_closing_waits_until_the_newest_is_told_and_the_authority_knows(
    temporal: RunningTemporal,
) -> None:
    register = Register(datetime.now(UTC))
    async with registered(temporal, register) as handle:
        await register.change(handle, newest=1, notify=1)
        await until(lambda: register.notices == [1])
        await register.change(handle, newest=2, close_asked=True)
        await register.change(handle, authority_filed_at=datetime.now(UTC))
        await until(lambda: len(register.records) >= 2)
        assert await handle.query(BreachWorkflow.state) == "notified"
        await register.change(handle, notify=2)
        assert await handle.result() == "closed"
    assert register.notices == [1, 2]


@pytest.mark.rule("P8")
async def test_two_persons_close_it_without_notice(temporal: RunningTemporal) -> None:
    register = Register(datetime.now(UTC))
    async with registered(temporal, register) as handle:
        await register.change(handle, unlikely=True)
        assert await handle.result() == "unlikely"
        await keep_history(handle, "breach_unlikely_beside")
    assert register.notices == []


async def test_a_drill_tells_no_authority(temporal: RunningTemporal) -> None:
    register = Register(datetime.now(UTC))
    register.plan = replace(register.plan, drill=True, newest=1, notify=1, close_asked=True)
    async with registered(temporal, register) as handle:
        assert await handle.result() == "closed"
        await keep_history(handle, "breach_drill_beside")
    assert register.plan.authority_filed_at is None


@pytest.mark.rule("P8")
async def test_whom_no_mail_reaches_is_told_another_way_before_it_closes(temporal: RunningTemporal) -> None:
    """Notices come back after they were taken; both in charge are called, and closing waits for people."""
    register = Register(datetime.now(UTC))
    register.left_unreached = [2, 0]
    async with registered(temporal, register) as handle:
        await register.change(handle, newest=1, notify=1)
        await until(lambda: register.notices == [1])
        await register.change(handle, to_reach=3)
        await until(lambda: {("unreached-2", "usr_1"), ("unreached-2", "usr_2")} <= set(register.mails))
        await register.change(handle, close_asked=True, authority_filed_at=datetime.now(UTC))
        await until(lambda: len(register.records) >= 2)
        assert await handle.query(BreachWorkflow.state) == "notified"
        await register.change(handle, to_reach=2)
        assert await handle.result() == "closed"
        await keep_history(handle, "breach_reached_beside")


@pytest.mark.rule("P8")
async def test_people_are_called_for_each_stage_that_reaches_nobody(temporal: RunningTemporal) -> None:
    register = Register(datetime.now(UTC))
    async with registered(temporal, register) as handle:
        await register.change(handle, newest=1, notify=1)
        await until(lambda: register.notices == [1])
        await register.change(handle, unreached=1, unreached_of=1)
        await until(lambda: ("unreached-1-1", "usr_2") in register.mails)
        await register.change(handle, unreached=0, unreached_of=0, newest=2, notify=2)
        await until(lambda: register.notices == [1, 2])
        await register.change(handle, unreached=1, unreached_of=2)
        await until(lambda: ("unreached-1-2", "usr_2") in register.mails)
        await register.change(handle, unreached=0, close_asked=True, authority_filed_at=datetime.now(UTC))
        assert await handle.result() == "closed"


@pytest.mark.rule("P8")
async def test_when_who_is_in_charge_is_gone_the_others_are_warned_at_once_and_in_their_place(
    temporal: RunningTemporal,
) -> None:
    register = Register(datetime.now(UTC))
    async with registered(temporal, register) as handle:
        await until(lambda: register.mails == [("opened", "usr_1")])
        await register.change(handle, gone=["usr_1"], stand_ins=["usr_2", "usr_3"])
        await until(lambda: len(register.mails) == 3)
        assert set(register.mails[1:]) == {("left-usr_1", "usr_2"), ("left-usr_1", "usr_3")}
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(hours=24) + MOMENT)
        await until(lambda: len(register.mails) == 5)
        assert set(register.mails[3:]) == {("half", "usr_2"), ("half", "usr_3")}
        await register.change(
            handle, newest=1, notify=1, close_asked=True, authority_filed_at=datetime.now(UTC)
        )
        assert await handle.result() == "closed"
        await keep_history(handle, "breach_charge_left")


@pytest.mark.rule("P8")
async def test_an_address_that_answers_nothing_holds_up_nothing_else(temporal: RunningTemporal) -> None:
    register = Register(datetime.now(UTC))
    register.stuck, register.left_unreached = 10**9, [0]
    async with registered(temporal, register) as handle:
        await register.change(handle, newest=1, notify=1)
        await until(lambda: register.notices == [1])
        await register.change(handle, to_reach=2, unreached=1)
        await until(lambda: ("unreached-1", "usr_2") in register.mails)
        await register.change(handle, newest=2, notify=2, unreached=0)
        await until(lambda: register.notices == [1, 2])
        await register.change(handle, close_asked=True, authority_filed_at=datetime.now(UTC))
        await until(lambda: len(register.records) >= 3)
        assert await handle.query(BreachWorkflow.state) == "notified", "it is not known yet of everybody"
        register.stuck = 0
        assert await handle.result() == "closed"
        await keep_history(handle, "breach_stuck_beside")


@pytest.mark.rule("P8")
async def test_while_the_provider_is_away_warnings_and_newer_information_wait_for_nobody(
    temporal: RunningTemporal,
) -> None:
    """An hour before the deadline both in charge are called; what is newer takes the place of the older."""
    register = Register(datetime.now(UTC))
    register.away = True
    async with registered(temporal, register) as handle:
        await until(lambda: register.mails == [("opened", "usr_1")])
        skipper = TimeSkipper(temporal.client)
        await skipper.fast_forward(handle, timedelta(hours=30))
        await register.change(handle, newest=1, notify=1, untold=7)
        await until(lambda: register.begun)
        called = {("untold-7", "usr_1"), ("untold-7", "usr_2")}
        await skipper.fast_forward(handle, timedelta(hours=16, minutes=50))
        assert not called & set(register.mails), "not before its time"
        await skipper.fast_forward(handle, timedelta(minutes=15))
        await until(lambda: called <= set(register.mails))
        await register.change(handle, newest=2, notify=2)
        await until(lambda: register.begun[-1] == 2)
        register.away = False
        await skipper.fast_forward(handle, timedelta(minutes=6))
        await until(lambda: register.notices == [2])
        await until(lambda: [record.told for record in register.records] == [2])
        await register.change(handle, authority_filed_at=datetime.now(UTC), close_asked=True)
        assert await handle.result() == "closed"
        await keep_history(handle, "breach_away")
