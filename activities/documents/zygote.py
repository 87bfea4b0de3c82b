"""The process that sandboxed jobs are forked from: it has everything imported and reads no document itself.

Started as `python -m activities.documents.zygote FD` with a clean environment, so that no secret of the
service is in reach of a parser. FD is a SEQPACKET socket; each message carries limits as JSON and two
sockets: one for the job's question and answer, one on which its fate is told. The zygote ends with whoever
started it.
"""

import gc
import json
import os
import resource
import selectors
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Any

from activities.documents import jobs

MESSAGE_MAX = 4096
FILE_MAX_BYTES = 1024 * 1024


@dataclass
class Child:
    """A job under way: `fate` is where its end is told; past `deadline` (monotonic) it is killed."""

    pid: int
    pidfd: int
    fate: socket.socket
    deadline: float
    timed_out: bool = False

    def kill(self) -> None:
        """Ends the job and whatever it started; the process is ours and not yet waited for."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            os.kill(self.pid, signal.SIGKILL)


class Zygote:
    """Forks a process for each job, ends it in time, and tells how it ended."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._children: dict[int, Child] = {}

    def serve(self) -> None:
        """Runs until the other end of the control socket is closed."""
        while True:
            for key, _ in self._selector.select(self._patience()):
                if key.fileobj is self._control:
                    if not self._accept():
                        return self._end()
                elif isinstance(key.data, Child):
                    self._attend(key.data, exited=key.fileobj == key.data.pidfd)
            self._kill_overdue()

    def _patience(self) -> float | None:
        deadlines = [child.deadline for child in self._children.values() if not child.timed_out]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _accept(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE_MAX, 2)
        if not message:
            return False
        limits = json.loads(message)
        talk, fate = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        pid = os.fork()
        if pid == 0:
            self._control.close()
            fate.close()
            _run(talk, limits)
        talk.close()
        child = Child(pid, os.pidfd_open(pid), fate, time.monotonic() + limits["seconds"])
        self._children[pid] = child
        self._selector.register(child.pidfd, selectors.EVENT_READ, child)
        self._selector.register(child.fate, selectors.EVENT_READ, child)
        return True

    def _attend(self, child: Child, *, exited: bool) -> None:
        """The job ended, or nobody waits for it any more."""
        if child.pid not in self._children:
            return
        if not exited:
            self._selector.unregister(child.fate)
            child.kill()
            return
        _, status = os.waitpid(child.pid, 0)
        self._forget(child)
        told = {"code": os.waitstatus_to_exitcode(status), "timed_out": child.timed_out}
        try:
            child.fate.sendall(json.dumps(told).encode())
        except OSError:
            pass
        finally:
            child.fate.close()

    def _forget(self, child: Child) -> None:
        del self._children[child.pid]
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        if child.fate in self._selector.get_map():
            self._selector.unregister(child.fate)

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.deadline <= now and not child.timed_out:
                child.timed_out = True
                child.kill()

    def _end(self) -> None:
        for child in self._children.values():
            child.kill()


def _run(talk: socket.socket, limits: dict[str, Any]) -> None:
    """The forked process: one job within its limits, then the end, whatever happens."""
    code = 1
    try:
        os.setsid()
        with open(os.devnull, "r+b") as nowhere:  # noqa: PTH123
            for descriptor in (0, 1, 2):
                os.dup2(nowhere.fileno(), descriptor)
        _limit(limits)
        jobs.serve(talk)
        code = 0
    finally:
        os._exit(code)


def _limit(limits: dict[str, Any]) -> None:
    """No more memory and time than told, no large file written, no core dumped."""
    seconds = max(1, int(limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_MAX_BYTES, FILE_MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def main() -> None:
    """Imports what the jobs need, then serves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    jobs.preload()
    gc.freeze()
    with tempfile.TemporaryDirectory(prefix="examiner-") as folder:
        tempfile.tempdir = folder
        Zygote(control).serve()


if __name__ == "__main__":
    main()
