"""A report of lost credentials waits for the mailbox, then ends access in a safe order (contract A7)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.commands import Command, WorkflowCommands
from activities.mail.messages import Purpose
from activities.records.credential_messages import (
    AccessEnded,
    BusinessConcerned,
    Confirmation,
    CredentialPlan,
    LinkEnded,
)
from activities.records.credential_records import CredentialRecords
from activities.records.incident_messages import IncidentOrder
from activities.records.incident_records import IncidentRecords
from terms.credential_reports import ConfirmedBy, CredentialTrouble, ReportState
from terms.incidents import KIND_OF_TROUBLE, IncidentKind
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.credential_report import ConfirmAct, CredentialReportStart, CredentialReportWorkflow
from workflows.identifiers import credential_report_workflow_id

ENDING = ["access", "links", "invitations", "incident", "secured"]


class ReportWorld(World):
    """One reported user, who works in two businesses of one owner and was asked for a signature."""

    def __init__(self, *, known: bool = True, by_session: bool = False, by_owner: bool = False) -> None:
        super().__init__()
        self.known, self.by_session, self.by_owner = known, by_session, by_owner
        self.closed: list[ReportState] = []
        self.confirmations: list[Confirmation] = []
        self.commands: list[Command] = []
        self.incidents: list[IncidentOrder] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(CredentialRecords.load_credential_report))
        async def load(report_id: str) -> CredentialPlan:
            expires_at = datetime.now(UTC) + timedelta(hours=24)
            state = ReportState.AWAITING_CONFIRMATION
            return CredentialPlan(
                report_id, state, self.known, self.by_session, expires_at, by_owner=self.by_owner
            )

        @activity.defn(name=activity_name(CredentialRecords.close_without_effect))
        async def close(report_id: str, state: ReportState) -> None:
            await self._meet("close")
            self.closed.append(state)

        @activity.defn(name=activity_name(CredentialRecords.end_access))
        async def end_access(confirmation: Confirmation) -> AccessEnded:
            await self._meet("access")
            self.confirmations.append(confirmation)
            return AccessEnded(
                "usr_lost", [BusinessConcerned("biz_1", "usr_boss"), BusinessConcerned("biz_2", "usr_boss")]
            )

        @activity.defn(name=activity_name(CredentialRecords.end_links))
        async def end_links(report_id: str) -> Sequence[LinkEnded]:
            await self._meet("links")
            return [LinkEnded("env_1", "sgn_1", "usr_sender")]

        @activity.defn(name=activity_name(CredentialRecords.find_invitations))
        async def find_invitations(report_id: str) -> Sequence[str]:
            return ["inv_1"]

        @activity.defn(name=activity_name(WorkflowCommands.ask))
        async def ask(commands: Sequence[Command]) -> int:
            await self._meet("invitations")
            self.commands += commands
            return len(commands)

        @activity.defn(name=activity_name(CredentialRecords.record_secured))
        async def secured(report_id: str) -> None:
            await self._meet("secured")

        @activity.defn(name=activity_name(IncidentRecords.open))
        async def open_incident(order: IncidentOrder) -> None:
            await self._meet("incident")
            self.incidents.append(order)

        own = [load, close, end_access, end_links, find_invitations, ask, secured, open_incident]
        return [*super().activities(), *own]


Handle = WorkflowHandle[CredentialReportWorkflow, ReportState]


@contextlib.asynccontextmanager
async def reported(
    temporal: RunningTemporal, world: ReportWorld, *, cached: int = 100
) -> AsyncIterator[Handle]:
    async with running_worker(temporal.client, world, cached=cached) as queue:
        report_id = f"crp_{uuid4().hex}"
        yield await temporal.client.start_workflow(
            CredentialReportWorkflow.run,
            CredentialReportStart(report_id, CredentialTrouble.THEFT),
            id=credential_report_workflow_id(report_id),
            task_queue=queue,
        )


async def confirm(handle: Handle) -> ReportState:
    """Follows the link, however early: as a rule its mail has been sent."""
    return await handle.execute_update(CredentialReportWorkflow.confirm, ConfirmAct())


async def mailed(world: ReportWorld) -> None:
    """Waits until the link is mailed."""
    await until(lambda: world.mails, 20)


async def test_unconfirmed_it_changes_nothing_and_is_forgotten(temporal: RunningTemporal) -> None:
    world = ReportWorld()
    async with reported(temporal, world) as handle:
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(hours=23))
        assert world.closed == []
        await TimeSkipper(temporal.client).fast_forward(handle, timedelta(hours=2))
        assert await handle.result() is ReportState.LAPSED
        await keep_history(handle, "credential_report_lapsed")
    assert world.closed == [ReportState.LAPSED]
    assert world.confirmations == []
    assert [order.purpose for order in world.mails] == [Purpose.CREDENTIAL_REPORT_CONFIRM]


@pytest.mark.rule("A7")
async def test_confirmed_everything_ends_in_order_and_all_concerned_are_told(
    temporal: RunningTemporal,
) -> None:
    world = ReportWorld()
    async with reported(temporal, world) as handle:
        await mailed(world)
        assert await confirm(handle) is ReportState.SECURED
        assert [step for step in world.order if step in ENDING] == ENDING
        assert await handle.result() is ReportState.SECURED
        await keep_history(handle, "credential_report_secured")
    assert [confirmation.by for confirmation in world.confirmations] == [ConfirmedBy.MAILBOX]
    assert [(c.workflow_id, c.update) for c in world.commands] == [("invitation-inv_1", "revoke")]
    (incident,) = world.incidents
    assert incident.kind is IncidentKind.CREDENTIAL_THEFT
    assert incident.subject_ids == ["usr_lost", "biz_1", "biz_2", "env_1"]
    told = [(order.purpose, order.user_id) for order in world.mails]
    assert sorted(told, key=str) == sorted(
        [
            (Purpose.CREDENTIAL_REPORT_CONFIRM, None),
            (Purpose.CREDENTIALS_SECURED, None),
            (Purpose.CREDENTIALS_REPORTED, "usr_boss"),
            (Purpose.SIGNER_LINK_ENDED, "usr_sender"),
        ],
        key=str,
    )
    assert len({order.key for order in world.mails}) == 4


async def test_it_gets_there_through_failures_and_replays_each_step_once(temporal: RunningTemporal) -> None:
    world = ReportWorld()
    world.fail.update({"access": 2, "links": 2, "invitations": 2, "incident": 2, "secured": 2, "mail": 2})
    async with reported(temporal, world, cached=0) as handle:
        answers = await asyncio.gather(confirm(handle), confirm(handle))
        assert answers == [ReportState.SECURED] * 2
        await handle.result()
    assert [step for step in world.order if step in ENDING] == ENDING
    assert len(world.confirmations) == len(world.incidents) == 1


async def test_mails_wait_for_their_provider_but_nothing_else_does(temporal: RunningTemporal) -> None:
    world = ReportWorld()
    world.blocked["mail"] = asyncio.Event()
    async with reported(temporal, world) as handle:
        assert await confirm(handle) is ReportState.SECURED
        assert world.mails == []
        world.blocked["mail"].set()
        await handle.result()
    assert Purpose.CREDENTIALS_SECURED in [order.purpose for order in world.mails]


async def test_an_unknown_address_gets_no_mail(temporal: RunningTemporal) -> None:
    world = ReportWorld(known=False)
    async with reported(temporal, world) as handle:
        assert await handle.result() is ReportState.UNKNOWN_ADDRESS
    assert (world.closed, world.mails) == ([ReportState.UNKNOWN_ADDRESS], [])


async def test_a_signed_in_user_needs_no_mailbox(temporal: RunningTemporal) -> None:
    world = ReportWorld(by_session=True)
    async with reported(temporal, world) as handle:
        assert await handle.result() is ReportState.SECURED
    assert [confirmation.by for confirmation in world.confirmations] == [ConfirmedBy.SESSION]
    assert Purpose.CREDENTIAL_REPORT_CONFIRM not in [order.purpose for order in world.mails]


async def test_the_owner_of_a_members_business_needs_no_mailbox(temporal: RunningTemporal) -> None:
    world = ReportWorld(by_owner=True)
    async with reported(temporal, world) as handle:
        assert await handle.result() is ReportState.SECURED
    assert [confirmation.by for confirmation in world.confirmations] == [ConfirmedBy.OWNER]
    assert Purpose.CREDENTIAL_REPORT_CONFIRM not in [order.purpose for order in world.mails]


def test_every_trouble_enters_the_register_under_a_kind() -> None:
    assert KIND_OF_TROUBLE.keys() == set(CredentialTrouble)
