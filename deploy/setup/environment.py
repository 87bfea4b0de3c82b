"""The Python environment `.venv`, from the lock file with its hashes, by uv."""

import shutil
import sys
from pathlib import Path

from deploy.setup import stamps
from deploy.setup.console import run, say
from deploy.setup.paths import CACHE, ROOT, VENV

LOCK = ROOT / "requirements.lock"


def ensure_environment() -> Path:
    """The environment's Python; installs what the lock file names unless that was done already."""
    python = VENV / "bin" / "python"
    wanted = stamps.digest([LOCK], sys.version, str(VENV))
    if python.exists() and stamps.is_current("environment", wanted):
        return python
    say("Installing the Python packages of requirements.lock into .venv")
    uv = _find_or_install_uv()
    if not python.exists():
        run([uv, "venv", "--quiet", "--python", sys.executable, VENV])
    run([uv, "pip", "install", "--compile-bytecode", "--python", python, "--require-hashes", "-r", LOCK])
    stamps.finish("environment", wanted)
    return python


def _find_or_install_uv() -> Path:
    on_path = shutil.which("uv")
    if on_path:
        return Path(on_path)
    own = CACHE / "uv"
    if not (own / "bin" / "uv").exists():
        say("Installing uv into the cache")
        run([sys.executable, "-m", "venv", own])
        run([own / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"])
    return own / "bin" / "uv"
