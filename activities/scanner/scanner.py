"""ClamAV by its daemon, over a Unix socket or TCP (clamd's INSTREAM command)."""

import asyncio
import struct

TIMEOUT_SECONDS = 120
PIECE = 256 * 1024
ANSWER_MAX_BYTES = 4096


class Infected(Exception):
    """Malware was found; `signature` is the scanner's name for it."""

    def __init__(self, signature: str) -> None:
        super().__init__(signature)
        self.signature = signature


class ScannerUnavailable(Exception):
    """The scanner is set but did not scan: nothing is let through; the same call may succeed later."""


class Scanner:
    """Scans through the clamd at `address`: `unix:/path/to/socket` or `host:port`.

    Its `StreamMaxLength`, `MaxFileSize` and `MaxScanSize` must be above the upload limit; with
    `AlertExceedsMax yes` it also reports what it could not unpack to the end.
    """

    def __init__(self, address: str) -> None:
        self._path = address.removeprefix("unix:") if address.startswith("unix:") else None
        self._host, _, port = address.rpartition(":")
        if self._path is None and not (self._host and port.isdigit()):
            raise ValueError("CLAMD_ADDRESS must be unix:/path or host:port")
        self._port = 0 if self._path else int(port)

    async def scan(self, data: bytes) -> None:
        """Returns when nothing was found. Raises `Infected`, or `ScannerUnavailable` for anything else."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                answer = await self._ask(data)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as failure:
            raise ScannerUnavailable(f"the malware scanner does not answer: {failure}") from failure
        verdict = answer.removeprefix("stream: ")
        if verdict.endswith(" FOUND"):
            raise Infected(verdict.removesuffix(" FOUND"))
        if verdict != "OK":
            raise ScannerUnavailable(f"the malware scanner could not scan: {verdict}")

    async def _ask(self, data: bytes) -> str:
        reader, writer = await self._connect()
        try:
            await _stream(writer, data)
        except ConnectionError:
            # clamd hangs up on what is over its limit, and says so before: its answer is worth reading
            return _text(await reader.readuntil(b"\0"))
        else:
            return _text(await reader.readuntil(b"\0"))
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._path is not None:
            return await asyncio.open_unix_connection(self._path, limit=ANSWER_MAX_BYTES)
        return await asyncio.open_connection(self._host, self._port, limit=ANSWER_MAX_BYTES)


async def _stream(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(b"zINSTREAM\0")
    for start in range(0, len(data), PIECE):
        piece = data[start : start + PIECE]
        writer.write(struct.pack("!I", len(piece)))
        writer.write(piece)
        await writer.drain()
    writer.write(struct.pack("!I", 0))
    await writer.drain()


def _text(answer: bytes) -> str:
    return answer.rstrip(b"\0\n").decode(errors="replace")
