"""`python -m bench.envelopes [--count N] [--at-once N]`: envelopes per second with 1 and 3 signers.

Ours is the whole service on the local stack: draft and sending by the API, the signers' links from the inbox,
pages and signature by the API, seal, certificate, completion mails. The reference, in the same run, is a bare
workflow that calls as many activities on the same Temporal server. One line each, and their ratio.
"""

import argparse
import asyncio
import secrets
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from bench.envelopes.bare import Calls, bare_per_second
from deploy.demo.http import Api
from deploy.demo.inbox import Inbox
from deploy.demo.owner import Owner, Party
from deploy.demo.sample import SAMPLE_PLACES, sample_contract
from deploy.demo.signer import sign
from deploy.stack.catalogue import offer_plans
from deploy.stack.stack import Stack
from settings import Settings
from workflows.connection import connect
from workflows.identifiers import envelope_workflow_id

UNLIMITED = {"code": "bench", "names": {"es": "Medida", "en": "Measure"}, "kind": "free"}
"""Sending takes a plan in force."""
COLUMNS = "{:>7}  {:>12}  {:>12}  {:>6}  {:>14}  {:>18}"


@dataclass(frozen=True)
class Measured:
    """One row. `events` is the history length of one envelope."""

    signers: int
    ours: float
    bare: float
    events: int
    calls: Calls


class Office:
    """Sends envelopes and signs them, as an owner and many people would."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self._stack = stack
        self._inbox = Inbox(stack.addresses["inbox"])
        self._owner = Owner(Api(stack.addresses["api"]), self._inbox)
        self._owner.register(f"bench.{secrets.token_hex(4)}@bench.example")
        offer_plans(stack.env, [UNLIMITED])
        self._owner.contract_free_plan()
        self._owner.take_key()
        self._document = str(self._owner.upload(sample_contract(folder))["id"])

    def one(self, signers: int) -> str:
        """One envelope from draft to certificate; its id."""
        run = secrets.token_hex(5)
        parties = [Party(f"Firmante {n}", f"s{n}.{run}@bench.example") for n in range(1, signers + 1)]
        places = [SAMPLE_PLACES[n % len(SAMPLE_PLACES)] for n in range(signers)]
        envelope_id = self._owner.send("Contrato", self._document, parties, places)
        for party in parties:
            sign(Api(self._stack.addresses["api"]), self._inbox.wait_for_link(party.email, "/sign/"))
        self._owner.wait_until_completed(envelope_id, lambda _: None)
        return envelope_id

    def per_second(self, signers: int, count: int, at_once: int) -> tuple[float, str]:
        """Envelopes per second, `at_once` at a time, after one to warm up; and the id of one of them."""
        self.one(signers)
        with ThreadPoolExecutor(max_workers=at_once) as people:
            begun = time.perf_counter()
            envelopes = list(people.map(lambda _: self.one(signers), range(count)))
            return count / (time.perf_counter() - begun), envelopes[-1]


async def history(client: Client, envelope_id: str) -> tuple[int, Calls]:
    """Events of the envelope's history when it has ended, and the activities it called."""
    handle = client.get_workflow_handle(envelope_workflow_id(envelope_id))
    await handle.result()
    events = [event.event_type async for event in handle.fetch_history_events()]
    kinds = Counter(events)
    regular = kinds[EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED]
    return len(events), Calls(regular, kinds[EventType.EVENT_TYPE_MARKER_RECORDED])


async def measure(stack: Stack, folder: Path, count: int, at_once: int) -> list[Measured]:
    """Both rows."""
    client = await connect(
        Settings.model_validate({name.lower(): value for name, value in stack.env.items()})
    )
    office = await asyncio.to_thread(Office, stack, folder)
    rows = []
    for signers in (1, 3):
        ours, envelope_id = await asyncio.to_thread(office.per_second, signers, count, at_once)
        events, calls = await history(client, envelope_id)
        bare = await bare_per_second(client, calls, count, at_once)
        rows.append(Measured(signers, ours, bare, events, calls))
    return rows


def main() -> None:
    """Starts a stack of its own and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.envelopes", description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="envelopes a row")
    parser.add_argument("--at-once", type=int, default=4, help="envelopes at a time")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Stack(Path(folder), given={}) as stack:
        stack.start()
        rows = asyncio.run(measure(stack, Path(folder) / "sample", arguments.count, arguments.at_once))
    print(
        COLUMNS.format("signers", "envelopes/s", "bare wf/s", "ratio", "history events", "activities (local)")
    )
    for row in rows:
        called = f"{row.calls.regular} ({row.calls.local})"
        figures = (f"{row.ours:.2f}", f"{row.bare:.2f}", f"{row.ours / row.bare:.2f}")
        print(COLUMNS.format(row.signers, *figures, row.events, called))


if __name__ == "__main__":
    main()
