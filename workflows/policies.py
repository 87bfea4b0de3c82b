"""The few ways in which workflows call activities: how long one attempt may take, and how it is retried.

Nothing here gives up: a neighbour that is away makes the workflow wait, visibly, until it is back
(contract E6). What can never succeed is told apart by the activity (`non_retryable`).
"""

from datetime import timedelta
from typing import Any

from temporalio.common import RetryPolicy

DATABASE: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=15),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
    ),
}
"""Short writes and reads of PostgreSQL, as local activities."""

MAIL: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=2),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)),
}
"""One mail. The heartbeat tells a dead worker from a slow provider within seconds."""

COMMANDS: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
    ),
}
"""Updates of other workflows, one after the other, each with its own sign of life."""

BULK_MAIL: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=30),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)),
}
"""A page of mails, at the provider's rate."""

SIGNING: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=5),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)),
}
"""Signature, seal and certificate: CPU work of seconds, and providers that may be away for days."""

PAYMENT: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=2),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=10)
    ),
}
"""One charge or refund: asked for until its outcome is known, however long the gateway is away."""

LATECOMERS = timedelta(minutes=1)
"""When envelopes are asked again to follow a change: one that was being sent may have been missed."""
