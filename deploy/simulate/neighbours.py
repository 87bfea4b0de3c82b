"""The neighbours of a simulated service: PostgreSQL, Temporal, PKI, and the mail provider's stand-in."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.prepare import migrate, prepare_namespace_of, settings_from
from deploy.setup.temporal import find_temporal
from deploy.stack.environment import DATABASE, LocalEnvironment
from deploy.stack.part import PartError, RunningPart
from deploy.stack.ports import PortBook
from deploy.stack.postgres import PostgresCluster
from deploy.stack.processes import mailsink_part, pki_part
from deploy.stack.temporal import TemporalServer
from settings import Settings


@contextlib.contextmanager
def running_neighbours(folder: Path) -> Iterator[Settings]:
    """The settings that lead to them. What an earlier simulation left there is gone: each begins anew.

    Not for use inside an event loop. Raises `PartError` when one does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    programs = find_temporal()
    if programs is None:
        raise PartError("No Temporal server was found: run `make setup`.")
    local = LocalEnvironment(folder, {}, PortBook(folder / "ports.json", {}))
    env = local.settings()
    cluster = PostgresCluster(
        folder / "postgres", local.ports.port("postgres"), local.cluster().password, durable=False
    )
    temporal = TemporalServer(programs, folder / "temporal", local.ports.port("temporal"))
    parts = [cluster.part(), pki_part(local), mailsink_part(local), *temporal.parts()]
    with contextlib.ExitStack() as closing:
        running = []
        for part in parts:
            running.append(RunningPart(part))
            closing.callback(running[-1].stop)
        for one in running:
            one.wait_ready()
        cluster.create_database(DATABASE)
        with ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(migrate, env["DATABASE_OWNER_URL"]).result()
            thread.submit(prepare_namespace_of, env).result()
        yield settings_from(env)
