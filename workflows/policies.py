"""The few ways in which workflows call activities: how long one attempt may take, and how it is retried.

Nothing here gives up: a neighbour that is away makes the workflow wait, visibly, until it is back
(contract E6). What can never succeed is told apart by the activity (`non_retryable`).
"""

from datetime import timedelta
from typing import Any

from temporalio.common import RetryPolicy

from terms.backups import TRIED_FOR

_NEIGHBOUR = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5))
"""Of what another service or much work may keep from passing for a while."""

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
    "retry_policy": _NEIGHBOUR,
}
"""One mail. The heartbeat tells a dead worker from a slow provider within seconds."""

MESSAGE: dict[str, Any] = {
    "schedule_to_close_timeout": timedelta(days=1),
    "start_to_close_timeout": timedelta(minutes=2),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": _NEIGHBOUR,
}
"""One message besides a mail that has gone. Given up after a day: it would be news no more."""

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
    "retry_policy": _NEIGHBOUR,
}
"""A page of mails, at the provider's rate."""

BROADCAST: dict[str, Any] = {
    "start_to_close_timeout": timedelta(hours=12),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": _NEIGHBOUR,
}
"""Mails to everybody at the provider's rate; what each attempt has done stands, and the next goes on."""

SIGNING: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=5),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": _NEIGHBOUR,
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

EXPORT: dict[str, Any] = {
    "start_to_close_timeout": timedelta(hours=12),
    "heartbeat_timeout": timedelta(seconds=30),
    "retry_policy": _NEIGHBOUR,
}
"""A stint at an export: reads as much as there is, committed in steps; a dead worker is noticed at once."""

DETECTION: dict[str, Any] = {
    "schedule_to_close_timeout": timedelta(hours=1),
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=30),
    "retry_policy": _NEIGHBOUR,
}
"""A look at much of the database: tried until the next one is long due, then it failed."""

RENEWAL: dict[str, Any] = {
    "schedule_to_close_timeout": timedelta(hours=12),
    "start_to_close_timeout": timedelta(hours=1),
    "heartbeat_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=30)
    ),
}
"""A few envelopes' worth of timestamps: tried for half a day, then it failed and people are called."""

BACKUP: dict[str, Any] = {
    "schedule_to_close_timeout": TRIED_FOR,
    "heartbeat_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=10), maximum_interval=timedelta(minutes=30)
    ),
}
"""A backup or what is done with one."""

LATECOMERS = timedelta(minutes=1)
"""When envelopes are asked again to follow a change: one that was being sent may have been missed."""

PURGE: dict[str, Any] = {
    "start_to_close_timeout": timedelta(hours=6),
    "heartbeat_timeout": timedelta(minutes=1),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=30)
    ),
}
"""The destruction of all that a business has of a class; each step of it may be repeated."""
