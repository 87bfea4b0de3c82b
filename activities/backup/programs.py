"""Runs the well-kept programs that backups are made with, so that none outlives the activity."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from temporalio.exceptions import ApplicationError

_SHOWN = 300
"""Of what a failing program said, in characters."""


class ProgramFailed(ApplicationError):
    """A program ended with an error; `code` is its exit code. What it said names files, no people."""

    def __init__(self, program: str, code: int, said: str) -> None:
        super().__init__(f"{program} ended with {code}: {said.strip()[-_SHOWN:]}", type="ProgramFailed")
        self.code = code


async def run(
    command: Sequence[str], env: Mapping[str, str], *, given: bytes | None = None, cwd: str | None = None
) -> bytes:
    """What the program printed; `env` is added to this process's environment. Raises `ProgramFailed`."""
    async with started(command, env, cwd=cwd) as process:
        printed, said = await process.communicate(given)
    if process.returncode != 0:
        raise ProgramFailed(
            command[0].rpartition("/")[2], process.returncode or 0, said.decode(errors="replace")
        )
    return printed


@asynccontextmanager
async def started(
    command: Sequence[str],
    env: Mapping[str, str],
    *,
    stdin: int = asyncio.subprocess.PIPE,
    stdout: int = asyncio.subprocess.PIPE,
    stderr: int = asyncio.subprocess.PIPE,
    cwd: str | None = None,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The running program, killed if it still runs at the end of the block. Raises `ApplicationError`."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env={**os.environ, **env},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=cwd,
        )
    except FileNotFoundError as missing:
        raise ApplicationError(
            f"{command[0].rpartition('/')[2]} is not installed", type="ProgramMissing", non_retryable=True
        ) from missing
    try:
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def piped(
    source: Sequence[str], source_env: Mapping[str, str], sink: Sequence[str], sink_env: Mapping[str, str]
) -> None:
    """Runs two programs, the second one reading what the first one writes. Raises `ProgramFailed`."""
    reading, writing = os.pipe()
    try:
        async with (
            started(source, source_env, stdin=asyncio.subprocess.DEVNULL, stdout=writing) as first,
            started(sink, sink_env, stdin=reading) as second,
        ):
            os.close(writing)
            os.close(reading)
            reading = writing = -1
            (_, first_said), (_, second_said) = await asyncio.gather(
                first.communicate(), second.communicate()
            )
    finally:
        for end in (reading, writing):
            if end >= 0:
                os.close(end)
    for words, process, said in ((sink, second, second_said), (source, first, first_said)):
        if process.returncode != 0:
            name = words[0].rpartition("/")[2]
            raise ProgramFailed(name, process.returncode or 0, said.decode(errors="replace"))
