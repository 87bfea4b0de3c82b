"""A report of misuse from the queue to the end of its sanction, on the workflow's own clock (contract A8)."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.commands import Command, WorkflowCommands
from activities.mail.messages import Purpose
from activities.records.misuse_effects import MisuseEffects
from activities.records.misuse_messages import (
    AffectedEnvelope,
    Effects,
    EnvelopeUpdate,
    MisusePlan,
    MisuseRecord,
)
from activities.records.misuse_records import MisuseRecords
from terms.misuse import AppealState, DecisionState, MisuseRefusal, ReportState, Verdict
from tests.running import RunningTemporal
from tests.waiting import until
from tests.workflows.test_envelope_signing import refusal
from tests.workflows.world import World, activity_name, keep_history, running_worker
from workflows.identifiers import misuse_workflow_id
from workflows.misuse import MisuseWorkflow
from workflows.misuse_messages import (
    AppealAct,
    DecideAct,
    JudgeAct,
    LiftAct,
    MisuseStart,
    MisuseStatus,
    ReviewerAct,
    SecondAct,
)

Handle = WorkflowHandle[MisuseWorkflow, MisuseStatus]


class MisuseWorld(World):
    """One reported business with one envelope under way."""

    def __init__(self, *, found: bool = True) -> None:
        super().__init__()
        self.found = found
        self.written: list[MisuseRecord] = []
        self.commands: list[Command] = []

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(MisuseRecords.find_reported))
        async def find(report_id: str) -> MisusePlan:
            return MisusePlan(report_id, "biz_1" if self.found else None, True, "Europe/Madrid")

        @activity.defn(name=activity_name(MisuseRecords.record_misuse))
        async def record(record: MisuseRecord) -> None:
            await self._meet("record")
            self.written.append(record)

        @activity.defn(name=activity_name(MisuseEffects.apply))
        async def apply(decision_id: str) -> Effects:
            await self._meet("apply")
            return self.effects()

        @activity.defn(name=activity_name(WorkflowCommands.ask))
        async def ask(commands: Sequence[Command]) -> int:
            await self._meet("ask")
            self.commands += commands
            return len(commands)

        return [*super().activities(), find, record, apply, ask]

    def effects(self) -> Effects:
        """What the tables would say, by the newest decision written."""
        state = self.decision
        if state is DecisionState.ENDED:
            return Effects(EnvelopeUpdate.VOID, [AffectedEnvelope("env_1", "act_1")])
        update = EnvelopeUpdate.PAUSE if state is DecisionState.IN_FORCE else EnvelopeUpdate.RESUME
        return Effects(update, [AffectedEnvelope("env_1")])

    @property
    def newest(self) -> MisuseRecord:
        return max(self.written, key=lambda record: record.sequence)

    @property
    def decision(self) -> DecisionState | None:
        return self.newest.decision.state if self.newest.decision else None

    def asked(self) -> list[str]:
        """Updates asked of the envelope, repeated ones once."""
        return list(dict.fromkeys(command.update for command in self.commands))


@contextlib.asynccontextmanager
async def reported(
    temporal: RunningTemporal, world: MisuseWorld, *, cached: int = 100
) -> AsyncIterator[Handle]:
    async with running_worker(temporal.client, world, cached=cached) as queue:
        report_id = f"mis_{uuid4().hex}"
        handle = await temporal.client.start_workflow(
            MisuseWorkflow.run, MisuseStart(report_id), id=misuse_workflow_id(report_id), task_queue=queue
        )
        await until(lambda: bool(world.written))
        yield handle
        with contextlib.suppress(Exception):
            await handle.terminate("test over")


async def claim(handle: Handle, who: str = "usr_r1") -> MisuseStatus:
    return await handle.execute_update(MisuseWorkflow.claim, ReviewerAct(who))


async def decide(handle: Handle, verdict: Verdict, who: str = "usr_r1") -> MisuseStatus:
    await claim(handle, who)
    act = DecideAct("mdc_1", verdict, who, "usr_bad" if verdict is Verdict.REVOKE else None)
    return await handle.execute_update(MisuseWorkflow.decide, act)


async def judge(handle: Handle, who: str, *, upheld: bool) -> MisuseStatus:
    return await handle.execute_update(MisuseWorkflow.judge, JudgeAct(who, upheld, "mac_j"))


async def forward(temporal: RunningTemporal, handle: Handle, **duration: float) -> None:
    await TimeSkipper(temporal.client).fast_forward(handle, timedelta(**duration))


async def test_a_dismissed_report_changes_nothing_and_the_reporter_is_told(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        assert (await decide(handle, Verdict.DISMISS)).state is ReportState.DISMISSED
        await handle.result()
        await keep_history(handle, "misuse_dismissed")
    assert world.commands == []
    assert [order.purpose for order in world.mails] == [Purpose.MISUSE_RECEIVED, Purpose.MISUSE_OUTCOME]


async def test_one_reviewer_at_a_time_and_a_forgotten_claim_goes_back(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await claim(handle)
        assert await refusal(claim(handle, "usr_r2")) == MisuseRefusal.CLAIMED
        other = handle.execute_update(MisuseWorkflow.release, ReviewerAct("usr_r2"))
        assert await refusal(other) == MisuseRefusal.NOT_CLAIMED
        await forward(temporal, handle, days=4)
        assert world.newest.state is ReportState.WAITING
        assert (await claim(handle, "usr_r2")).state is ReportState.CLAIMED
        await handle.signal(MisuseWorkflow.released, "usr_r2")
        await until(lambda: world.newest.state is ReportState.WAITING)


async def test_a_suspension_pauses_envelopes_until_an_appeal_is_upheld(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        assert (await decide(handle, Verdict.SUSPEND)).decision is DecisionState.IN_FORCE
        assert world.order.count("apply") == 1, "it is enforced before the reviewer has the answer"
        await until(lambda: world.asked() == ["pause"])
        await forward(temporal, handle, days=90)
        await handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_1"))
        twice = handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_2"))
        assert await refusal(twice) == MisuseRefusal.ALREADY_APPEALED
        assert await refusal(judge(handle, "usr_r1", upheld=True)) == MisuseRefusal.SECOND_PERSON
        assert (await judge(handle, "usr_r2", upheld=True)).decision is DecisionState.REVERSED
        await forward(temporal, handle, minutes=5)
        await handle.result()
        await keep_history(handle, "misuse_suspended_and_reversed")
    assert world.asked() == ["pause", "resume"]
    assert world.newest.appeal is not None
    assert world.newest.appeal.state is AppealState.UPHELD
    purposes = [order.purpose for order in world.mails]
    assert sorted(purposes) == sorted(
        [Purpose.MISUSE_RECEIVED, Purpose.MISUSE_STATEMENT, Purpose.MISUSE_OUTCOME, Purpose.MISUSE_ENDED]
    )


async def test_an_expulsion_takes_two_and_closes_after_thirty_days(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        assert (await decide(handle, Verdict.EXPEL)).state is ReportState.AWAITING_SECOND
        assert world.order.count("apply") == 0
        own = handle.execute_update(MisuseWorkflow.second, SecondAct("usr_r1", True, "mac_1"))
        assert await refusal(own) == MisuseRefusal.SECOND_PERSON
        agreed = SecondAct("usr_r2", True, "mac_2")
        assert (await handle.execute_update(MisuseWorkflow.second, agreed)).state is ReportState.SANCTIONED
        await until(lambda: world.asked() == ["pause"])
        await forward(temporal, handle, days=29)
        assert world.decision is DecisionState.IN_FORCE
        await forward(temporal, handle, days=3)
        await handle.result()
        await keep_history(handle, "misuse_expelled")
    assert world.decision is DecisionState.ENDED
    assert world.asked() == ["pause", "void"]
    (void,) = {(c.act["user_id"], c.act["act_id"]) for c in world.commands if c.update == "void"}
    assert void == (None, "act_1")


async def test_a_pending_appeal_keeps_an_expelled_business_open(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.EXPEL)
        await handle.execute_update(MisuseWorkflow.second, SecondAct("usr_r2", True, "mac_2"))
        await forward(temporal, handle, days=20)
        await handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_1"))
        await forward(temporal, handle, days=40)
        assert world.decision is DecisionState.IN_FORCE
        assert await refusal(judge(handle, "usr_r2", upheld=False)) == MisuseRefusal.SECOND_PERSON
        await judge(handle, "usr_r3", upheld=False)
        await until(lambda: world.decision is DecisionState.ENDED)
        await forward(temporal, handle, minutes=5)
        await handle.result()
    assert Purpose.MISUSE_UPHELD in [order.purpose for order in world.mails]


async def test_a_refused_decision_is_the_reviewers_again(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.EXPEL)
        refused = SecondAct("usr_r2", False, "mac_2")
        assert (await handle.execute_update(MisuseWorkflow.second, refused)).state is ReportState.CLAIMED
        act = DecideAct("mdc_2", Verdict.REVOKE, "usr_r1", "usr_bad")
        await handle.execute_update(MisuseWorkflow.decide, act)
        lift = LiftAct("usr_r1", "mac_3")
        assert (await handle.execute_update(MisuseWorkflow.lift, lift)).decision is DecisionState.LIFTED
        again = handle.execute_update(MisuseWorkflow.lift, lift)
        assert await refusal(again) == MisuseRefusal.NOT_IN_FORCE
        await forward(temporal, handle, minutes=5)
        await handle.result()
    told = {(order.purpose, order.user_id) for order in world.mails}
    assert (Purpose.MISUSE_REVOKED, "usr_bad") in told
    assert (Purpose.MISUSE_ENDED, "usr_bad") in told


async def test_it_gets_there_through_failures_and_replays(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    world.fail.update({"record": 2, "apply": 2, "ask": 2, "mail": 3})
    async with reported(temporal, world, cached=0) as handle:
        await decide(handle, Verdict.SUSPEND)
        await until(lambda: world.asked() == ["pause"])
        await handle.execute_update(MisuseWorkflow.lift, LiftAct("usr_r1", "mac_3"))
        await forward(temporal, handle, minutes=5)
        await handle.result()
    assert world.asked() == ["pause", "resume"]
    assert len({order.key for order in world.mails}) == len(world.mails) == 4
    sequences = [record.sequence for record in world.written]
    assert sequences == sorted(set(sequences)), "each state is written once, in order"


async def test_what_cannot_be_found_is_said_to_the_reporter_alone(temporal: RunningTemporal) -> None:
    world = MisuseWorld(found=False)
    async with reported(temporal, world) as handle:
        assert (await handle.result()).state is ReportState.NOT_FOUND
    assert [order.purpose for order in world.mails] == [Purpose.MISUSE_OUTCOME]
