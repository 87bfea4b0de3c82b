"""`python -m bench.terms [--users N] [--sending-ms N]`: a change of terms told to so many users, three times.

The real workflow and the real pages on a throw-away PostgreSQL and Temporal; only the sending of one mail is
replaced, by a pause. The days between the reminders are skipped.
"""

import argparse
import asyncio
import base64
import resource
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
from pydantic import SecretStr
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.heartbeats import HeartbeatInterceptor
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder
from activities.records.terms_change_records import TermsChangeRecords
from deploy.setup.temporal import find_temporal
from deploy.stack.part import RunningPart
from deploy.stack.ports import free_port
from deploy.stack.postgres import OWNER, WORKER, PostgresCluster
from deploy.stack.temporal import TemporalServer
from models.database import Database, make_engine
from models.migrations import upgrade
from terms import texts
from terms.accounts import Document
from terms.terms_change import REMINDERS
from workflows.connection import data_converter
from workflows.namespace import prepare_namespace
from workflows.terms_change import TermsChange, TermsChangeWorkflow

NAME, QUEUE = "bench", "bench-terms"
KIND = Document.PRIVACY
_USERS = """
INSERT INTO users (id, email, password_hash, email_verified_at, created_at, language, time_zone)
SELECT 'usr_' || to_char(n, 'FM0000000'), n || '@example.com', '-', now(), now(), 'es', 'Europe/Madrid'
FROM generate_series(1, %s) n
"""


@dataclass
class Post:
    """Stands for the mailer: counts each mail by its key, after as long as one takes."""

    sending: float
    keys: Counter[str] = field(default_factory=Counter)

    async def post(self, order: MailOrder) -> bool:
        """One mail."""
        await asyncio.sleep(self.sending)
        self.keys[order.key] += 1
        return True


@dataclass(frozen=True)
class Found:
    """What a whole change came to."""

    mails: int
    repeated: int
    seconds: float
    runs: int
    events: int
    """Of the longest run."""
    history_bytes: int
    """Of the longest run."""
    megabytes: int
    """Peak of the process that is worker, client and post."""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.terms", description=__doc__)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--sending-ms", type=float, default=0.0)
    given = parser.parse_args()
    found = measure(given.users, given.sending_ms / 1000)
    print("| users | mails | twice | minutes | mails/s | runs | events of the longest | its KiB | peak MiB |")
    print("|---|---|---|---|---|---|---|---|---|")
    print(
        f"| {given.users} | {found.mails} | {found.repeated} | {found.seconds / 60:.1f} |"
        f" {found.mails / found.seconds:.0f} | {found.runs} | {found.events} |"
        f" {found.history_bytes / 1024:.0f} | {found.megabytes} |"
    )


def measure(users: int, sending: float = 0.0) -> Found:
    """Tells so many users of a change and reminds them at each date; none of them accepts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with _database(folder, users) as url, _temporal(folder) as server:
            return asyncio.run(_measure(url, server, Post(sending)))


@contextmanager
def _database(folder: Path, users: int) -> Iterator[str]:
    cluster = PostgresCluster(folder / "postgres", free_port(), PostgresCluster.new_password(), durable=False)
    server = RunningPart(cluster.part())
    try:
        server.wait_ready()
        cluster.create_database(NAME)
        upgrade(cluster.url(OWNER, NAME))
        address = cluster.url(OWNER, NAME).replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(_USERS, [users])
            connection.execute("VACUUM ANALYZE")
        yield cluster.url(WORKER, NAME)
    finally:
        server.stop()


@contextmanager
def _temporal(folder: Path) -> Iterator[TemporalServer]:
    programs = find_temporal()
    if programs is None:
        raise SystemExit("No Temporal server: run `make setup`.")
    server = TemporalServer(programs, folder / "temporal", free_port())
    (part,) = server.parts()
    process = RunningPart(part)
    try:
        process.wait_ready()
        yield server
    finally:
        process.stop()


async def _measure(url: str, server: TemporalServer, post: Post) -> Found:
    database = Database(make_engine(url))
    client = await _connected(server)
    async with _worker(client, TermsChangeRecords(database, cast("Mailer", post))):
        begun = time.perf_counter()
        handle = await client.start_workflow(
            TermsChangeWorkflow.run,
            TermsChange(KIND.value, texts.versions(KIND)[-1]),
            id="terms-change",
            task_queue=QUEUE,
        )
        await _until_announced(handle)
        await TimeSkipper(client).fast_forward(handle, REMINDERS[-1] + timedelta(minutes=1))
        mails = await handle.result()
        seconds = time.perf_counter() - begun
    await database.close()
    runs = [run async for run in client.list_workflows('WorkflowType = "TermsChange"')]
    sizes = [await _size(client, run.run_id) for run in runs]
    events, history_bytes = max(sizes)
    return Found(
        mails=mails,
        repeated=sum(count - 1 for count in post.keys.values()),
        seconds=seconds,
        runs=len(runs),
        events=events,
        history_bytes=history_bytes,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


@asynccontextmanager
async def _worker(client: Client, records: TermsChangeRecords) -> AsyncIterator[None]:
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=[TermsChangeWorkflow],
        activities=[records.mail_page],
        workflow_runner=UnsandboxedWorkflowRunner(),
        interceptors=[HeartbeatInterceptor()],
    )
    async with worker:
        yield


async def _until_announced(handle: WorkflowHandle[Any, Any]) -> None:
    """Waits until everybody was told; then only the days to the reminders are left."""
    while (await handle.query(TermsChangeWorkflow.progress)).step < 1:  # noqa: ASYNC110 - asked of another process
        await asyncio.sleep(1)


async def _size(client: Client, run_id: str | None) -> tuple[int, int]:
    history = await client.get_workflow_handle("terms-change", run_id=run_id).fetch_history()
    return len(history.events), sum(event.ByteSize() for event in history.events)


async def _connected(server: TemporalServer) -> Client:
    """With the service's own converter, which encrypts: histories have the size they would have."""
    key = SecretStr(base64.b64encode(secrets.token_bytes(32)).decode())
    converter = data_converter(SimpleNamespace(payload_keys={"bench": key}))
    async with asyncio.timeout(60):
        while True:
            try:
                client = await Client.connect(
                    server.address, namespace=server.namespace, data_converter=converter
                )
            except RuntimeError:
                await asyncio.sleep(0.1)
            else:
                await prepare_namespace(client)
                return client


if __name__ == "__main__":
    main()
