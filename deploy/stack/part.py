"""One part of the local stack as a description, and as a running process."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from activities.confined import confined

STOP_SECONDS = 15
POLL_SECONDS = 0.05

# Linux sends the parent-death signal when the *thread* that started the child ends, so all children are
# started by one thread that lives as long as the process.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stack-starter")


class PartError(RuntimeError):
    """A part did not start; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Part:
    """What a part is: how to start it and how to know that it is ready.

    `env` is added to this process's environment. `run_as` is an account used when this process is root
    (PostgreSQL refuses to run as root). `death_signal` is what it gets when this process dies.
    """

    name: str
    command: tuple[str, ...]
    log_file: Path
    ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    ready_seconds: float = 180
    run_as: str | None = None
    cwd: Path | None = None


class RunningPart:
    """A part's process. Its log is appended to `part.log_file`."""

    def __init__(self, part: Part) -> None:
        self.part = part
        part.log_file.parent.mkdir(parents=True, exist_ok=True)
        self._process = _starter.submit(self._start).result()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.part.log_file.open("ab") as log:
            return subprocess.Popen(
                confined(self.part.command, self.part.run_as, self.part.death_signal),
                env={**os.environ, **self.part.env},
                cwd=self.part.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id, which is also the id of the part's process group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """`None` while it runs."""
        return self._process.poll()

    def wait_ready(self) -> None:
        """Returns when the part is ready; raises `PartError` when it ends or takes too long."""
        deadline = time.monotonic() + self.part.ready_seconds
        while not self.part.ready():
            if self.exit_code is not None:
                raise PartError(f"{self.part.name} ended with code {self.exit_code}.\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise PartError(
                    f"{self.part.name} was not ready after {self.part.ready_seconds:g} s.\n{self.log_tail()}"
                )
            time.sleep(POLL_SECONDS)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Asks the part to end, and kills its whole process group if it does not within `seconds`."""
        if self.exit_code is None:
            self._process.send_signal(self.part.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """Ends the part and all processes it started at once (SIGKILL), as a power cut would.

        PostgreSQL's processes have groups of their own, so the family is found by parentage as well.
        """
        family = self._descendants()
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()

    def _descendants(self) -> list[psutil.Process]:
        try:
            children: list[psutil.Process] = psutil.Process(self.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        return children

    def log_tail(self, lines: int = 20) -> str:
        """The last lines of the part's log."""
        return "\n".join(self.part.log_file.read_text(errors="replace").splitlines()[-lines:])
