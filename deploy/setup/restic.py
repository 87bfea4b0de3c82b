"""restic, with which backups are made: found on PATH if it is new enough, else built from its Go module."""

import re
import shutil
import subprocess
from pathlib import Path

from deploy.setup.console import say
from deploy.setup.go import find_or_install_go, install_module
from deploy.setup.paths import CACHE

LEAST = (0, 17)
"""The first that takes the output of a program and notices when that fails."""
MODULE = "github.com/restic/restic/cmd/restic@v0.18.1"
PROGRAM = CACHE / "restic" / "restic"


def find_restic() -> Path | None:
    """What is on the machine already; `None` when there is nothing new enough."""
    on_path = shutil.which("restic")
    if on_path and _version(Path(on_path)) >= LEAST:
        return Path(on_path)
    return PROGRAM if PROGRAM.exists() else None


def ensure_restic() -> Path:
    """Finds it, or builds it into the cache; Go checks the module's checksum against its public database."""
    found = find_restic()
    if found is None:
        say("Building restic with Go (a minute or two the first time)")
        install_module(find_or_install_go(), MODULE, PROGRAM.parent)
    return found or PROGRAM


def _version(program: Path) -> tuple[int, ...]:
    shown = subprocess.run([program, "version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"restic (\d+)\.(\d+)", shown)
    return (int(version[1]), int(version[2])) if version else (0,)
