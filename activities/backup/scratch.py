"""The folder of a drill or a copy: removed at its end, or by the drill that comes next."""

import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from terms.backups import TRIED_FOR

_PREFIX = "rubrica-drill-"
_LOCK = "drill.lock"
"""Held by the process of the drill: one that nobody holds is of a process that is gone."""
_SERVER = Path("server", "data")
_STOP_SECONDS = 10.0


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of the drill alone, removed with what was restored into it."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        folder.chmod(0o711)
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> int:
    """Ends the servers and removes the folders of drills whose process is gone; says how many there were.

    Folders of other accounts are none of ours, and those of drills under way stay.
    """
    found = [folder for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*") if _is_left_behind(folder)]
    for folder in found:
        _end_server(folder / _SERVER)
        shutil.rmtree(folder, ignore_errors=True)
    return len(found)


def _is_left_behind(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid != os.geteuid():
        return False
    try:
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return _is_old(folder)
    return True


def _is_old(folder: Path) -> bool:
    """Whether one without a lock is neither just being made nor of a worker that held none."""
    return time.time() - folder.stat().st_mtime > TRIED_FOR.total_seconds()


def _end_server(data: Path) -> None:
    """Kills the server of a data folder, if one still runs: what it has is thrown away."""
    with suppress(OSError, ValueError):
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        if not _serves(pid, data):
            return
        os.kill(pid, signal.SIGQUIT)
        until = time.monotonic() + _STOP_SECONDS
        while _serves(pid, data) and time.monotonic() < until:
            time.sleep(0.05)
        if _serves(pid, data):
            os.kill(pid, signal.SIGKILL)


def _serves(pid: int, data: Path) -> bool:
    """Whether the process is the server of this folder, and no other one that has its number by now."""
    try:
        return os.fsencode(data) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
