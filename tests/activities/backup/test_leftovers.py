"""A killed drill leaves nothing restored behind, and no program's arguments hold a secret (M1, M5)."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.backup import programs
from activities.backup.backups import Backups, repository_of
from activities.backup.dump import dump_command
from activities.backup.scratch import scratch, sweep
from activities.measures import MeasureOrder
from deploy.stack.postgres import programs_folder
from models.database import Database
from settings import Settings
from tests.activities.backup.test_backups import DUE
from tests.activities.backup.test_drill import short_folder
from tests.waiting import until

__all__ = ("short_folder",)
REPOSITORY = Path(__file__).parents[3]
DRILL = """
import asyncio, os, sys
from pathlib import Path
from activities.backup import fresh_server as module
from activities.backup.fresh_server import fresh_server
from activities.backup.scratch import scratch

real = module.confined
module.confined = lambda *how: tuple(word for word in real(*how) if word not in ("--pdeathsig", "KILL"))

async def drill():
    with scratch() as folder:
        home = folder / "server"
        home.mkdir(mode=0o700)
        (folder / "restored").write_text("personal data")
        async with fresh_server(Path(sys.argv[1]), home):
            print(folder, flush=True)
            await asyncio.Event().wait()

asyncio.run(drill())
"""


@pytest.fixture
def killed(short_folder: Path) -> Iterator[tuple[Path, int]]:
    """The folder of a drill that was killed in its middle, and its server, which runs on."""
    process = subprocess.Popen(
        [sys.executable, "-c", DRILL, str(programs_folder())],
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(short_folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    server = int((folder / "server" / "data" / "postmaster.pid").read_text().splitlines()[0])
    process.kill()
    process.wait()
    process.stdout.close()
    yield folder, server
    if runs(server):
        os.kill(server, signal.SIGKILL)


def runs(pid: int) -> bool:
    """Whether a process is there, and not only its exit code."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


@pytest.mark.rule("M1")
async def test_a_killed_drill_is_swept_with_its_server_and_one_under_way_is_not(
    killed: tuple[Path, int],
) -> None:
    folder, server = killed
    assert (folder / "restored").exists()
    assert runs(server)
    with scratch() as under_way:
        assert await asyncio.to_thread(sweep) == 1
        assert under_way.is_dir()
    assert not folder.exists()
    await until(lambda: not runs(server))
    assert not under_way.exists()
    assert await asyncio.to_thread(sweep) == 0


async def test_no_argument_of_a_program_holds_a_secret(
    backed_up: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    start = asyncio.create_subprocess_exec

    async def recorded(*command: str, **how: Any) -> asyncio.subprocess.Process:
        seen.extend(command)
        return await start(*command, **how)

    monkeypatch.setattr(programs.asyncio, "create_subprocess_exec", recorded)
    await ActivityEnvironment().run(Backups(settings, backed_up).take, MeasureOrder(DUE))
    assert any(word.endswith("pg_dump") for word in seen)
    assert "hidden" not in " ".join(seen)
    url = settings.worker_database_url or ""
    assert url.split("@")[0].rpartition(":")[2] not in " ".join(seen)


def test_addresses_with_secrets_are_no_arguments(settings: Settings) -> None:
    there = settings.model_copy(update={"backup_repository": "rest:https://us:hidden@backup.example/"})
    repository = repository_of(there)
    assert repository.env["RESTIC_REPOSITORY"] == there.backup_repository
    assert "hidden" not in " ".join(repository._command("snapshots"))
    command, env = dump_command(None, "postgresql+psycopg://u@db/x?password=hidden&sslmode=require", "1")
    assert "hidden" not in " ".join(command)
    assert "sslmode=require" in command[-1]
    assert env == {"PGPASSWORD": "hidden"}
