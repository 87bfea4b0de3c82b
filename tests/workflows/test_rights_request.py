"""Requests are acknowledged, passed on and answered, each mail once, by the real clock's dates (P6, P7)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, Purpose
from activities.records.rights_request_messages import RightsLook, RightsPlan, RightsRecord
from activities.records.rights_request_post import RightsRequestPost
from activities.records.rights_request_reach import RightsRequestReach
from activities.records.rights_request_records import RightsRequestRecords
from terms.calendar import HOLDER_ZONE
from terms.mail import LOOK_AGAIN
from terms.rights_requests import (
    CONFIRM_WITHIN,
    Facts,
    RequesterIdentity,
    RequestState,
    dates_of,
    passed_on_at_latest,
)
from terms.working_days import WorkingCalendar
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from tests.workflows.world import activity_name, keep_history
from workflows.rights_request import RightsRequestStart, RightsRequestWorkflow

MOMENT = timedelta(minutes=1)
Handle = WorkflowHandle[RightsRequestWorkflow, str]


class Register:
    """Stands for the tables and the mails: what it is told it shows at the next look."""

    def __init__(self, *, by_form: bool = True, controllers: int = 2, received_at: datetime | None = None):
        at = received_at or datetime.now(UTC)
        self.facts = Facts(
            dates=dates_of(at, WorkingCalendar(), HOLDER_ZONE),
            by_form=by_form,
            identity=RequesterIdentity.PENDING,
            confirm_until=datetime.now(UTC) + CONFIRM_WITHIN,
            withdrawn=False,
            passed_on_at=None,
            controllers=controllers,
            unanswered=controllers,
            own_open=False,
            extended=False,
        )
        self.untold = self.extension_unreached = False
        self.in_vain = False
        """Telling the person changes nothing."""
        self.to_reach = self.unreached = self.answers_returned = self.others_unreached = 0
        self.look_after: datetime | None = None
        """Until when answers may come back, or be given again."""
        self.failures = 0
        self.stuck = False
        self.acts: list[str] = []
        self.records: list[RightsRecord] = []
        self.mails: list[tuple[Purpose, str | None, str]] = []

    @activity.defn(name=activity_name(RightsRequestRecords.look))
    async def look(self, order: RightsLook) -> RightsPlan:
        """As it stands."""
        dpos = ["usr_dpo", "usr_other"]
        return RightsPlan(
            self.facts,
            dpos,
            self.facts.own_open,
            self.unreached,
            self.untold,
            self.to_reach,
            extension_unreached=self.extension_unreached,
            others_unreached=self.others_unreached,
            answers_returned=self.answers_returned,
            answers_look_at=self.look_after
            if self.look_after is not None and order.at < self.look_after
            else None,
        )

    @activity.defn(name=activity_name(RightsRequestRecords.record))
    async def record(self, record: RightsRecord) -> None:
        """Keeps it, as the row would."""
        self.records.append(record)
        if record.passed_on_at is not None:
            self.facts = replace(self.facts, passed_on_at=record.passed_on_at)

    @activity.defn(name=activity_name(RightsRequestPost.pass_on))
    async def pass_on(self, request_id: str) -> bool:
        """All of them; the provider may be away."""
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the provider is away")
        self.acts.append("pass on")
        return False

    @activity.defn(name=activity_name(RightsRequestReach.reach))
    async def reach(self, request_id: str) -> None:
        """One has a second address, one has none."""
        if self.stuck:
            raise RuntimeError("an address answers nothing")
        self.acts.append("reach")
        self.unreached, self.to_reach = self.to_reach - 1, 0

    @activity.defn(name=activity_name(RightsRequestReach.note_answers))
    async def note_answers(self, request_id: str) -> None:
        """All of them."""
        self.acts.append("note answers")
        self.others_unreached, self.answers_returned = self.answers_returned, 0
        self.look_after = datetime.now(UTC) + timedelta(days=90)

    @activity.defn(name=activity_name(RightsRequestPost.remind))
    async def remind(self, request_id: str) -> bool:
        """All of them."""
        self.acts.append("remind")
        return False

    @activity.defn(name=activity_name(RightsRequestPost.tell_person))
    async def tell_person(self, request_id: str) -> bool:
        """All of them."""
        self.acts.append("tell person")
        self.untold = self.in_vain
        return False

    @activity.defn(name=activity_name(Mailer.send))
    async def send(self, order: MailOrder) -> MailReceipt:
        """Keeps what was mailed to whom."""
        self.mails.append((order.purpose, order.user_id, order.key.split(":")[2]))
        return MailReceipt("mai_1")

    async def change(self, handle: Handle, *, untold: bool = False, **changes: Any) -> None:
        """People decided something, and the workflow is told."""
        self.facts, self.untold = replace(self.facts, **changes), untold
        await handle.signal(RightsRequestWorkflow.changed)

    def warned(self) -> list[str]:
        """The steps of which the dpo was told, in order."""
        return [step for purpose, user, step in self.mails if (purpose, user) == (WARNING, "usr_dpo")]


WARNING = Purpose.RIGHTS_WARNING


@asynccontextmanager
async def filed(temporal: RunningTemporal, register: Register) -> AsyncIterator[Handle]:
    """The workflow of one request, on a task queue of its own."""
    queue = f"rights-{uuid4().hex}"
    worker = Worker(
        temporal.client,
        task_queue=queue,
        workflows=[RightsRequestWorkflow],
        activities=[
            register.look,
            register.record,
            register.pass_on,
            register.reach,
            register.note_answers,
            register.remind,
            register.tell_person,
            register.send,
        ],
        workflow_runner=sandboxed_runner(),
    )
    async with worker:
        yield await temporal.client.start_workflow(
            RightsRequestWorkflow.run, RightsRequestStart("rrq_1"), id=uuid4().hex, task_queue=queue
        )


async def skip_to(temporal: RunningTemporal, handle: Handle, at: datetime, begun: datetime) -> None:
    """Lets time pass for the workflow until `at`; `begun` is what its clock shows now."""
    await TimeSkipper(temporal.client).fast_forward(handle, at - begun + MOMENT)


@pytest.mark.rule("P6", "P7")
async def test_confirmed_it_is_passed_on_at_once_and_ends_with_the_answers(
    temporal: RunningTemporal,
) -> None:
    register = Register()
    register.failures = 2
    async with filed(temporal, register) as handle:
        await until(lambda: register.mails)
        await register.change(handle, identity=RequesterIdentity.MAILBOX)
        await until(lambda: register.records)
        await register.change(handle, untold=True, unanswered=1)
        await until(lambda: register.acts.count("tell person") == 1)
        await register.change(handle, untold=True, unanswered=0)
        assert await handle.result() == "resolved"
        await keep_history(handle, "rights_request_beside")
    assert register.acts == ["pass on", "tell person", "tell person"]
    assert register.mails == [(Purpose.RIGHTS_RECEIVED, None, "received")]
    assert [record.state for record in register.records] == [RequestState.IN_HAND, RequestState.RESOLVED]


@pytest.mark.rule("P6")
async def test_never_confirmed_what_is_known_goes_out_in_time_and_silence_ends(
    temporal: RunningTemporal,
) -> None:
    register = Register()
    begun = datetime.now(UTC)
    dates = register.facts.dates
    async with filed(temporal, register) as handle:
        await until(lambda: register.mails)
        await skip_to(temporal, handle, begun + timedelta(days=2), begun)
        await until(lambda: len(register.mails) == 2)
        assert register.acts == []
        await skip_to(temporal, handle, passed_on_at_latest(dates), begun + timedelta(days=2))
        await until(lambda: register.records)
        (passed,) = register.records
        assert passed.passed_on_at is not None
        assert passed_on_at_latest(dates) <= passed.passed_on_at < dates.pass_on_due
        at = passed_on_at_latest(dates)
        await skip_to(temporal, handle, dates.longest_due, at)
        assert await handle.result() == "unanswered"
        await keep_history(handle, "rights_request_unanswered_beside")
    assert register.acts == ["pass on", "remind"]
    assert [mail[0] for mail in register.mails] == [Purpose.RIGHTS_RECEIVED, Purpose.RIGHTS_REMINDER]


@pytest.mark.rule("P7")
async def test_the_holders_own_month_warns_and_can_be_extended_once(temporal: RunningTemporal) -> None:
    register = Register(by_form=False, controllers=0)
    register.facts = replace(
        register.facts, identity=RequesterIdentity.DOCUMENTS, confirm_until=None, own_open=True
    )
    begun = datetime.now(UTC)
    dates = register.facts.dates
    half = dates.received_at + (dates.answer_due - dates.received_at) / 2
    longest_half = dates.received_at + (dates.longest_due - dates.received_at) / 2
    async with filed(temporal, register) as handle:
        await until(lambda: register.warned() == ["opened"])
        await skip_to(temporal, handle, half, begun)
        await until(lambda: register.warned() == ["opened", "half"])
        await register.change(handle, untold=True, extended=True)
        await until(lambda: "tell person" in register.acts)
        await skip_to(temporal, handle, longest_half, half)
        await until(lambda: register.warned()[2:] == ["half-extended"])
        await skip_to(temporal, handle, dates.longest_due, longest_half)
        await until(lambda: register.warned()[3:] == ["three_quarters-extended", "overdue-extended"])
        await register.change(handle, untold=True, own_open=False)
        assert await handle.result() == "resolved"
        await keep_history(handle, "rights_request_own_beside")
    assert register.acts.count("tell person") == 2
    assert len(register.mails) == len(set(register.mails))


@pytest.mark.rule("P7")
async def test_nobodys_request_lapses_and_nothing_is_mailed_after(temporal: RunningTemporal) -> None:
    register = Register(controllers=0)
    begun = datetime.now(UTC)
    async with filed(temporal, register) as handle:
        await until(lambda: register.mails)
        await skip_to(temporal, handle, begun + CONFIRM_WITHIN, begun)
        assert await handle.result() == "lapsed"
        await keep_history(handle, "rights_request_lapsed_beside")
    assert register.acts == []


@pytest.mark.rule("P7")
async def test_the_mailbox_withdraws_what_was_not_its_own(temporal: RunningTemporal) -> None:
    register = Register()
    async with filed(temporal, register) as handle:
        await until(lambda: register.mails)
        await register.change(handle, withdrawn=True)
        assert await handle.result() == "withdrawn"
        await keep_history(handle, "rights_request_withdrawn_beside")
    assert register.acts == []


@pytest.mark.rule("P6")
@pytest.mark.parametrize("days", [20, 45])
async def test_one_that_was_registered_late_is_passed_on_at_once(
    temporal: RunningTemporal, days: int
) -> None:
    """What came by letter and lay about goes out as soon as somebody enters it, identified or not."""
    register = Register(by_form=False, received_at=datetime.now(UTC) - timedelta(days=days))
    async with filed(temporal, register) as handle:
        await until(lambda: register.records)
        await register.change(handle, unanswered=0)
        assert await handle.result() == "resolved"
    assert register.acts.count("pass on") == 1


@pytest.mark.rule("P6")
async def test_a_notice_that_comes_back_is_noticed_within_days_without_being_told(
    temporal: RunningTemporal,
) -> None:
    register = Register()
    async with filed(temporal, register) as handle:
        await register.change(handle, identity=RequesterIdentity.MAILBOX)
        await until(lambda: len(register.records) == 1)
        register.to_reach = 2
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(hours=7))
        await until(lambda: "unreached-1" in register.warned())
        assert register.acts == ["pass on", "reach"]
        await register.change(handle, unanswered=0)
        assert await handle.result() == "resolved"
        await keep_history(handle, "rights_request_returned_beside")


@pytest.mark.rule("P7")
async def test_an_answer_that_comes_back_after_the_end_is_noticed_and_given_again(
    temporal: RunningTemporal,
) -> None:
    register = Register()
    register.look_after = datetime.now(UTC) + timedelta(hours=6)
    async with filed(temporal, register) as handle:
        await register.change(handle, identity=RequesterIdentity.MAILBOX)
        await until(lambda: register.facts.passed_on_at is not None)
        await register.change(handle, untold=True, unanswered=0)
        await until(lambda: [one.state for one in register.records][1:] == [RequestState.RESOLVED])
        assert register.warned() == []
        register.answers_returned = 1
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(hours=7))
        await until(lambda: register.warned() == ["others_unreached-1"])
        register.others_unreached, register.look_after = 0, None
        await register.change(handle, untold=True)
        assert await handle.result() == RequestState.RESOLVED.value
        await keep_history(handle, "rights_request_answered_again")
    assert register.acts == ["pass on", "tell person", "note answers", "tell person"]


@pytest.mark.rule("P6", "P7")
async def test_an_address_that_answers_nothing_holds_up_nothing_else(temporal: RunningTemporal) -> None:
    register = Register()
    register.stuck = True
    async with filed(temporal, register) as handle:
        await register.change(handle, identity=RequesterIdentity.MAILBOX)
        await until(lambda: register.facts.passed_on_at is not None)
        register.to_reach, register.unreached = 2, 1
        await register.change(handle, untold=True, unanswered=1)
        await until(lambda: register.acts.count("tell person") == 1 and "unreached-1" in register.warned())
        await register.change(handle, untold=True, unanswered=0)
        await until(lambda: register.acts.count("tell person") == 2)
        register.stuck = False
        assert await handle.result() == RequestState.RESOLVED.value
        await keep_history(handle, "rights_request_stuck")
    assert register.acts.count("reach") == 1


@pytest.mark.rule("P7")
async def test_what_was_done_in_vain_waits_for_people_or_an_hour(temporal: RunningTemporal) -> None:
    register = Register()
    register.in_vain = True
    async with filed(temporal, register) as handle:
        await register.change(handle, identity=RequesterIdentity.MAILBOX)
        await until(lambda: register.facts.passed_on_at is not None)
        await register.change(handle, untold=True, unanswered=1)
        once = await _settled(register)
        await register.change(handle, untold=True, unanswered=0)
        twice = await _settled(register, beyond=once)
        register.in_vain, register.extension_unreached = False, True
        await TimeSkipper(temporal.client).fast_forward(handle, LOOK_AGAIN + MOMENT)
        assert await handle.result() == RequestState.RESOLVED.value
        await keep_history(handle, "rights_request_put_off")
    assert register.acts.count("tell person") == twice + 1
    assert register.warned() == ["extension_unreached"]


async def _settled(register: Register, beyond: int = 0) -> int:
    """How often the person was told, once that happens no more: once, or twice if it began before the signal
    of the same change.
    """

    def told() -> int:
        return register.acts.count("tell person")

    await until(lambda: told() > beyond)
    await asyncio.sleep(1)
    times = told()
    await asyncio.sleep(1)
    assert told() == times <= beyond + 2
    return times
