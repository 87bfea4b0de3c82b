"""Where everything lies in a zip whose files are stored as they are (PKWARE APPNOTE 6.3.10).

Sizes and checksums are known beforehand, so each byte of the archive follows from its list of files: it can
be sent from any byte on, as often as wanted, without having been made. Zip64 fields stand only where they
are needed, because older programs do not know them.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

_LIMIT_32, _LIMIT_16 = 0xFFFFFFFF, 0xFFFF
_PLAIN, _ZIP64 = 20, 45
"""Version of the format that a program needs to know."""
_UNIX = 3 << 8
_UTF8 = 1 << 11
_READABLE = 0o100644 << 16
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_END_64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR = struct.Struct("<4sLQL")


@dataclass(frozen=True)
class StoredFile:
    """A file of the archive: `begins` is where its header does, in bytes from the archive's beginning."""

    name: str
    size: int
    crc32: int
    begins: int

    @property
    def header_size(self) -> int:
        """Bytes between `begins` and the content."""
        return _LOCAL.size + len(self.name.encode()) + (20 if self.size >= _LIMIT_32 else 0)

    @property
    def ends(self) -> int:
        """Where the next one begins."""
        return self.begins + self.header_size + self.size


def local_header(file: StoredFile, moment: datetime) -> bytes:
    """What stands before a file's content."""
    name, is_large = file.name.encode(), file.size >= _LIMIT_32
    extra = struct.pack("<HHQQ", 1, 16, file.size, file.size) if is_large else b""
    size = _LIMIT_32 if is_large else file.size
    version = _ZIP64 if is_large else _PLAIN
    date, time = _dos(moment)
    head = _LOCAL.pack(
        b"PK\x03\x04", version, _UTF8, 0, time, date, file.crc32, size, size, len(name), len(extra)
    )
    return head + name + extra


def directory_entry(file: StoredFile, moment: datetime) -> bytes:
    """The file's entry in the directory at the archive's end."""
    name, large = file.name.encode(), [file.size] * 2 if file.size >= _LIMIT_32 else []
    fields = large + ([file.begins] if file.begins >= _LIMIT_32 else [])
    extra = struct.pack(f"<HH{len(fields)}Q", 1, 8 * len(fields), *fields) if fields else b""
    size, begins = min(file.size, _LIMIT_32), min(file.begins, _LIMIT_32)
    version = _ZIP64 if fields else _PLAIN
    date, time = _dos(moment)
    head = _CENTRAL.pack(
        b"PK\x01\x02",
        _UNIX | version,
        version,
        _UTF8,
        0,
        time,
        date,
        file.crc32,
        size,
        size,
        len(name),
        len(extra),
        0,
        0,
        0,
        _READABLE,
        begins,
    )
    return head + name + extra


def end_of_directory(count: int, begins: int, size: int) -> bytes:
    """The archive's end: how many files its directory names, where that begins and how long it is."""
    numbers = (min(count, _LIMIT_16), min(count, _LIMIT_16), min(size, _LIMIT_32), min(begins, _LIMIT_32))
    end = _END.pack(b"PK\x05\x06", 0, 0, *numbers, 0)
    if count < _LIMIT_16 and max(begins, size) < _LIMIT_32:
        return end
    version = _UNIX | _ZIP64
    end_64 = _END_64.pack(b"PK\x06\x06", _END_64.size - 12, version, _ZIP64, 0, 0, count, count, size, begins)
    return end_64 + _LOCATOR.pack(b"PK\x06\x07", 0, begins + size, 1) + end


def _dos(moment: datetime) -> tuple[int, int]:
    """Date and time (UTC) as the format has them: from 1980 on, in steps of two seconds."""
    at = max(moment.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    return (at.year - 1980) << 9 | at.month << 5 | at.day, at.hour << 11 | at.minute << 5 | at.second // 2
