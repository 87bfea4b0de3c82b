"""A zip made piece by piece, so that a package of any size passes through memory one file at a time."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime

ALREADY_COMPRESSED = (".pdf",)
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


class _Outlet(io.RawIOBase):
    """Takes what the zip writes until it is collected. Cannot seek, as a download cannot."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._written += piece
        return len(piece)

    def collect(self) -> bytes:
        collected = bytes(self._written)
        self._written.clear()
        return collected


class ZipStream:
    """Files in, zip bytes out. `listing` grows to name each file's SHA-256 and size.

    The same files at the same `moment` give the same bytes. CPU work: large files do not belong on an
    event loop.
    """

    def __init__(self, moment: datetime) -> None:
        self._outlet = _Outlet()
        self._zip = zipfile.ZipFile(self._outlet, "w")
        self._moment = max(moment.astimezone(UTC), _EARLIEST).timetuple()[:6]
        self.listing: dict[str, dict[str, object]] = {}

    def add(self, name: str, data: bytes) -> bytes:
        """Adds a file; gives the bytes of the zip that are ready. Raises `ValueError` for a repeated name."""
        if name in self.listing:
            raise ValueError(f"{name} is in the package already")
        self.listing[name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        entry = zipfile.ZipInfo(name, self._moment)
        stored = name.endswith(ALREADY_COMPRESSED)
        entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, data)
        return self._outlet.collect()

    def close(self) -> bytes:
        """The end of the zip."""
        self._zip.close()
        return self._outlet.collect()
