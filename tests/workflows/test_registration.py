"""A registration is verified by its mailed link or removed (contract A1)."""

from datetime import UTC, datetime
from uuid import uuid4

from temporalio.testing import TimeSkipper

from activities.mail.messages import Purpose
from activities.records.registration_messages import RegistrationPlan
from tests.running import RunningTemporal
from tests.workflows.world import World, keep_history, running_worker
from workflows.link_renewal import LinkRenewalStart, LinkRenewalWorkflow, link_renewal_workflow_id
from workflows.registration import RegistrationStart, RegistrationWorkflow


def plan(world: World, known: str | None = None) -> str:
    registration_id = f"reg_{uuid4().hex}"
    world.registrations[registration_id] = RegistrationPlan(registration_id, datetime.now(UTC), False, known)
    return registration_id


async def test_an_unverified_registration_is_removed_after_seven_days(
    temporal: RunningTemporal, world: World
) -> None:
    async with running_worker(temporal.client, world) as queue:
        registration_id = plan(world)
        start = RegistrationStart(registration_id)
        client = temporal.client
        handle = await client.start_workflow(
            RegistrationWorkflow.run, start, id=uuid4().hex, task_queue=queue
        )
        await TimeSkipper(client).fast_forward(handle, 6 * 86400)
        assert world.removed == []
        await TimeSkipper(client).fast_forward(handle, 2 * 86400)
        assert await handle.result() is False
        await keep_history(handle, "registration_removed")
    assert world.removed == [registration_id]
    assert [order.purpose for order in world.mails] == [Purpose.VERIFY_EMAIL]


async def test_following_the_link_ends_the_wait(temporal: RunningTemporal, world: World) -> None:
    async with running_worker(temporal.client, world) as queue:
        start = RegistrationStart(plan(world))
        handle = await temporal.client.start_workflow(
            RegistrationWorkflow.run, start, id=uuid4().hex, task_queue=queue
        )
        await handle.signal(RegistrationWorkflow.verified)
        assert await handle.result() is True
        await keep_history(handle, "registration_verified")
    assert world.removed == []


async def test_a_known_address_is_told_so_by_mail_only(temporal: RunningTemporal, world: World) -> None:
    async with running_worker(temporal.client, world) as queue:
        start = RegistrationStart(plan(world, known="usr_1"))
        handle = await temporal.client.start_workflow(
            RegistrationWorkflow.run, start, id=uuid4().hex, task_queue=queue
        )
        await handle.signal(RegistrationWorkflow.verified)
        await handle.result()
    assert [order.purpose for order in world.mails] == [Purpose.ALREADY_REGISTERED]


async def test_a_new_link_is_mailed_once_to_the_signer(temporal: RunningTemporal, world: World) -> None:
    async with running_worker(temporal.client, world) as queue:
        start = LinkRenewalStart("env_1", "sgn_1", f"act_{uuid4().hex}")
        handle = await temporal.client.start_workflow(
            LinkRenewalWorkflow.run, start, id=link_renewal_workflow_id(start.act_id), task_queue=queue
        )
        await handle.result()
        await keep_history(handle, "link_renewal")
    assert [(order.purpose, order.signer_id) for order in world.mails] == [(Purpose.SIGN_NEW_LINK, "sgn_1")]
