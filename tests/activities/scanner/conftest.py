"""A real clamd with a signature of its own for the EICAR test file."""

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.stack.ports import free_port

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
STREAM_MAX_BYTES = 4 * 1024 * 1024
START_SECONDS = 30


@dataclass(frozen=True)
class Clamd:
    """Where a running clamd listens."""

    socket: Path
    port: int


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamd]:
    """Runs until the session's end; skips visibly where clamd is not installed."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("clamd is not installed (Debian package clamav-daemon)")
    # not within the project: a socket's path may have 107 bytes at most
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:
        place = Clamd(Path(folder) / "clamd.sock", free_port())
        process = subprocess.Popen([program, "--config-file", _configuration(Path(folder), place)])
        try:
            asyncio.run(_started(place, process))
            yield place
        finally:
            process.terminate()
            process.wait(10)


def _configuration(folder: Path, place: Clamd) -> Path:
    database = folder / "db"
    database.mkdir()
    (database / "dev.ndb").write_text(f"Dev.Eicar:0:*:{EICAR.hex()}\n")
    lines = {
        "DatabaseDirectory": database,
        "LocalSocket": place.socket,
        "TCPSocket": place.port,
        "TCPAddr": "127.0.0.1",
        "Foreground": "yes",
        "LogFile": folder / "clamd.log",
        "StreamMaxLength": STREAM_MAX_BYTES,
        **({"User": "root"} if Path("/root").owner() == Path(folder).owner() else {}),
    }
    file = folder / "clamd.conf"
    file.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
    return file


async def _started(place: Clamd, process: subprocess.Popen[bytes]) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            assert process.poll() is None, "clamd ended"
            try:
                _, writer = await asyncio.open_unix_connection(place.socket)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
