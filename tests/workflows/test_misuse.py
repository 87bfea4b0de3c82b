"""A report of misuse from the queue to the end of its sanction, on the workflow's own clock (contract A8)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.envelopes_under_way import EnvelopesUnderWay, FollowOrder
from activities.expelled_contracts import ExpelledContracts, SanctionOrder
from activities.mail.messages import Purpose
from activities.records.misuse_effects import MisuseEffects
from activities.records.misuse_messages import MisusePlan, MisuseRecord
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
AT_ONCE_SECONDS = 30
"""Less than the minute after which envelopes are looked at again."""


class MisuseWorld(World):
    """One reported business with one envelope under way."""

    def __init__(self, *, found: bool = True) -> None:
        super().__init__()
        self.found = found
        self.written: list[MisuseRecord] = []
        self.followed: list[FollowOrder] = []
        self.sanctions: list[SanctionOrder] = []
        self.contract_takes = 0.0
        """Seconds until a contract has answered what it was told."""
        self.stored: str | None = None
        """An appeal in the tables of which the workflow was not told."""

    def activities(self) -> list[Callable[..., Any]]:
        @activity.defn(name=activity_name(MisuseRecords.find_reported))
        async def find(report_id: str) -> MisusePlan:
            return MisusePlan(report_id, "biz_1" if self.found else None, True, "Europe/Madrid")

        @activity.defn(name=activity_name(MisuseRecords.find_stored_appeal))
        async def find_stored_appeal(decision_id: str) -> str | None:
            return self.stored

        @activity.defn(name=activity_name(MisuseRecords.record_misuse))
        async def record(record: MisuseRecord) -> None:
            await self._meet("record")
            self.written.append(record)

        @activity.defn(name=activity_name(MisuseEffects.enforce))
        async def enforce(decision_id: str) -> None:
            assert self.decision, "nothing is enforced before it is written"
            await self._meet("enforce")

        @activity.defn(name=activity_name(EnvelopesUnderWay.follow))
        async def follow(order: FollowOrder) -> int:
            await self._meet("follow")
            self.followed.append(order)
            return 1

        @activity.defn(name=activity_name(ExpelledContracts.follow))
        async def tell_contracts(order: SanctionOrder) -> int:
            self.sanctions.append(order)
            await asyncio.sleep(self.contract_takes)
            return 1

        return [*super().activities(), find, find_stored_appeal, record, enforce, follow, tell_contracts]

    @property
    def newest(self) -> MisuseRecord:
        return max(self.written, key=lambda record: record.sequence)

    @property
    def decision(self) -> DecisionState | None:
        return self.newest.decision.state if self.newest.decision else None

    def asked(self) -> list[str]:
        """For which states of the decision envelopes followed, repeated ones once."""
        return list(dict.fromkeys(order.key for order in self.followed))

    def told_contract(self) -> list[str]:
        """The steps of which the business's contracts were told, repeated ones once."""
        assert {order.business_id for order in self.sanctions} <= {"biz_1"}
        return list(dict.fromkeys(order.step for order in self.sanctions))


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
    assert world.followed == []
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


async def test_a_refused_proposal_of_who_left_goes_to_the_queue_and_not_back_to_them(
    temporal: RunningTemporal,
) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.EXPEL)
        await handle.signal(MisuseWorkflow.released, "usr_r1")
        refusing = SecondAct("usr_r2", False, "mac_2")
        assert (await handle.execute_update(MisuseWorkflow.second, refusing)).state is ReportState.WAITING
        await claim(handle, "usr_r1")
        again = DecideAct("mdc_2", Verdict.EXPEL, "usr_r1", None)
        await handle.execute_update(MisuseWorkflow.decide, again)
        assert (await handle.execute_update(MisuseWorkflow.second, refusing)).state is ReportState.CLAIMED, (
            "who claims has come back"
        )


@pytest.mark.rule("A8")
async def test_a_suspension_pauses_envelopes_until_an_appeal_is_upheld(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        assert (await decide(handle, Verdict.SUSPEND)).decision is DecisionState.IN_FORCE
        assert world.order.count("enforce") == 1, "it is enforced before the reviewer has the answer"
        await until(lambda: world.asked() == ["mdc_1:in_force"])
        await forward(temporal, handle, days=90)
        await handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_1"))
        twice = handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_2"))
        assert await refusal(twice) == MisuseRefusal.ALREADY_APPEALED
        assert await refusal(judge(handle, "usr_r1", upheld=True)) == MisuseRefusal.SECOND_PERSON
        assert (await judge(handle, "usr_r2", upheld=True)).decision is DecisionState.REVERSED
        await forward(temporal, handle, minutes=5)
        await handle.result()
        await keep_history(handle, "misuse_followed_and_reversed")
    assert world.asked() == ["mdc_1:in_force", "mdc_1:reversed"]
    assert {(order.business_id, order.ground) for order in world.followed} == {("biz_1", "misuse")}
    assert world.newest.appeal is not None
    assert world.newest.appeal.state is AppealState.UPHELD
    purposes = [order.purpose for order in world.mails]
    assert sorted(purposes) == sorted(
        [Purpose.MISUSE_RECEIVED, Purpose.MISUSE_STATEMENT, Purpose.MISUSE_OUTCOME, Purpose.MISUSE_ENDED]
    )


@pytest.mark.rule("A8")
async def test_an_expulsion_takes_two_and_closes_after_thirty_days(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        assert (await decide(handle, Verdict.EXPEL)).state is ReportState.AWAITING_SECOND
        assert world.order.count("enforce") == 0
        own = handle.execute_update(MisuseWorkflow.second, SecondAct("usr_r1", True, "mac_1"))
        assert await refusal(own) == MisuseRefusal.SECOND_PERSON
        agreed = SecondAct("usr_r2", True, "mac_2")
        assert (await handle.execute_update(MisuseWorkflow.second, agreed)).state is ReportState.SANCTIONED
        await until(lambda: world.asked() == ["mdc_1:in_force"])
        await forward(temporal, handle, days=29)
        assert world.decision is DecisionState.IN_FORCE
        await forward(temporal, handle, days=3)
        await handle.result()
        await keep_history(handle, "misuse_expelled_and_followed")
    assert world.decision is DecisionState.ENDED
    assert world.asked() == ["mdc_1:in_force", "mdc_1:ended"]


@pytest.mark.rule("A8")
async def test_an_appeal_that_only_the_tables_know_of_keeps_an_expelled_business_open(
    temporal: RunningTemporal,
) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.EXPEL)
        await handle.execute_update(MisuseWorkflow.second, SecondAct("usr_r2", True, "mac_2"))
        await forward(temporal, handle, days=29)
        world.stored = "map_1"
        stored_at = datetime.now(UTC) + timedelta(days=29)
        await forward(temporal, handle, days=3)
        await until(lambda: world.told_contract() == ["expelled", "appealed"])
        assert world.decision is DecisionState.IN_FORCE
        assert world.newest.appeal is not None
        assert (world.newest.appeal.appeal_id, world.newest.appeal.state) == ("map_1", AppealState.FILED)
        await handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_1", stored_at))
        other = handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_2", stored_at))
        assert await refusal(other) == MisuseRefusal.ALREADY_APPEALED
        assert (await judge(handle, "usr_r3", upheld=True)).decision is DecisionState.REVERSED
        await forward(temporal, handle, minutes=5)
        await handle.result()
        await keep_history(handle, "misuse_appeal_only_stored")


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


async def test_the_contract_of_an_expelled_business_follows_the_expulsion_and_its_appeal(
    temporal: RunningTemporal,
) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.EXPEL)
        assert world.told_contract() == []
        await handle.execute_update(MisuseWorkflow.second, SecondAct("usr_r2", True, "mac_2"))
        await until(lambda: world.told_contract() == ["expelled"])
        await forward(temporal, handle, days=20)
        await handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_1"))
        await until(lambda: world.told_contract() == ["expelled", "appealed"])
        await judge(handle, "usr_r3", upheld=True)
        await until(lambda: world.told_contract() == ["expelled", "appealed", "lifted"])
        await forward(temporal, handle, minutes=5)
        await handle.result()
        await keep_history(handle, "misuse_expelled_with_contract")


async def test_a_rejected_appeal_lets_the_downloads_of_the_contract_end(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.EXPEL)
        await handle.execute_update(MisuseWorkflow.second, SecondAct("usr_r2", True, "mac_2"))
        await forward(temporal, handle, days=20)
        world.contract_takes = 1
        await handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_1"))
        await until(lambda: "appealed" in world.told_contract())
        await judge(handle, "usr_r3", upheld=False)
        await until(lambda: world.told_contract() == ["expelled", "appealed", "upheld"])
        await keep_history(handle, "misuse_rejected_while_told")


@pytest.mark.rule("A8")
async def test_an_appeal_stored_in_time_counts_though_it_is_heard_of_late(temporal: RunningTemporal) -> None:
    async with reported(temporal, MisuseWorld()) as handle:
        await decide(handle, Verdict.SUSPEND)
        stored_at = datetime.now(UTC)
        await forward(temporal, handle, days=200)
        late = handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_late"))
        assert await refusal(late) == MisuseRefusal.APPEAL_TOO_LATE
        await handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_1", stored_at))


async def test_what_is_lifted_while_the_contract_is_told_does_not_end_by_its_date(
    temporal: RunningTemporal,
) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.EXPEL)
        await handle.execute_update(MisuseWorkflow.second, SecondAct("usr_r2", True, "mac_2"))
        await forward(temporal, handle, days=20)
        await handle.execute_update(MisuseWorkflow.appeal, AppealAct("map_1"))
        await until(lambda: "appealed" in world.told_contract())
        await forward(temporal, handle, days=40)
        world.contract_takes = 1
        await judge(handle, "usr_r3", upheld=False)
        await until(lambda: "upheld" in world.told_contract())
        async with asyncio.timeout(AT_ONCE_SECONDS):
            lifted = await handle.execute_update(MisuseWorkflow.lift, LiftAct("usr_r1", "mac_3"))
        assert lifted.decision is DecisionState.LIFTED
        await forward(temporal, handle, minutes=5)
        assert (await handle.result()).decision is DecisionState.LIFTED
        await keep_history(handle, "misuse_lifted_while_told")


async def test_a_suspension_leaves_the_contract_alone(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.SUSPEND)
        await until(world.asked)
        await forward(temporal, handle, minutes=5)
    assert world.told_contract() == []


async def test_a_refused_decision_is_the_reviewers_again(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    async with reported(temporal, world) as handle:
        await decide(handle, Verdict.EXPEL)
        refused = SecondAct("usr_r2", False, "mac_2")
        assert (await handle.execute_update(MisuseWorkflow.second, refused)).state is ReportState.CLAIMED
        act = DecideAct("mdc_2", Verdict.REVOKE, "usr_r1", "usr_bad")
        await handle.execute_update(MisuseWorkflow.decide, act)
        lift = LiftAct("usr_r1", "mac_3")
        async with asyncio.timeout(AT_ONCE_SECONDS):
            lifted = await handle.execute_update(MisuseWorkflow.lift, lift)
        assert lifted.decision is DecisionState.LIFTED
        again = handle.execute_update(MisuseWorkflow.lift, lift)
        assert await refusal(again) == MisuseRefusal.NOT_IN_FORCE
        await forward(temporal, handle, minutes=5)
        await handle.result()
        await keep_history(handle, "misuse_lifted_at_once")
    told = {(order.purpose, order.user_id) for order in world.mails}
    assert (Purpose.MISUSE_REVOKED, "usr_bad") in told
    assert (Purpose.MISUSE_ENDED, "usr_bad") in told


async def test_it_gets_there_through_failures_and_replays(temporal: RunningTemporal) -> None:
    world = MisuseWorld()
    world.fail.update({"record": 2, "enforce": 2, "follow": 2, "mail": 3})
    async with reported(temporal, world, cached=0) as handle:
        await decide(handle, Verdict.SUSPEND)
        await until(lambda: world.asked() == ["mdc_1:in_force"])
        await handle.execute_update(MisuseWorkflow.lift, LiftAct("usr_r1", "mac_3"))
        await forward(temporal, handle, minutes=5)
        await handle.result()
    assert world.asked() == ["mdc_1:in_force", "mdc_1:lifted"]
    assert len({order.key for order in world.mails}) == len(world.mails) == 4
    sequences = [record.sequence for record in world.written]
    assert sequences == sorted(set(sequences)), "each state is written once, in order"


async def test_what_cannot_be_found_is_said_to_the_reporter_alone(temporal: RunningTemporal) -> None:
    world = MisuseWorld(found=False)
    async with reported(temporal, world) as handle:
        assert (await handle.result()).state is ReportState.NOT_FOUND
    assert [order.purpose for order in world.mails] == [Purpose.MISUSE_OUTCOME]
