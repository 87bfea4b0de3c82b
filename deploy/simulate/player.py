"""Plays a script on the service: the customer acts, the bank refuses, the clock jumps from act to act."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError

from api.acting.catalogue import publish_plan
from api.schemas.plans import AllowanceView, Names, PlanDraft
from deploy.simulate.buyers import buyer_with
from deploy.simulate.course import (
    Cancel,
    ChangePlan,
    Course,
    Doing,
    Pay,
    TakeBack,
    TryToPay,
    Withdraw,
    course_of,
)
from deploy.simulate.customer import GOOD_CARD, Customer, RefusedError
from deploy.simulate.holder import Decide, Expel, act_as_holder
from deploy.simulate.script import Move, Script, Way
from deploy.simulate.service import Service
from deploy.simulate.use import price_of_use, use_plan
from deploy.waiting import until_given
from models import Subscription
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.calendar import local_date
from terms.plans import Plan
from terms.roles import StaffRole
from terms.subscription import SubscriptionState
from workflows.identifiers import subscription_workflow_id

STAFF = "usr_simulation"
IDLE_SECONDS = 300.0
BEGIN_SECONDS = 300.0
POLL_SECONDS = 0.02
SHORTLY = timedelta(seconds=1)
"""What falls due at the horizon itself is no part of the story."""

BEGIN_LATE = timedelta(hours=1)
"""Since the choice, by the contract's clock: longer than a customer of these takes to pay."""

log = logging.getLogger(__name__)


class ClockRanAhead(Exception):
    """The server skipped time that was not to be skipped; to be played once more."""


@dataclass
class Played:
    """What was played: the course that was meant, what the customer was refused, and who it was.

    `bank_told` says that the gateway knows when the bank refuses charges.
    """

    script: Script
    course: Course
    subscription_id: str
    business_id: str
    email: str
    refused: dict[datetime, str] = field(default_factory=dict)
    bank_told: bool = False


class Player:
    """Plays one script after another on a service of its own."""

    def __init__(self, service: Service, say: Callable[[str], None] = lambda _: None) -> None:
        self._service = service
        self._say = say

    async def play(self, script: Script) -> Played:
        """From the registration to the horizon. Raises `RefusedError` when the customer cannot even begin.

        Raises `ClockRanAhead`.
        """
        scenario = script.scenario
        self._service.clock.begin()
        on = local_date(scenario.selected_at, scenario.zone)
        buyer = script.buyer or buyer_with(scenario.vat_rate, scenario.customer, on)
        customer = Customer(self._service)
        try:
            await customer.register(buyer)
            plan_id, *others = [await self._offer(plan, script) for plan in _plans_of(script)]
            with self._service.clock.at(scenario.selected_at):
                subscription_id = await self._begin(customer, plan_id)
            await self._require_begun_at(scenario.selected_at, subscription_id)
            course = course_of(script, subscription_id)
            played = Played(script, course, subscription_id, customer.business_id, customer.email)
            await use_plan(self._service.records, customer.business_id, subscription_id, scenario)
            await self._tell_bank(played)
            await self._live(customer, played, others)
        finally:
            await customer.close()
        return played

    async def _offer(self, plan: Plan, script: Script) -> str:
        includes = AllowanceView()
        price = price_of_use(script.scenario.usage)
        if price is not None:
            includes = AllowanceView(envelopes=0, extra_envelope=price)
        draft = PlanDraft(
            code=f"s{uuid4().hex[:12]}",
            names=Names(es="Plan simulado", en="Simulated plan"),
            kind=plan.kind,
            fee=plan.fee,
            months=plan.months,
            monthly_fee=plan.monthly_fee,
            includes=includes,
        )
        at = self._service.clock.running()
        scope = Scope.of_staff(STAFF, frozenset({StaffRole.BILLING.value}))
        async with self._service.app.state.parts.database.transaction(scope) as session:
            row = await publish_plan(session, draft, new_id(Prefix.PLAN), STAFF, at)
            return row.id

    async def _begin(self, customer: Customer, plan_id: str) -> str:
        """Chooses the plan as it was shown, pays on the page, and waits until the contract runs."""
        await customer.sign_in()
        quote = await customer.preview(plan_id)
        made = await customer.choose(plan_id, quote["first_charge"]["gross"])
        if made.get("payment_page"):
            await customer.enter_card(made["payment_page"], GOOD_CARD)
            await customer.return_from_page()
        subscription_id = str(made["id"])
        await until_given(lambda: self._is_begun(subscription_id), BEGIN_SECONDS, pause=POLL_SECONDS)
        return subscription_id

    async def _require_begun_at(self, selected_at: datetime, subscription_id: str) -> None:
        """The server now and then skips on to the next timer while the customer is still paying."""
        handle = self._service.client.get_workflow_handle(subscription_workflow_id(subscription_id))
        begun = await self._service.skipper.get_current_time(handle)
        if begun - selected_at > BEGIN_LATE:
            await self._end(handle)
            raise ClockRanAhead(f"{subscription_id}: begun {begun}, to begin {selected_at}")

    async def _is_begun(self, subscription_id: str) -> bool:
        async with self._service.records.transaction() as session:
            state = await session.scalar(select(Subscription.state).where(Subscription.id == subscription_id))
        return state != SubscriptionState.PENDING_PAYMENT.value

    async def _tell_bank(self, played: Played) -> None:
        """Once the gateway knows the customer: whoever begins with a plan of no price has no card there."""
        if played.bank_told:
            return
        async with self._service.records.transaction() as session:
            known = await session.get_one(Subscription, played.subscription_id)
        if known.gateway_customer is None:
            return
        played.bank_told = True
        for spell in played.course.spells:
            body = {
                "customer": known.gateway_customer,
                "number": spell.number,
                "begins": spell.begins.isoformat(),
                "ends": spell.ends.isoformat(),
            }
            (await self._service.gateway.post("/banks", json=body)).raise_for_status()

    async def _live(self, customer: Customer, played: Played, others: Sequence[str]) -> None:
        """`others` are the plans that are changed to, in order."""
        handle = self._service.client.get_workflow_handle(subscription_workflow_id(played.subscription_id))
        for doing in played.course.doings:
            if not await self._go_on(handle, doing.at):
                return
            with self._service.clock.at(doing.at):
                try:
                    if isinstance(doing, Decide | Expel):
                        await act_as_holder(handle, doing)
                    else:
                        await customer.sign_in()
                        await _do(customer, doing, others)
                except RefusedError as refused:
                    played.refused[doing.at] = str(refused)
            await self._idle(handle)
            await self._tell_bank(played)
        await self._go_on(handle, played.course.scenario.until - SHORTLY)

    async def _go_on(self, handle: WorkflowHandle[Any, Any], until: datetime) -> bool:
        """Lets the contract's clock run to an instant; whether the contract still runs."""
        skipper = self._service.skipper
        while await self._idle(handle):
            left = until - await skipper.get_current_time(handle)
            if left <= timedelta():
                return True
            self._say(f"on to {until.date()}")
            if not await skipper.fast_forward(handle, left):
                break
        return False

    async def _idle(self, handle: WorkflowHandle[Any, Any]) -> bool:
        """Waits until the contract has nothing to do now; whether it still runs."""
        idle = await until_given(lambda: _idle_status(handle), IDLE_SECONDS, pause=POLL_SECONDS)
        return idle is WorkflowExecutionStatus.RUNNING

    async def stop(self, played: Played) -> None:
        """Ends the contract's workflow where it still runs."""
        await self._end(
            self._service.client.get_workflow_handle(subscription_workflow_id(played.subscription_id))
        )

    async def _end(self, handle: WorkflowHandle[Any, Any]) -> None:
        try:
            await handle.terminate("the simulation is over")
        except RPCError:
            log.debug("it has ended by itself")


async def _idle_status(handle: WorkflowHandle[Any, Any]) -> WorkflowExecutionStatus | None:
    """The status of a contract's workflow; `None` while it has something to do now."""
    described = await handle.describe()
    raw = described.raw_description
    busy = raw.HasField("pending_workflow_task") or raw.pending_activities
    if described.status is WorkflowExecutionStatus.RUNNING and busy:
        return None
    return described.status


def _plans_of(script: Script) -> list[Plan]:
    return [script.scenario.plan, *(change.plan for change in script.scenario.plan_changes)]


async def _do(customer: Customer, doing: Doing, others: Sequence[str]) -> None:
    match doing:
        case ChangePlan():
            await customer.change_plan(others[doing.number - 1])
        case Pay(way=Way.CARD):
            await customer.save_card()
        case Pay():
            await customer.pay_debt()
        case TryToPay():
            await customer.pay_debt(passes=False)
        case Cancel():
            await customer.cancel(doing.cancel_at.value)
        case TakeBack():
            await customer.take_back()
        case Withdraw():
            await customer.withdraw()
        case Move():
            await customer.move(doing.country, doing.postal_code)
