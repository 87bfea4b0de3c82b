"""A restriction of the processing of a person's envelopes, until it is released (GDPR art. 18, 21)."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.subjects.certificate import SubjectCertificates
    from activities.subjects.restricting import RestrictionOrder, Restrictions
    from terms.subjects import MeasureState

from workflows.identifiers import ENVELOPE_PREFIX
from workflows.policies import COMMANDS, LATECOMERS, SIGNING
from workflows.search_attributes import publish


@dataclass(frozen=True)
class RestrictionStart:
    """Starts the workflow of one restriction."""

    measure_id: str
    business_id: str


@workflow.defn(name="Restriction")
class RestrictionWorkflow:
    """One restriction. It stands from its rows on, whatever the workflows do; here envelopes follow it."""

    @workflow.init
    def __init__(self, start: RestrictionStart) -> None:
        self._id = start.measure_id
        self._released = False

    @workflow.run
    async def run(self, start: RestrictionStart) -> None:
        """Pauses at once, and again what was being sent meanwhile; then waits as long as it takes."""
        publish(MeasureState.IN_FORCE.value, start.business_id, None)
        await self._restrict("first")
        await self._certify()
        if not await self._is_released_within_latecomers():
            await self._restrict("again")
            await workflow.wait_condition(lambda: self._released)
        await workflow.execute_activity_method(Restrictions.release, self._order("released"), **COMMANDS)
        await self._certify()
        publish(MeasureState.ENDED.value, start.business_id, None)

    @workflow.signal
    def release(self) -> None:
        """The controller has released it."""
        self._released = True

    async def _restrict(self, step: str) -> None:
        await workflow.execute_activity_method(
            Restrictions.restrict, self._order(step), summary=step, **COMMANDS
        )

    async def _certify(self) -> None:
        await workflow.execute_activity_method(SubjectCertificates.certify, self._id, **SIGNING)

    async def _is_released_within_latecomers(self) -> bool:
        try:
            await workflow.wait_condition(
                lambda: self._released, timeout=LATECOMERS, timeout_summary="envelopes sent meanwhile"
            )
        except TimeoutError:
            return False
        return True

    def _order(self, step: str) -> RestrictionOrder:
        return RestrictionOrder(self._id, step, ENVELOPE_PREFIX)
