"""Workflows on the real Temporal server with their own clock; the outside world replaced by name."""

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.contract_decisions import CarryOutOrder, ContractDecisions
from activities.evidence.clerk import EvidenceClerk
from activities.evidence.messages import CertificateOrder, CertificateReceipt
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt, Purpose
from activities.messenger.messages import MessageOrder, MessageReceipt
from activities.messenger.messenger import Messenger
from activities.people.messages import SettleOrder
from activities.people.settling import CommitmentSettling
from activities.records.breach_charge import BreachCharge
from activities.records.envelope_messages import EnvelopePlan, EnvelopeRecord, PlannedSigner
from activities.records.envelope_records import EnvelopeRecords
from activities.records.misuse_records import MisuseRecords
from activities.records.registration_messages import LinkRenewal, RegistrationPlan
from activities.records.registration_records import RegistrationRecords
from activities.records.staff_messages import (
    DecisionPlan,
    LeavingPlan,
    StaffDeadline,
    StaffInvitationPlan,
)
from activities.records.staff_records import StaffRecords
from activities.signing.messages import SealOrder, SignatureOrder, SignedRevision
from activities.signing.signatory import Signatory
from terms.envelope import ReminderPlan
from terms.messaging import Channel, MessageState
from terms.staff import DecisionState, StaffInvitationState
from tests.sandbox import sandboxed_runner
from tests.waiting import until
from worker import WORKFLOWS
from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import EnvelopeStart, EnvelopeStatus
from workflows.identifiers import envelope_workflow_id


def activity_name(method: Callable[..., Any]) -> str:
    """The name under which the real activity is registered."""
    definition = activity._Definition.must_from_callable(method)
    assert definition.name
    return definition.name


class World:
    """Stands for database, mail, signing and evidence; remembers what it was asked, in order.

    `fail[name]` makes the next so many calls of that activity fail in a way that can pass; `block` holds
    them up until released; addresses in `refused` are refused for good.
    """

    def __init__(self) -> None:
        self.plans: dict[str, EnvelopePlan] = {}
        self.registrations: dict[str, RegistrationPlan] = {}
        self.removed: list[str] = []
        self.verified_late: set[str] = set()
        self.renewals: list[LinkRenewal] = []
        self.unfinished: dict[str, str] = {}
        self.invited_staff: dict[str, StaffInvitationPlan] = {}
        self.decisions: dict[str, DecisionPlan] = {}
        self.leavings: dict[str, LeavingPlan] = {}
        self.staff_deadlines: list[StaffDeadline] = []
        self.abandoned: dict[str, list[str]] = {}
        self.in_charge: dict[str, list[str]] = {}
        self.settled: list[str | None] = []
        """Whose open commitments were ended."""
        self.carried_out: list[str] = []
        self.records: list[EnvelopeRecord] = []
        self.mails: list[MailOrder] = []
        self.channels: tuple[Channel, ...] = ()
        self.messages: list[MessageOrder] = []
        self.signatures: list[SignatureOrder] = []
        self.seals: list[SealOrder] = []
        self.certificates: list[CertificateOrder] = []
        self.order: list[str] = []
        self.fail: Counter[str] = Counter()
        self.refused: set[str] = set()
        self.blocked: dict[str, asyncio.Event] = {}

    async def _meet(self, name: str) -> None:
        if name in self.blocked:
            await self.blocked[name].wait()
        if self.fail[name] > 0:
            self.fail[name] -= 1
            raise RuntimeError(f"{name} is away")
        self.order.append(name)

    def activities(self) -> list[Callable[..., Any]]:
        """The replacements, under the names of the real activities."""

        @activity.defn(name=activity_name(EnvelopeRecords.load_plan))
        async def load_plan(envelope_id: str) -> EnvelopePlan:
            await self._meet("plan")
            return self.plans[envelope_id]

        @activity.defn(name=activity_name(EnvelopeRecords.record))
        async def record(record: EnvelopeRecord) -> None:
            await self._meet("record")
            self.records.append(record)

        @activity.defn(name=activity_name(Mailer.send))
        async def send(order: MailOrder) -> MailReceipt:
            await self._meet("mail")
            if order.signer_id in self.refused and order.user_id is None:
                raise ApplicationError("no such mailbox", type="MailRefused", non_retryable=True)
            self.mails.append(order)
            told = order.purpose in (Purpose.SIGN_REQUEST, Purpose.SIGN_REMINDER)
            return MailReceipt(f"mai_{len(self.mails)}", self.channels if told else ())

        @activity.defn(name=activity_name(Messenger.send))
        async def send_message(order: MessageOrder) -> MessageReceipt:
            await self._meet("message")
            self.messages.append(order)
            return MessageReceipt(f"msg_{len(self.messages)}", MessageState.ACCEPTED)

        @activity.defn(name=activity_name(Signatory.sign))
        async def sign(order: SignatureOrder) -> SignedRevision:
            await self._meet("sign")
            self.signatures.append(order)
            return SignedRevision("rev", len(self.signatures), "0" * 64, "B-T")

        @activity.defn(name=activity_name(Signatory.seal))
        async def seal(order: SealOrder) -> SignedRevision:
            await self._meet("seal")
            self.seals.append(order)
            return SignedRevision("rev", 99, "0" * 64, "B-LTA")

        @activity.defn(name=activity_name(EvidenceClerk.issue_certificate))
        async def issue(order: CertificateOrder) -> CertificateReceipt:
            await self._meet("certificate")
            self.certificates.append(order)
            return CertificateReceipt("crt", "0" * 64, "B-LTA")

        others = [*self._registration_activities(), *self._staff_activities()]
        return [load_plan, record, send, send_message, sign, seal, issue, *others]

    def _registration_activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(RegistrationRecords.load_registration))
        async def load_registration(registration_id: str) -> RegistrationPlan:
            return self.registrations[registration_id]

        @activity.defn(name=activity_name(RegistrationRecords.remove_unverified))
        async def remove_unverified(registration_id: str) -> bool:
            self.removed.append(registration_id)
            return registration_id not in self.verified_late

        @activity.defn(name=activity_name(RegistrationRecords.renew_link))
        async def renew_link(renewal: LinkRenewal) -> bool:
            self.renewals.append(renewal)
            return True

        @activity.defn(name=activity_name(RegistrationRecords.unfinished_user))
        async def unfinished_user(registration_id: str) -> str | None:
            return self.unfinished.get(registration_id)

        return [load_registration, remove_unverified, renew_link, unfinished_user]

    def _left_behind(self) -> Sequence[Callable[..., Any]]:
        """What somebody who is gone had taken on."""

        @activity.defn(name=activity_name(MisuseRecords.find_abandoned))
        async def find_abandoned(user_id: str) -> Sequence[str]:
            return self.abandoned.get(user_id, [])

        @activity.defn(name=activity_name(BreachCharge.find_left))
        async def find_left(user_id: str) -> Sequence[str]:
            return self.in_charge.get(user_id, [])

        return [find_abandoned, find_left]

    def _staff_activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(StaffRecords.load_invitation))
        async def load_invitation(invitation_id: str) -> StaffInvitationPlan:
            return self.invited_staff[invitation_id]

        @activity.defn(name=activity_name(StaffRecords.expire_invitation))
        async def expire_invitation(ending: StaffDeadline) -> None:
            self.staff_deadlines.append(ending)
            plan = self.invited_staff[ending.about_id]
            self.invited_staff[ending.about_id] = replace(plan, state=StaffInvitationState.EXPIRED)

        @activity.defn(name=activity_name(StaffRecords.load_decision))
        async def load_decision(about_id: str) -> DecisionPlan:
            return self.decisions[about_id]

        @activity.defn(name=activity_name(StaffRecords.expire_decision))
        async def expire_decision(ending: StaffDeadline) -> None:
            self.staff_deadlines.append(ending)
            plan = self.decisions[ending.about_id]
            self.decisions[ending.about_id] = replace(plan, state=DecisionState.EXPIRED)

        @activity.defn(name=activity_name(StaffRecords.load_leaving))
        async def load_leaving(event_id: str) -> LeavingPlan:
            return self.leavings[event_id]

        @activity.defn(name=activity_name(StaffRecords.leave))
        async def leave(ending: StaffDeadline) -> None:
            self.staff_deadlines.append(ending)
            self.leavings[ending.about_id] = replace(self.leavings[ending.about_id], due=None, left=True)

        @activity.defn(name=activity_name(CommitmentSettling.settle))
        async def settle(order: SettleOrder) -> int:
            self.settled.append(order.user_id)
            return 1

        reading = [load_invitation, load_decision, load_leaving, settle, *self._left_behind()]

        @activity.defn(name=activity_name(ContractDecisions.carry_out))
        async def carry_out(order: CarryOutOrder) -> str:
            assert self.decisions[order.decision_id].state is DecisionState.APPLIED
            self.carried_out.append(order.decision_id)
            return "taken"

        return [*reading, expire_invitation, expire_decision, leave, carry_out]

    # What the tests ask

    @property
    def last(self) -> EnvelopeRecord:
        """The newest state written."""
        return max(self.records, key=lambda record: record.sequence)

    def occurrences(self) -> list[str]:
        """Kinds of all events, each key once, in the order of the writes."""
        seen: dict[str, str] = {}
        for record in sorted(self.records, key=lambda record: record.sequence):
            for occurrence in record.occurrences:
                seen.setdefault(occurrence.key, occurrence.kind.value)
        return list(seen.values())

    def mailed(self, purpose: Purpose) -> list[str | None]:
        """Who got mails of this purpose, in order."""
        return [order.signer_id or order.user_id for order in self.mails if order.purpose is purpose]


class Case:
    """One envelope under test."""

    def __init__(self, client: Client, queue: str, world: World) -> None:
        self.client, self.queue, self.world = client, queue, world
        self.skipper = TimeSkipper(client)
        self.envelope_id = f"env_{uuid4().hex}"
        self.handle: WorkflowHandle[EnvelopeWorkflow, EnvelopeStatus]

    async def send(
        self,
        *orders: int,
        documents: int = 1,
        expires_in_days: int = 30,
        reminders: ReminderPlan = ReminderPlan(maximum=0),  # noqa: B008 - immutable
    ) -> EnvelopeStatus:
        """Sends an envelope whose signers `s1`, `s2` … have these routing orders."""
        self.world.plans[self.envelope_id] = EnvelopePlan(
            envelope_id=self.envelope_id,
            business_id="biz_1",
            created_by="usr_1",
            expires_in_days=expires_in_days,
            reminders=reminders,
            signers=[PlannedSigner(f"s{n}", order) for n, order in enumerate(orders, 1)],
            document_ids=[f"doc_{n}" for n in range(1, documents + 1)],
            zone="Europe/Madrid",
        )
        start = WithStartWorkflowOperation(
            EnvelopeWorkflow.run,
            EnvelopeStart(self.envelope_id, "biz_1", "act_send"),
            id=envelope_workflow_id(self.envelope_id),
            task_queue=self.queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        status = await self.client.execute_update_with_start_workflow(
            EnvelopeWorkflow.send, start_workflow_operation=start, id="send"
        )
        self.handle = await start.workflow_handle()
        return status

    async def forward(self, **duration: float) -> None:
        """Lets the envelope's own clock run."""
        await self.skipper.fast_forward(self.handle, timedelta(**duration))

    async def now(self) -> datetime:
        """The envelope's own time."""
        return await self.skipper.get_current_time(self.handle)

    async def invited(self, *signer_ids: str) -> None:
        """Waits until these signers' invitations are recorded."""
        await until(
            lambda: (
                set(signer_ids) <= {s.signer_id for s in self.world.last.signers if s.notified_at is not None}
            )
        )


async def keep_history(handle: WorkflowHandle[Any, Any], name: str) -> None:
    """Writes the workflow's history to the folder named by `RECORD_HISTORIES`, if that is set."""
    if folder := os.environ.get("RECORD_HISTORIES"):
        history = await handle.fetch_history()
        await asyncio.to_thread(Path(folder, f"{name}.json").write_text, history.to_json())


@contextlib.asynccontextmanager
async def running_worker(client: Client, world: World, *, cached: int = 100) -> AsyncIterator[str]:
    """Runs a worker on its own task queue; `cached=0` replays the history at every task."""
    queue = f"test-{uuid4().hex}"
    worker = Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        activities=world.activities(),
        workflow_runner=sandboxed_runner(),
        max_cached_workflows=cached,
    )
    async with worker:
        yield queue
