"""A Temporal server of at least 1.32 and its UI: found, downloaded or built.

In this order: a `temporal` CLI on PATH or in the project's cache; the SDK's own download, which gives up at
once where there is no internet; server and UI built from their Go modules into the cache.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.setup.console import say
from deploy.setup.go import find_or_install_go, install_module
from deploy.setup.paths import CACHE

LEAST_SERVER = (1, 32)
FOLDER = CACHE / "temporal"
DOWNLOAD_SECONDS = 90
SERVER_MODULE = "go.temporal.io/server/cmd/server@v1.32.0"
UI_MODULE = "github.com/temporalio/ui-server/v2/cmd/server@v2.54.1"

_DOWNLOAD = """
import asyncio, sys
from temporalio.testing import WorkflowEnvironment

async def download():
    server = await WorkflowEnvironment.start_local(download_dest_dir=sys.argv[1])
    await server.shutdown()

asyncio.run(download())
"""


@dataclass(frozen=True)
class TemporalPrograms:
    """Either one CLI that is server and UI, or a server and a UI built separately."""

    cli: Path | None = None
    server: Path | None = None
    ui: Path | None = None


def find_temporal() -> TemporalPrograms | None:
    """What is on the machine already; `None` when there is nothing new enough."""
    for cli in _candidates():
        if _server_version(cli) >= LEAST_SERVER:
            return TemporalPrograms(cli=cli)
    server, ui = _built("server"), _built("ui")
    if server.exists() and ui.exists():
        return TemporalPrograms(server=server, ui=ui)
    return None


def install_temporal(python: Path) -> TemporalPrograms:
    """Finds, downloads or builds; `python` is the project's own, with the SDK in it.

    Raises `MissingPrerequisiteError` when none of these can be done.
    """
    found = find_temporal()
    if found is None and _download(python):
        found = find_temporal()
    return found or _build()


def _candidates() -> list[Path]:
    on_path = shutil.which("temporal")
    found = [Path(on_path)] if on_path else []
    cached = (FOLDER / "temporal", *sorted(FOLDER.glob("temporal-*")))
    return [*found, *(path for path in cached if path.is_file())]


def _server_version(cli: Path) -> tuple[int, ...]:
    shown = subprocess.run([cli, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"Server (\d+)\.(\d+)", shown)
    return (int(version[1]), int(version[2])) if version else (0,)


def _download(python: Path) -> bool:
    FOLDER.mkdir(parents=True, exist_ok=True)
    say("Downloading Temporal with its SDK")
    try:
        done = subprocess.run(
            [python, "-c", _DOWNLOAD, FOLDER], capture_output=True, timeout=DOWNLOAD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _build() -> TemporalPrograms:
    go = find_or_install_go()
    for name, module, how_long in (
        ("server", SERVER_MODULE, "some 6 minutes the first time"),
        ("ui", UI_MODULE, "half a minute"),
    ):
        if not _built(name).exists():
            say(f"No download to be had: building Temporal's {name} with Go ({how_long})")
            install_module(go, module, _built(name).parent)
    return TemporalPrograms(server=_built("server"), ui=_built("ui"))


def _built(name: str) -> Path:
    return FOLDER / name / "server"


if __name__ == "__main__":
    install_temporal(Path(sys.executable))
