"""A registration is verified by its mailed link, reminded of once, or removed; then guided on (A1, A2)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.mail.messages import Purpose
from activities.records.registration_messages import RegistrationPlan
from terms.accounts import (
    SECOND_PHASE_NUDGE,
    UNVERIFIED_KEPT,
    VERIFICATION_LINKS_MAX,
    VERIFICATION_REMINDER,
)
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, keep_history, running_worker
from workflows.link_renewal import LinkRenewalStart, LinkRenewalWorkflow, link_renewal_workflow_id
from workflows.registration import RegistrationStart, RegistrationWorkflow

MOMENT = timedelta(minutes=1)


class Registering:
    """One registration under way."""

    def __init__(
        self,
        registration_id: str,
        world: World,
        skipper: TimeSkipper,
        handle: WorkflowHandle[RegistrationWorkflow, bool],
    ) -> None:
        self.id, self.world, self.skipper, self.handle = registration_id, world, skipper, handle

    async def forward(self, duration: timedelta) -> None:
        """Lets its clock run."""
        await self.skipper.fast_forward(self.handle, duration)

    async def mailed(self, *purposes: Purpose) -> None:
        """Waits until these mails, and no others, have been sent."""
        await until(lambda: len(self.world.mails) >= len(purposes), 20)
        assert [order.purpose for order in self.world.mails] == list(purposes)

    async def ends(self, name: str) -> bool:
        """Its outcome, once its history is kept."""
        outcome = await self.handle.result()
        await keep_history(self.handle, name)
        return outcome


@asynccontextmanager
async def registering(
    temporal: RunningTemporal, world: World, known: str | None = None, age: timedelta = timedelta()
) -> AsyncIterator[Registering]:
    """A registration asked for so long ago."""
    requested_at = datetime.now(UTC) - age
    registration_id = f"reg_{uuid4().hex}"
    world.registrations[registration_id] = RegistrationPlan(registration_id, requested_at, False, known)
    async with running_worker(temporal.client, world) as queue:
        handle = await temporal.client.start_workflow(
            RegistrationWorkflow.run, RegistrationStart(registration_id), id=uuid4().hex, task_queue=queue
        )
        yield Registering(registration_id, world, TimeSkipper(temporal.client), handle)


@pytest.mark.rule("A1")
async def test_an_unverified_registration_is_reminded_once_and_removed_after_seven_days(
    temporal: RunningTemporal, world: World
) -> None:
    async with registering(temporal, world) as it:
        await it.mailed(Purpose.VERIFY_EMAIL)
        await it.forward(VERIFICATION_REMINDER - MOMENT)
        await it.mailed(Purpose.VERIFY_EMAIL)
        await it.forward(2 * MOMENT)
        await it.mailed(Purpose.VERIFY_EMAIL, Purpose.VERIFY_REMINDER)
        await it.forward(UNVERIFIED_KEPT - VERIFICATION_REMINDER - 3 * MOMENT)
        assert world.removed == []
        await it.forward(3 * MOMENT)
        assert await it.ends("registration_reminded_and_removed") is False
        await it.mailed(Purpose.VERIFY_EMAIL, Purpose.VERIFY_REMINDER)
    assert world.removed == [it.id]
    assert [renewal.number for renewal in world.renewals] == [2]
    assert len({order.key for order in world.mails}) == 2


async def test_whoever_verifies_is_told_what_is_missing_and_once_more(
    temporal: RunningTemporal, world: World
) -> None:
    async with registering(temporal, world) as it:
        world.unfinished[it.id] = "usr_1"
        await it.mailed(Purpose.VERIFY_EMAIL)
        await it.handle.signal(RegistrationWorkflow.verified)
        await it.mailed(Purpose.VERIFY_EMAIL, Purpose.WELCOME)
        await it.forward(SECOND_PHASE_NUDGE - MOMENT)
        await it.mailed(Purpose.VERIFY_EMAIL, Purpose.WELCOME)
        await it.forward(2 * MOMENT)
        assert await it.ends("registration_guided") is True
        await it.mailed(Purpose.VERIFY_EMAIL, Purpose.WELCOME, Purpose.FINISH_SIGN_UP)
    assert world.removed == []
    assert [order.user_id for order in world.mails] == [None, "usr_1", "usr_1"]


async def test_whoever_finishes_in_time_is_not_reminded(temporal: RunningTemporal, world: World) -> None:
    async with registering(temporal, world) as it:
        world.unfinished[it.id] = "usr_1"
        await it.handle.signal(RegistrationWorkflow.verified)
        await it.mailed(Purpose.VERIFY_EMAIL, Purpose.WELCOME)
        del world.unfinished[it.id]
        await it.forward(SECOND_PHASE_NUDGE + MOMENT)
        assert await it.ends("registration_finished") is True
        await it.mailed(Purpose.VERIFY_EMAIL, Purpose.WELCOME)


async def test_whoever_has_finished_already_is_told_nothing(temporal: RunningTemporal, world: World) -> None:
    async with registering(temporal, world) as it:
        await it.handle.signal(RegistrationWorkflow.verified)
        assert await it.ends("registration_finished_at_once") is True
        await it.mailed(Purpose.VERIFY_EMAIL)


async def test_a_link_that_ended_is_replaced_when_asked_for_until_the_maximum(
    temporal: RunningTemporal, world: World
) -> None:
    async with registering(temporal, world) as it:
        await it.mailed(Purpose.VERIFY_EMAIL)
        for number in range(VERIFICATION_LINKS_MAX + 2):
            await it.handle.signal(RegistrationWorkflow.link_wanted, f"act_{number}")
            await it.handle.signal(RegistrationWorkflow.link_wanted, f"act_{number}")
        await it.mailed(Purpose.VERIFY_EMAIL, *[Purpose.VERIFY_NEW_LINK] * (VERIFICATION_LINKS_MAX - 1))
        await it.handle.signal(RegistrationWorkflow.verified)
        assert await it.ends("registration_with_new_links") is True
    assert [renewal.number for renewal in world.renewals] == list(range(2, VERIFICATION_LINKS_MAX + 1))
    assert len({order.key for order in world.mails}) == VERIFICATION_LINKS_MAX


async def test_a_provider_that_is_away_does_not_keep_data_longer(
    temporal: RunningTemporal, world: World
) -> None:
    world.fail["mail"] = 1_000_000
    async with registering(temporal, world, age=UNVERIFIED_KEPT - MOMENT) as it:
        await it.forward(2 * MOMENT)
        assert await it.ends("registration_removed_unmailed") is False
    assert world.removed == [it.id]
    assert world.mails == []


async def test_verified_at_the_last_moment_is_not_removed(temporal: RunningTemporal, world: World) -> None:
    async with registering(temporal, world) as it:
        world.verified_late.add(it.id)
        world.unfinished[it.id] = "usr_1"
        await it.forward(UNVERIFIED_KEPT + MOMENT)
        await it.mailed(Purpose.VERIFY_EMAIL, Purpose.VERIFY_REMINDER, Purpose.WELCOME)
        await it.forward(SECOND_PHASE_NUDGE + MOMENT)
        assert await it.ends("registration_verified_late") is True


@pytest.mark.parametrize("wanted", [False, True])
async def test_a_known_address_is_told_so_once_and_gets_no_link(
    temporal: RunningTemporal, world: World, wanted: bool
) -> None:
    async with registering(temporal, world, known="usr_1") as it:
        await it.mailed(Purpose.ALREADY_REGISTERED)
        if wanted:
            await it.handle.signal(RegistrationWorkflow.link_wanted, "act_1")
        await it.forward(UNVERIFIED_KEPT + MOMENT)
        assert await it.ends("registration_of_known_address") is False
        await it.mailed(Purpose.ALREADY_REGISTERED)
    assert world.removed == [it.id]
    assert world.renewals == []


async def test_a_new_link_is_mailed_once_to_the_signer(temporal: RunningTemporal, world: World) -> None:
    async with running_worker(temporal.client, world) as queue:
        start = LinkRenewalStart("env_1", "sgn_1", f"act_{uuid4().hex}")
        handle = await temporal.client.start_workflow(
            LinkRenewalWorkflow.run, start, id=link_renewal_workflow_id(start.act_id), task_queue=queue
        )
        await handle.result()
        await keep_history(handle, "link_renewal")
    assert [(order.purpose, order.signer_id) for order in world.mails] == [(Purpose.SIGN_NEW_LINK, "sgn_1")]
