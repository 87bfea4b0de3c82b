"""`python -m bench.subscriptions [--sizes N …]`: sleeping subscriptions, and the renewal of all on day 1.

Each size has a stack of its own: real Temporal server, PostgreSQL, worker, and Stripe's client to the payment
stand-in. So many subscriptions begin and fall asleep: what they take in both stores and in memory is weighed.
Then the clock of each is moved past day 1: each is charged, told, and has its invoice as PDF and XML. The
reference, in the same run and before it, is a bare loop of as many calls of Stripe's client to the stand-in.
Beside the first size one subscription lives a year, which gives the events of its history.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper

from activities.payments.gateway import Gateway
from bench.subscriptions.bare import charges_per_second
from bench.subscriptions.population import Population
from bench.subscriptions.weights import Weights, weigh
from deploy.stack.stack import Stack
from models.database import Database, make_engine
from settings import Settings
from terms.calendar import HOLDER_ZONE, Month, local_date, start_of_day
from workflows.connection import connect
from workflows.identifiers import subscription_workflow_id
from workflows.subscription import SubscriptionWorkflow
from workflows.subscription_messages import SubscriptionStart

AT_ONCE = 150
"""Calls under way at a time: enough that the machine, and not this program, is what they wait for."""
UNLIMITED = {"CHARGES_PER_SECOND": "1000000", "MAIL_PER_SECOND": "1000000"}
LIVES = 10
"""Subscriptions whose histories are looked at."""
COLUMNS = "{:>6} {:>9} {:>9} {:>8} {:>9} {:>9} {:>9} {:>7} {:>6} {:>10} {:>7}"
HEADS = (
    "size", "Temp. KB", "PostgreSQL", "begun/s", "worker MB", "server MB", "charges/s", "bare/s", "ratio",
    "renewals/s", "events",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """One row. `empty` and `asleep` weigh the stack before and after they fell asleep; rates are a second's.

    `events` are those of one renewal.
    """

    size: int
    empty: Weights
    asleep: Weights
    begun: float
    bare: float
    charged: float
    renewed: float
    events: float

    def line(self) -> str:
        """As it is printed; stores in KB of each subscription, memory in MB of all."""
        each = self.asleep.minus(self.empty)
        figures = (
            f"{each.temporal / self.size / 1000:.1f}",
            f"{each.postgres / self.size / 1000:.1f}",
            f"{self.begun:.1f}",
            f"{self.asleep.worker / 1e6:.0f}",
            f"{self.asleep.server / 1e6:.0f}",
            f"{self.charged:.1f}",
            f"{self.bare:.1f}",
            f"{self.charged / self.bare:.2f}",
            f"{self.renewed:.1f}",
            f"{self.events:.0f}",
        )
        return COLUMNS.format(self.size, *figures)


class Bench:
    """One stack and its subscriptions."""

    def __init__(self, stack: Stack, client: Client, queue: str) -> None:
        env = stack.env
        self._stack = stack
        self._client = client
        self._queue = queue
        self._skipper = TimeSkipper(client)
        self._gateway = Gateway(env["STRIPE_API_KEY"], env["STRIPE_BASE_URL"])
        self._database = Database(make_engine(env["WORKER_DATABASE_URL"]))
        self._population = Population(self._database, env["STRIPE_BASE_URL"], env["STRIPE_API_KEY"])

    async def row(self, size: int) -> Measured:
        """Puts `size` subscriptions to sleep and renews them all."""
        ids = await self._population.make(size, AT_ONCE)
        empty = await weigh(self._stack, self._database)
        begun = await self._begin(ids)
        asleep = await weigh(self._stack, self._database)
        bare = await charges_per_second(self._gateway, self._population.cards[-size:], AT_ONCE)
        before = await self._events(ids[:LIVES])
        charged, renewed = await self._renew(ids)
        return Measured(
            size, empty, asleep, begun, bare, charged, renewed, await self._events(ids[:LIVES]) - before
        )

    async def year(self) -> list[int]:
        """Events that the history of one subscription has after each of twelve months."""
        (one,) = await self._population.make(1, 1)
        await self._begin([one])
        lengths = []
        today = local_date(datetime.now(UTC), HOLDER_ZONE)
        for number in range(1, 13):
            await self._forward(one, start_of_day(Month.of(today).plus(number).first_day) + timedelta(days=6))
            await self._population.paid(number, [one])
            lengths.append(round(await self._events([one])))
        return lengths

    async def close(self) -> None:
        """Closes the connections."""
        await self._database.close()

    async def _begin(self, ids: Sequence[str]) -> float:
        """Starts them, and waits until all are asleep and their welcomes gone; how many a second."""
        since = time.perf_counter()
        await _each(ids, self._start)
        await self._population.asleep(ids)
        return len(ids) / (time.perf_counter() - since)

    async def _start(self, subscription_id: str) -> None:
        await self._client.start_workflow(
            SubscriptionWorkflow.run,
            SubscriptionStart(subscription_id),
            id=subscription_workflow_id(subscription_id),
            task_queue=self._queue,
        )

    async def _renew(self, ids: Sequence[str]) -> tuple[float, float]:
        """Charges a second until all had paid, and renewals a second until all were told and invoiced."""
        next_month = Month.of(local_date(datetime.now(UTC), HOLDER_ZONE)).plus(1)
        target = start_of_day(next_month.first_day) + timedelta(days=1)
        since = time.perf_counter()
        moving = asyncio.create_task(_each(ids, lambda one: self._forward(one, target)))
        await self._population.paid(1, ids)
        charged = time.perf_counter() - since
        await moving
        await self._population.invoiced(ids)
        return len(ids) / charged, len(ids) / (time.perf_counter() - since)

    async def _forward(self, subscription_id: str, target: datetime) -> None:
        handle = self._handle(subscription_id)
        await self._skipper.fast_forward(handle, target - await self._skipper.get_current_time(handle))

    async def _events(self, ids: Sequence[str]) -> float:
        described = [await self._handle(one).describe() for one in ids]
        return sum(one.history_length for one in described) / len(described)

    def _handle(self, subscription_id: str) -> WorkflowHandle[SubscriptionWorkflow, str]:
        return self._client.get_workflow_handle_for(
            SubscriptionWorkflow.run, subscription_workflow_id(subscription_id)
        )


async def _each(ids: Sequence[str], call: Callable[[str], Awaitable[None]]) -> None:
    """Calls for each, so many at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(subscription_id: str) -> None:
        async with places:
            await call(subscription_id)

    await asyncio.gather(*(one(subscription_id) for subscription_id in ids))


async def _measure(stack: Stack, size: int, *, with_year: bool) -> tuple[Measured, list[int]]:
    settings = Settings.model_validate({name.lower(): value for name, value in stack.env.items()})
    bench = Bench(stack, await connect(settings), settings.temporal_task_queue)
    try:
        row = await bench.row(size)
        return row, await bench.year() if with_year else []
    finally:
        await bench.close()


def main() -> None:
    """Measures each size on a fresh stack and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.subscriptions", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10000])
    sizes = parser.parse_args().sizes
    print(COLUMNS.format(*HEADS), flush=True)
    for size in sizes:
        with (
            tempfile.TemporaryDirectory(prefix="bench-") as folder,
            Stack(Path(folder), given=UNLIMITED) as stack,
        ):
            stack.start()
            row, lengths = asyncio.run(_measure(stack, size, with_year=size == sizes[0]))
        print(row.line(), flush=True)
        if lengths:
            print(
                f"events of one history after each of twelve months: {' '.join(map(str, lengths))}",
                flush=True,
            )


if __name__ == "__main__":
    main()
