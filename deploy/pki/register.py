"""The register of issued certificates, which OCSP and CRLs answer from."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


@dataclass(frozen=True)
class Entry:
    """What the register knows of one certificate; `revoked_at` is in UTC."""

    serial: int
    certificate: x509.Certificate
    revoked_at: datetime | None


class Register:
    """Certificates of the issuing CA in a SQLite file, each on disk before it is given out."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS certificates ("
            "serial TEXT PRIMARY KEY, der BLOB NOT NULL, issued_at TEXT NOT NULL, revoked_at TEXT)"
        )

    def add(self, certificate: x509.Certificate) -> None:
        """Records a certificate just issued."""
        der = certificate.public_bytes(Encoding.DER)
        with self._lock:
            self._connection.execute(
                "INSERT INTO certificates (serial, der, issued_at) VALUES (?, ?, ?)",
                (_key(certificate.serial_number), der, datetime.now(UTC).isoformat()),
            )

    def find(self, serial: int) -> Entry | None:
        """The entry of a serial number; `None` for one never issued."""
        with self._lock:
            row = self._connection.execute(
                "SELECT der, revoked_at FROM certificates WHERE serial = ?", (_key(serial),)
            ).fetchone()
        return _entry(serial, *row) if row else None

    def revoke(self, serial: int) -> bool:
        """Revokes now, once; `False` when the serial is unknown or was revoked before."""
        with self._lock:
            cursor = self._connection.execute(
                "UPDATE certificates SET revoked_at = ? WHERE serial = ? AND revoked_at IS NULL",
                (datetime.now(UTC).isoformat(), _key(serial)),
            )
        return cursor.rowcount == 1

    def revoked(self) -> list[Entry]:
        """All revoked certificates."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT serial, der, revoked_at FROM certificates WHERE revoked_at IS NOT NULL"
            ).fetchall()
        return [_entry(int(serial, 16), der, revoked_at) for serial, der, revoked_at in rows]

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()


def _key(serial: int) -> str:
    return f"{serial:040x}"


def _entry(serial: int, der: bytes, revoked_at: str | None) -> Entry:
    instant = datetime.fromisoformat(revoked_at) if revoked_at else None
    return Entry(serial, x509.load_der_x509_certificate(der), instant)
