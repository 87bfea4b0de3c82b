"""Parts start, end, and never outlive who started them."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from deploy.setup.paths import ROOT
from deploy.stack.part import Part, PartError, RunningPart

SLEEP = "import time; time.sleep(600)"
SAYING_SO = f"print('runs'); {SLEEP}"
PARENT_AND_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print(child.pid, flush=True)
time.sleep(600)
"""


def _part(folder: Path, program: str, *, ready: bool = True, seconds: float = 20) -> Part:
    return Part(
        name="sleeper",
        command=(sys.executable, "-u", "-c", program),
        log_file=folder / "logs" / "sleeper.log",
        ready=lambda: ready,
        ready_seconds=seconds,
    )


def _lives(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _ends(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while _lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not _lives(pid)


def test_stops_when_asked(tmp_path: Path) -> None:
    running = RunningPart(_part(tmp_path, SLEEP))
    running.wait_ready()
    assert running.exit_code is None
    running.stop()
    assert running.exit_code == -signal.SIGTERM


def test_is_killed_when_it_does_not_listen(tmp_path: Path) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(600)"
    )
    running = RunningPart(_part(tmp_path, deaf))
    while "deaf" not in running.log_tail():
        time.sleep(0.05)
    running.stop(seconds=0.5)
    assert running.exit_code == -signal.SIGKILL


def test_what_ends_while_starting_is_told_with_its_log(tmp_path: Path) -> None:
    running = RunningPart(_part(tmp_path, "raise SystemExit('no such database')", ready=False))
    with pytest.raises(PartError, match=r"sleeper ended with code 1\.\nno such database"):
        running.wait_ready()


def test_what_never_gets_ready_is_told(tmp_path: Path) -> None:
    running = RunningPart(_part(tmp_path, SLEEP, ready=False, seconds=0.3))
    with pytest.raises(PartError, match=r"sleeper was not ready after 0\.3 s"):
        running.wait_ready()
    running.kill()


def test_kill_takes_the_children_of_other_sessions_along(tmp_path: Path) -> None:
    running = RunningPart(_part(tmp_path, PARENT_AND_CHILD))
    while not running.log_tail():
        time.sleep(0.05)
    child = int(running.log_tail())
    running.kill()
    assert _ends(child)


def test_dies_with_its_supervisor(tmp_path: Path) -> None:
    supervisor = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from deploy.stack.part import Part, RunningPart
        command = (sys.executable, "-uc", {SAYING_SO!r})
        part = Part("p", command, Path({str(tmp_path)!r}) / "p.log", lambda: True)
        print(RunningPart(part).pid, flush=True)
        time.sleep(600)
    """)
    with subprocess.Popen([sys.executable, "-c", supervisor], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        while not (tmp_path / "p.log").read_text():  # from then on the kernel knows of the death signal
            time.sleep(0.05)
        assert _lives(pid)
        os.kill(process.pid, signal.SIGKILL)
    assert _ends(pid)
