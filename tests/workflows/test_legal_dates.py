"""Legal clocks on workflows that live through weekends, holidays, year ends, changes of clocks (P1–P8)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from terms.breaches import NOTICE_AHEAD, BreachState
from terms.instructions import InstructionAct
from terms.rights_requests import CONFIRM_WITHIN, PASS_ON_AHEAD, RequesterIdentity
from terms.subprocessors import SubprocessorState
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows import test_breach, test_instruction, test_rights_request, test_subprocessor_change
from workflows.instruction import InstructionWorkflow

MADRID = ZoneInfo("Europe/Madrid")
MOMENT = timedelta(minutes=1)


def madrid(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """An instant by the holder's clock, of a year to come."""
    return datetime(year, month, day, hour, tzinfo=MADRID).astimezone(UTC)


class Ahead:
    """Moves the clock of one workflow to instants to come."""

    def __init__(self, temporal: RunningTemporal, handle: WorkflowHandle[Any, Any]) -> None:
        self._skipper = TimeSkipper(temporal.client)
        self._handle = handle
        self._ahead = timedelta()

    async def to(self, instant: datetime) -> None:
        """The workflow's clock shows this instant, or a little more."""
        by = instant - datetime.now(UTC) - self._ahead
        await self._skipper.fast_forward(self._handle, by)
        self._ahead += by


async def warned(register: test_breach.Register, step: str) -> None:
    """Waits until somebody has been mailed of this step."""
    await until(lambda: step in [name for name, _ in register.mails])


@pytest.mark.rule("P8", "C4")
@pytest.mark.parametrize(
    ("aware", "due"),
    [
        pytest.param(madrid(2027, 3, 27, 12), madrid(2027, 3, 29, 13), id="to summer time, on a weekend"),
        pytest.param(madrid(2027, 10, 30, 12), madrid(2027, 11, 1, 11), id="to winter time, All Saints"),
        pytest.param(madrid(2027, 12, 31, 8), madrid(2028, 1, 2, 8), id="over the year's end"),
    ],
)
async def test_what_is_known_of_a_breach_goes_out_before_the_48_hours_end(
    temporal: RunningTemporal, aware: datetime, due: datetime
) -> None:
    register = test_breach.Register(aware)
    assert register.plan.controllers_due == due
    async with test_breach.registered(temporal, register) as handle:
        ahead = Ahead(temporal, handle)
        await ahead.to(due - NOTICE_AHEAD - MOMENT)
        assert register.notices == []
        await ahead.to(due - NOTICE_AHEAD + MOMENT)
        await until(lambda: register.records)
        (told,) = register.records
        assert told.state is BreachState.NOTIFIED
        assert due - NOTICE_AHEAD <= told.at < due
        await handle.terminate()


@pytest.mark.rule("P8", "C4")
@pytest.mark.parametrize(
    ("aware", "half", "late", "due"),
    [
        pytest.param(
            madrid(2027, 3, 26, 12),
            madrid(2027, 3, 28),
            madrid(2027, 3, 28, 19),
            madrid(2027, 3, 29, 13),
            id="to summer time, over a weekend",
        ),
        pytest.param(
            madrid(2027, 10, 29, 12),
            madrid(2027, 10, 31),
            madrid(2027, 10, 31, 17),
            madrid(2027, 11, 1, 11),
            id="to winter time, over a weekend to All Saints",
        ),
        pytest.param(
            madrid(2027, 12, 31, 8),
            madrid(2028, 1, 1, 20),
            madrid(2028, 1, 2, 14),
            madrid(2028, 1, 3, 8),
            id="over the year's end, on a weekend",
        ),
    ],
)
async def test_the_authoritys_72_hours_are_real_ones_and_warned_of(
    temporal: RunningTemporal, aware: datetime, half: datetime, late: datetime, due: datetime
) -> None:
    register = test_breach.Register(aware)
    assert register.plan.authority_due == due
    async with test_breach.registered(temporal, register) as handle:
        ahead = Ahead(temporal, handle)
        for step, at in (("authority-half", half), ("authority", late), ("authority-passed", due)):
            await ahead.to(at - MOMENT)
            assert step not in [name for name, _ in register.mails]
            await ahead.to(at + MOMENT)
            await warned(register, step)
        await handle.terminate()


@pytest.mark.rule("P6", "C3")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(madrid(2027, 6, 18, 9), madrid(2027, 7, 1), id="over Sant Joan"),
        pytest.param(madrid(2027, 12, 23, 9), madrid(2028, 1, 4), id="over Christmas and the year's end"),
        pytest.param(madrid(2027, 3, 24, 9), madrid(2027, 4, 7), id="over Easter, to summer time"),
    ],
)
async def test_a_request_is_passed_on_before_the_seven_working_days_end(
    temporal: RunningTemporal, received: datetime, due: datetime
) -> None:
    register = test_rights_request.Register(received_at=received)
    register.facts = replace(register.facts, confirm_until=received + CONFIRM_WITHIN)
    async with test_rights_request.filed(temporal, register) as handle:
        ahead = Ahead(temporal, handle)
        await ahead.to(due - PASS_ON_AHEAD - MOMENT)
        assert register.acts == []
        await ahead.to(due - PASS_ON_AHEAD + MOMENT)
        await until(lambda: register.records)
        passed_on_at = register.records[0].passed_on_at
        assert passed_on_at is not None
        assert due - PASS_ON_AHEAD <= passed_on_at < due
        await handle.terminate()


@pytest.mark.rule("P7")
async def test_the_holders_month_ends_with_a_short_february_and_its_extension_with_april(
    temporal: RunningTemporal,
) -> None:
    received, month, longest = madrid(2027, 1, 31, 8), madrid(2027, 3, 1), madrid(2027, 5, 1)
    register = test_rights_request.Register(controllers=0, received_at=received)
    register.facts = replace(
        register.facts,
        identity=RequesterIdentity.MAILBOX,
        confirm_until=None,
        own_open=True,
        passed_on_at=received,
    )
    async with test_rights_request.filed(temporal, register) as handle:
        ahead = Ahead(temporal, handle)
        await ahead.to(month - MOMENT)
        await until(lambda: "three_quarters" in register.warned())
        await register.change(handle, extended=True)
        await ahead.to(longest - MOMENT)
        await until(lambda: "three_quarters-extended" in register.warned())
        assert "overdue-extended" not in register.warned()
        await ahead.to(longest + MOMENT)
        await until(lambda: "overdue-extended" in register.warned())
        assert "overdue" not in register.warned()
        await handle.terminate()


@pytest.mark.rule("P4", "C2")
@pytest.mark.parametrize(
    ("told", "due"),
    [
        pytest.param(madrid(2027, 3, 1, 9), madrid(2027, 4, 1), id="over the change of clocks"),
        pytest.param(madrid(2027, 12, 15, 9), madrid(2028, 1, 15), id="over the year's end"),
    ],
)
async def test_a_subprocessor_works_from_the_midnight_after_the_thirtieth_day(
    temporal: RunningTemporal, told: datetime, due: datetime
) -> None:
    register = test_subprocessor_change.Register("biz_1", told_at=told)
    async with test_subprocessor_change.announced(temporal, register) as handle:
        await until(lambda: register.states == [SubprocessorState.ANNOUNCED])
        ahead = Ahead(temporal, handle)
        await ahead.to(due - MOMENT)
        assert register.states == [SubprocessorState.ANNOUNCED]
        await ahead.to(due + MOMENT)
        await until(lambda: register.states[1:] == [SubprocessorState.CURRENT])
        assert register.records[-1].at >= due
        await handle.terminate()


@pytest.mark.rule("P1", "C3")
@pytest.mark.parametrize(
    ("amended", "due"),
    [
        pytest.param(madrid(2027, 2, 4, 17), madrid(2027, 2, 16), id="over two weekends"),
        pytest.param(madrid(2027, 4, 6, 9), madrid(2027, 4, 17), id="over Santa Faz"),
        pytest.param(madrid(2027, 6, 18, 9), madrid(2027, 7, 1), id="over Sant Joan"),
        pytest.param(madrid(2027, 12, 23, 23), madrid(2028, 1, 4), id="over Christmas and the year's end"),
    ],
)
async def test_an_instruction_is_overdue_once_its_seven_working_days_are_over(
    temporal: RunningTemporal, amended: datetime, due: datetime
) -> None:
    register = test_instruction.Register()
    async with test_instruction.given(temporal, register) as handle:
        assert await test_instruction.act(handle, 2, InstructionAct.ACKNOWLEDGE) == "in_force"
        ahead = Ahead(temporal, handle)
        await ahead.to(amended)
        assert await test_instruction.act(handle, 3, InstructionAct.AMEND) == "recorded"
        progress = await handle.query(InstructionWorkflow.progress)
        assert progress is not None
        assert progress.course.due_at == due
        await ahead.to(due - MOMENT)
        await until(lambda: "three_quarters" in register.warned())
        assert "overdue" not in register.warned()
        await ahead.to(due + MOMENT)
        await until(lambda: "overdue" in register.warned())
        assert await test_instruction.act(handle, 4, InstructionAct.WITHDRAW, 2) == "withdrawn"
        assert await handle.result() == "withdrawn"
