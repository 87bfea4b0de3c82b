"""`python -m bench.isolation [--runs N]`: lists of envelopes with and without row-level security.

The same queries on the same rows of one throw-away PostgreSQL: in a business's scope by the API's role, and
by the worker's role, whose policies let it see everything. The two take turns, so that other work on the
machine meets both.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.callers import Member
from api.reading.cursors import cursor_after
from api.reading.envelope_list import EnvelopeFilter, list_envelopes
from api.reading.envelopes import owned_envelope, show_envelope
from deploy.stack.part import RunningPart
from deploy.stack.ports import free_port
from deploy.stack.postgres import APP, OWNER, WORKER, PostgresCluster
from models.database import Database, make_engine
from models.migrations import upgrade
from models.scope import PUBLIC, Scope
from terms.envelope import EnvelopeState
from terms.roles import BUSINESS_GRANTS, BusinessRole

BUSINESSES, ENVELOPES = 200, 500
"""Envelopes are of each business."""
BUSINESS, USER = "biz_00100", "usr_00100"
MEMBER = Member(BUSINESS, USER, BusinessRole.OWNER, BUSINESS_GRANTS[BusinessRole.OWNER])
NAME = "bench"
Query = Callable[[AsyncSession], Awaitable[object]]

_ROWS = Path(__file__).with_name("rows.sql")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.isolation", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, _cluster(Path(folder)) as cluster:
        asyncio.run(_measure(cluster, runs))


@contextmanager
def _cluster(folder: Path) -> Iterator[PostgresCluster]:
    folder.chmod(0o755)
    cluster = PostgresCluster(folder / "postgres", free_port(), PostgresCluster.new_password(), durable=False)
    server = RunningPart(cluster.part())
    try:
        server.wait_ready()
        cluster.create_database(NAME)
        upgrade(cluster.url(OWNER, NAME))
        address = cluster.url(OWNER, NAME).replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(address, autocommit=True) as connection:
            for name, count in (("businesses", BUSINESSES), ("envelopes", ENVELOPES)):
                connection.execute("SELECT set_config(%s, %s, false)", [f"bench.{name}", str(count)])
            connection.execute(_ROWS.read_bytes())
            connection.execute("VACUUM ANALYZE")
        yield cluster
    finally:
        server.stop()


def _queries() -> dict[str, Query]:
    middle = f"env_{ENVELOPES // 2 * BUSINESSES:07}"

    def listing(wanted: EnvelopeFilter, before: str | None = None) -> Query:
        after = None if before is None else cursor_after(before)
        return lambda session: list_envelopes(session, MEMBER, wanted, 20, after)

    async def whole(session: AsyncSession) -> object:
        return await show_envelope(
            session, await owned_envelope(session, MEMBER, f"env_{BUSINESSES + 100:07}")
        )

    return {
        "first page of 20": listing(EnvelopeFilter()),
        "page from the middle": listing(EnvelopeFilter(), middle),
        "only those under way": listing(EnvelopeFilter(states=[EnvelopeState.SENT])),
        "search that finds many": listing(EnvelopeFilter(text="contrato")),
        "search that finds nothing": listing(EnvelopeFilter(text="zzz")),
        "one envelope, whole": whole,
    }


async def _measure(cluster: PostgresCluster, runs: int) -> None:
    isolated = Database(make_engine(cluster.url(APP, NAME)), PUBLIC)
    open_to_all = Database(make_engine(cluster.url(WORKER, NAME)))
    scope = Scope.of_business(BUSINESS, USER, frozenset({"owner"}))
    print(f"{BUSINESSES * ENVELOPES} envelopes of {BUSINESSES} businesses; ms, medians of {runs}")
    for name, query in _queries().items():
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(runs):
            for times, database, whose in ((took[0], isolated, scope), (took[1], open_to_all, None)):
                begun = time.perf_counter()
                async with database.transaction(whose) as session:
                    await query(session)
                times.append((time.perf_counter() - begun) * 1000)
        with_it, without = (statistics.median(times) for times in took)
        print(f"| {name} | {with_it:.1f} | {without:.1f} | {with_it / without:.2f} |", flush=True)
    await isolated.close()
    await open_to_all.close()


if __name__ == "__main__":
    main()
