"""`python -m bench.exports [--megabytes 10 1000 10000] [--folder PATH]`: prints one table.

On a throw-away PostgreSQL and a vault in a scratch folder, both removed afterwards. What is sent goes to
nobody: HTTP and the network are not in it. The bare loop reads the stored files as they are, without
decrypting, counting or checking anything.
"""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.exports import phases
from bench.exports.subject import MEGABYTE, Subject, made
from deploy.stack.part import RunningPart
from deploy.stack.ports import free_port
from deploy.stack.postgres import OWNER, WORKER, PostgresCluster
from models.migrations import upgrade

NAME = "bench"
HEADS = (
    "archive, MB",
    "made, MB/s",
    "peak",
    "sent, MB/s",
    "peak",
    "last tenth, MB/s",
    "peak",
    "bare loop, MB/s",
    "peak",
    "sent ÷ bare",
)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.exports", description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[10, 1000, 10_000])
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder, _database(Path(folder)) as url:
        print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}", flush=True)
        for megabytes in given.megabytes:
            place = Path(folder) / str(megabytes)
            place.mkdir()
            subject = asyncio.run(made(url, place, megabytes * MEGABYTE))
            print(_row(megabytes, subject), flush=True)
            shutil.rmtree(place)
        memory = phases.taken(subject, phases.idle).memory
    print(f"\nPeaks are MB of resident memory; a process that has only imported has {memory / 1e6:.0f}.")


def _row(megabytes: int, subject: Subject) -> str:
    cells = [str(megabytes)]
    made_, sent, last, bare = (
        phases.taken(subject, phase) for phase in (phases.prepare, phases.send, phases.resume, phases.copy)
    )
    for one in (made_, sent, last, bare):
        cells += [f"{one.speed:.0f}", f"{one.memory / 1e6:.0f}"]
    return f"| {' | '.join([*cells, f'{sent.speed / bare.speed:.2f}'])} |"


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    folder.chmod(0o755)
    cluster = PostgresCluster(folder / "postgres", free_port(), PostgresCluster.new_password(), durable=False)
    server = RunningPart(cluster.part())
    try:
        server.wait_ready()
        cluster.create_database(NAME)
        upgrade(cluster.url(OWNER, NAME))
        yield cluster.url(WORKER, NAME)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
