"""The time by which activities act: that of the workflow that asked, as the Temporal server keeps it.

A workflow's clock can be moved ahead of the wall's (simulations, tests); its activities follow it. A local
activity has no time from the server: what it needs is in its order.
"""

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

_AHEAD: ContextVar[timedelta] = ContextVar("ahead", default=timedelta())
"""How far the asking workflow's clock is ahead of the wall's."""


def now() -> datetime:
    """The instant, in UTC; outside a worker's activities that of the wall clock."""
    return datetime.now(UTC) + _AHEAD.get()


class ClockInterceptor(Interceptor):
    """Worker interceptor: lets `now` follow the clock of each activity's workflow."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's own parameter name
        """Wraps the next interceptor."""
        return _Following(next)


class _Following(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 - the SDK's own parameter name
        info = activity.info()
        before = _AHEAD.set(timedelta() if info.is_local else info.started_time - datetime.now(UTC))
        try:
            return await super().execute_activity(input)
        finally:
            _AHEAD.reset(before)
