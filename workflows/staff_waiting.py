"""Waiting for people who decide in the tables: the workflow is told that something changed, and reads it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose

from workflows.mailing import Mailing
from workflows.search_attributes import publish_deadline


class Standing(Protocol):
    """What every plan says: its state, and until when that can be decided."""

    @property
    def state(self) -> object: ...
    @property
    def expires_at(self) -> datetime: ...


Plan = TypeVar("Plan", bound=Standing)


class Waiting:
    """Waits until rows change or time is up, and mails meanwhile.

    A lost signal loses nothing: the row is read again halfway and at the end.
    """

    def __init__(self) -> None:
        self.mailing = Mailing()
        self._changed = False

    def wake(self) -> None:
        """Something changed in the tables."""
        self._changed = True

    def mail(self, purpose: Purpose, about_id: str, user_id: str | None, step: str) -> None:
        """Orders a mail, once per step and person."""
        key = f"{workflow.info().workflow_id}:{purpose.value}:{step}:{user_id or 'invited'}"
        self.mailing.start(MailOrder(key, purpose, user_id=user_id, about_id=about_id))

    async def sleep(self, until: datetime, summary: str) -> None:
        """Until the instant, or until something changes."""
        try:
            await workflow.wait_condition(
                lambda: self._changed,
                timeout=max(until - workflow.now(), timedelta()),
                timeout_summary=summary,
            )
        except TimeoutError:
            return
        self._changed = False

    async def while_open(
        self, plan: Plan, load: Callable[[], Awaitable[Plan]], remind: Callable[[Plan], None]
    ) -> Plan:
        """The plan once it has left its state or its time is up; reminds halfway."""
        state = plan.state
        halfway = workflow.now() + (plan.expires_at - workflow.now()) / 2
        reminded = False
        while plan.state == state and workflow.now() < plan.expires_at:
            publish_deadline(str(state), plan.expires_at)
            await self.sleep(plan.expires_at if reminded else halfway, "decision")
            plan = await load()
            if plan.state == state and not reminded and halfway <= workflow.now() < plan.expires_at:
                reminded = True
                remind(plan)
        return plan
