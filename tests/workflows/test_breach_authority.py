"""The authority's 72 hours: warned of at half, at three quarters, and when they have passed (contract P8)."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import TimeSkipper

from tests.running import RunningTemporal
from tests.waiting import until, until_given
from tests.workflows.test_breach import MOMENT, Handle, Register, registered
from tests.workflows.world import keep_history
from workflows.search_attributes import NEXT_DEADLINE

BOTH = ("usr_1", "usr_2")


async def shown(handle: Handle, due: datetime) -> None:
    """Waits until operations are shown this instant."""

    async def is_shown() -> bool:
        return await attribute(handle) == due

    await until_given(is_shown, 30)


async def mailed(register: Register, before: int, mails: list[tuple[str, str]]) -> None:
    """Waits until these mails, and no others, have followed the first so many."""
    await until(lambda: sorted(register.mails[before:]) == mails)


async def attribute(handle: Handle) -> datetime | None:
    """The deadline that operations are shown."""
    return (await handle.describe()).typed_search_attributes.get(NEXT_DEADLINE)


@pytest.mark.rule("P8")
async def test_people_are_warned_until_it_is_filed_and_the_clock_stays_in_sight(
    temporal: RunningTemporal,
) -> None:
    register = Register(datetime.now(UTC).replace(microsecond=0))
    async with registered(temporal, register) as handle:
        await until(lambda: register.mails == [("opened", "usr_1")])
        await shown(handle, register.plan.controllers_due)
        await register.change(handle, newest=1, notify=1)
        await until(lambda: register.records)
        await shown(handle, register.plan.authority_due)
        skipper = TimeSkipper(temporal.client)
        await skipper.fast_forward(handle, timedelta(hours=36) - MOMENT)
        assert register.mails == [("opened", "usr_1")]
        for by, step, whom in (
            (2 * MOMENT, "authority-half", BOTH[:1]),
            (timedelta(hours=18), "authority", BOTH),
            (timedelta(hours=18), "authority-passed", BOTH),
        ):
            before, mails = len(register.mails), [(step, one) for one in whom]
            await skipper.fast_forward(handle, by)
            await mailed(register, before, mails)
        await shown(handle, register.plan.authority_due)
        await register.change(handle, close_asked=True, authority_filed_at=datetime.now(UTC))
        assert await handle.result() == "closed"
        await keep_history(handle, "breach_authority")
        assert await attribute(handle) is None


@pytest.mark.rule("P8")
async def test_who_is_put_in_charge_later_is_warned_of_what_has_passed(temporal: RunningTemporal) -> None:
    register = Register(datetime.now(UTC) - timedelta(hours=37))
    async with registered(temporal, register) as handle:
        await until(lambda: ("authority-half", "usr_1") in register.mails)
        await register.change(handle, responsible_id="usr_3")
        wanted = {(step, "usr_3") for step in ("opened", "half", "three-quarters", "authority-half")}
        await until(lambda: wanted <= set(register.mails))
        await handle.terminate()
