"""A breach turns out to concern more controllers than were known: they are counted and told (contract P8)."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import TimeSkipper

from terms.breaches import FIRST_TRY
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.test_breach import MOMENT, Register, registered
from tests.workflows.world import keep_history
from workflows.breach import BreachWorkflow


@pytest.mark.rule("P8")
async def test_controllers_found_later_are_told_what_the_others_know(temporal: RunningTemporal) -> None:
    """Nothing is sent anew to those that are told; it does not close before the new ones are."""
    register = Register(datetime.now(UTC))
    async with registered(temporal, register) as handle:
        await register.change(handle, newest=1, notify=1)
        await until(lambda: register.records)
        assert register.measured == 1
        register.found = 2
        await register.change(handle, unmeasured=True, close_asked=True, authority_filed_at=datetime.now(UTC))
        assert await handle.result() == "closed"
        await keep_history(handle, "breach_scope")
    assert (register.measured, register.notices) == (2, [1, 1])


@pytest.mark.rule("P8")
async def test_before_anybody_is_told_they_are_counted_and_wait_with_the_others(
    temporal: RunningTemporal,
) -> None:
    register = Register(datetime.now(UTC))
    async with registered(temporal, register) as handle:
        await until(lambda: register.measured == 1)
        register.found = 2
        await register.change(handle, unmeasured=True)
        await until(lambda: register.measured == 2)
        assert await handle.query(BreachWorkflow.state) == "assessing"
        assert register.begun == []
        await handle.terminate()


@pytest.mark.rule("P8")
@pytest.mark.parametrize("how", ["closed", "unlikely"])
async def test_what_is_named_just_when_it_ends_keeps_it_open(temporal: RunningTemporal, how: str) -> None:
    register = Register(datetime.now(UTC))
    register.named_at_the_end = True
    async with registered(temporal, register) as handle:
        await until(lambda: register.measured)
        register.found = 1
        if how == "unlikely":
            await register.change(handle, unlikely=True)
        else:
            asked = {"close_asked": True, "authority_filed_at": datetime.now(UTC)}
            await register.change(handle, newest=1, notify=1, **asked)
        assert await handle.result() == how
        await keep_history(handle, f"breach_scope_{how}")
    assert register.measured == 2
    assert register.notices == ([1, 1] if how == "closed" else [])


@pytest.mark.rule("P8")
async def test_after_the_deadline_people_are_called_about_those_no_mail_leaves_for(
    temporal: RunningTemporal,
) -> None:
    """A mail gets its first try before that."""
    register = Register(datetime.now(UTC) - timedelta(hours=60))
    async with registered(temporal, register) as handle:
        await until(lambda: [one.told for one in register.records] == [0])
        register.away, register.found = True, 3
        await register.change(handle, unmeasured=True)
        await until(lambda: register.begun == [0, 0])
        called = {("untold-3", "usr_1"), ("untold-3", "usr_2")}
        skipper = TimeSkipper(temporal.client)
        await skipper.fast_forward(handle, FIRST_TRY - MOMENT)
        assert not called & set(register.mails)
        await skipper.fast_forward(handle, 2 * MOMENT)
        await until(lambda: called <= set(register.mails))
        register.away = False
        await skipper.fast_forward(handle, timedelta(minutes=6))
        await until(lambda: register.notices == [0, 0])
        await handle.terminate()
