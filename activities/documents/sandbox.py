"""Runs jobs in processes with hard limits, forked from a zygote that is started once and kept."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from activities.documents.errors import ExaminerUnavailable
from activities.documents.framing import HEAD, HEADER_MAX, decode_header, encode_header, head_of

ROOT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 30
"""How long past a job's own limit the zygote may take to tell of its end; start-up included."""
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class SandboxLimits:
    """What one job may use: seconds by the clock and of processor time, bytes of address space."""

    seconds: float
    memory_bytes: int
    answer_max_bytes: int


class JobKilled(Exception):
    """The job ended without an answer: over a limit (`timed_out` when of time), or the parser broke down."""

    def __init__(self, *, timed_out: bool, signal_number: int) -> None:
        super().__init__("time limit" if timed_out else f"signal {signal_number}")
        self.timed_out = timed_out or signal_number == signal.SIGXCPU


@dataclass(frozen=True)
class _Zygote:
    control: socket.socket
    process: subprocess.Popen[bytes]


class Sandbox:
    """At most `parallel` jobs at once; more wait their turn. Linux only (pidfd, address-space limits)."""

    def __init__(self, limits: SandboxLimits, parallel: int) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(parallel)
        self._starting = asyncio.Lock()
        self._zygote: _Zygote | None = None

    async def run(self, arguments: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        """The job's answer. Raises `JobKilled`, or `ExaminerUnavailable` when the zygote fails twice."""
        async with self._places:
            try:
                return await self._attempt(arguments, data)
            except ExaminerUnavailable:
                return await self._attempt(arguments, data)

    async def start(self) -> None:
        """Starts the zygote, which the first job does otherwise. Raises `ExaminerUnavailable`."""
        await self._ready()

    async def close(self) -> None:
        """Ends the zygote and with it every job."""
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.control.close()
            await asyncio.to_thread(_end, zygote.process)

    async def _attempt(self, arguments: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        control = await self._ready()
        talk, their_talk = socket.socketpair()
        fate, their_fate = socket.socketpair()
        limits = {"seconds": self._limits.seconds, "memory_bytes": self._limits.memory_bytes}
        try:
            socket.send_fds(
                control, [json.dumps(limits).encode()], [their_talk.fileno(), their_fate.fileno()]
            )
        except OSError as broken:
            talk.close()
            fate.close()
            raise ExaminerUnavailable("the examining process is gone") from broken
        finally:
            their_talk.close()
            their_fate.close()
        try:
            async with asyncio.timeout(self._limits.seconds + GRACE_SECONDS):
                return await self._converse(talk, fate, arguments, data)
        except TimeoutError as stuck:
            await self.close()
            raise ExaminerUnavailable("the examining process does not answer") from stuck

    async def _converse(
        self, talk: socket.socket, fate: socket.socket, arguments: dict[str, Any], data: bytes
    ) -> tuple[dict[str, Any], bytes]:
        reader, writer = await asyncio.open_unix_connection(sock=talk)
        fate_reader, fate_writer = await asyncio.open_unix_connection(sock=fate)
        try:
            answer = await _ask(reader, writer, arguments, data, self._limits.answer_max_bytes)
            told = await fate_reader.read()
        finally:
            writer.close()
            fate_writer.close()
        if answer is not None:
            return answer
        if not told:
            raise ExaminerUnavailable("the examining process ended")
        end = json.loads(told)
        raise JobKilled(timed_out=end["timed_out"], signal_number=max(0, -end["code"]))

    async def _ready(self) -> socket.socket:
        async with self._starting:
            if self._zygote is not None and self._zygote.process.poll() is not None:
                await self.close()
            zygote = self._zygote
            if zygote is None:
                self._zygote = zygote = await asyncio.to_thread(_start)
            return zygote.control


async def _ask(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    arguments: dict[str, Any],
    data: bytes,
    answer_max_bytes: int,
) -> tuple[dict[str, Any], bytes] | None:
    """The answer; `None` when the process ended, or said nonsense, instead of giving one."""
    try:
        header = encode_header(arguments)
        writer.write(head_of(header, data) + header)
        writer.write(data)
        await writer.drain()
        header_size, blob_size = HEAD.unpack(await reader.readexactly(HEAD.size))
        if header_size > HEADER_MAX or blob_size > answer_max_bytes:
            return None
        values = decode_header(await reader.readexactly(header_size))
        return values, await reader.readexactly(blob_size)
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        return None


def _start() -> _Zygote:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    command = [sys.executable, "-m", "activities.documents.zygote", str(theirs.fileno())]
    try:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    except OSError as failure:
        ours.close()
        raise ExaminerUnavailable(f"the examining process does not start: {failure}") from failure
    finally:
        theirs.close()
    return _Zygote(ours, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
