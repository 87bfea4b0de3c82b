"""The sink's messages and events in one SQLite file, which survives restarts."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE = "mailsink.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    received_at REAL NOT NULL,
    to_email TEXT NOT NULL,
    request TEXT NOT NULL,
    status TEXT NOT NULL,
    opens INTEGER NOT NULL DEFAULT 0,
    last_event_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_to ON messages (to_email COLLATE NOCASE, number);
CREATE TABLE IF NOT EXISTS custom_args (
    message_id TEXT NOT NULL REFERENCES messages (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS custom_args_value ON custom_args (name, value);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    delivered_at REAL
);
CREATE INDEX IF NOT EXISTS events_due ON events (due_at) WHERE delivered_at IS NULL;
"""


@dataclass(frozen=True)
class Message:
    """One message to one recipient. `request` is the part of the API request that concerns it."""

    number: int
    id: str
    received_at: float
    to_email: str
    request: dict[str, Any]
    status: str
    opens: int
    last_event_at: float

    @property
    def received(self) -> datetime:
        """When it was accepted, in UTC."""
        return datetime.fromtimestamp(self.received_at, UTC)

    def content(self, kind: str) -> str:
        """Its content of a MIME type, or nothing."""
        return next((part["value"] for part in self.request["content"] if part["type"] == kind), "")


@dataclass(frozen=True)
class QueuedEvent:
    """An event on its way to the webhook."""

    number: int
    body: dict[str, Any]
    attempts: int


class Store:
    """Reads and writes the file. Its calls are short, so they run on the event loop."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Made before the event loop's thread starts, used in that thread alone.
        self._sqlite = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
        self._sqlite.row_factory = sqlite3.Row
        self._sqlite.execute("PRAGMA journal_mode=WAL")
        self._sqlite.executescript(_SCHEMA)

    def close(self) -> None:
        """Closes the file."""
        self._sqlite.close()

    def add_message(
        self,
        message_id: str,
        to_email: str,
        request: Mapping[str, Any],
        custom_args: Mapping[str, str],
        at: float,
    ) -> None:
        """Accepts one message."""
        with self._sqlite:
            self._sqlite.execute("BEGIN")
            self._sqlite.execute(
                "INSERT INTO messages (id, received_at, to_email, request, status, last_event_at)"
                " VALUES (?, ?, ?, ?, 'processed', ?)",
                (message_id, at, to_email, json.dumps(request), at),
            )
            self._sqlite.executemany(
                "INSERT INTO custom_args VALUES (?, ?, ?)",
                [(message_id, name, value) for name, value in custom_args.items()],
            )

    def messages(self, *, to: str | None, since: float | None, limit: int) -> list[Message]:
        """The newest messages first; `to` is part of the recipient's address."""
        rows = self._sqlite.execute(
            "SELECT * FROM messages WHERE (?1 IS NULL OR instr(lower(to_email), lower(?1)) > 0)"
            " AND (?2 IS NULL OR received_at >= ?2) ORDER BY number DESC LIMIT ?3",
            (to, since, limit),
        )
        return [_message(row) for row in rows]

    def message(self, message_id: str) -> Message | None:
        """One message by id."""
        row = self._sqlite.execute("SELECT * FROM messages WHERE id = ?", (message_id,)).fetchone()
        return _message(row) if row else None

    def find(self, column: str, value: str, *, before: float, limit: int) -> list[Message]:
        """Messages by `msg_id`, `to_email` or `status`, accepted before an instant."""
        column = {"msg_id": "id", "to_email": "to_email", "status": "status"}[column]
        rows = self._sqlite.execute(
            f"SELECT * FROM messages WHERE {column} = ? COLLATE NOCASE AND received_at <= ?"  # noqa: S608 - from a fixed list
            " ORDER BY number DESC LIMIT ?",
            (value, before, limit),
        )
        return [_message(row) for row in rows]

    def find_by_argument(self, name: str, value: str, *, before: float, limit: int) -> list[Message]:
        """Messages that carry a custom argument, accepted before an instant."""
        rows = self._sqlite.execute(
            "SELECT messages.* FROM messages JOIN custom_args ON message_id = id"
            " WHERE name = ? AND value = ? AND received_at <= ? ORDER BY number DESC LIMIT ?",
            (name, value, before, limit),
        )
        return [_message(row) for row in rows]

    def custom_args(self, message_id: str) -> dict[str, str]:
        """The custom arguments of a message."""
        rows = self._sqlite.execute("SELECT name, value FROM custom_args WHERE message_id = ?", (message_id,))
        return {row["name"]: row["value"] for row in rows}

    def note(self, message_id: str, status: str | None, *, opened: bool, at: float) -> None:
        """What became of a message."""
        self._sqlite.execute(
            "UPDATE messages SET status = coalesce(?, status), opens = opens + ?, last_event_at = ?"
            " WHERE id = ?",
            (status, int(opened), at, message_id),
        )

    def queue_event(self, body: Mapping[str, Any], due_at: float) -> None:
        """Puts an event on its way."""
        self._sqlite.execute("INSERT INTO events (body, due_at) VALUES (?, ?)", (json.dumps(body), due_at))

    def due_events(self, now: float, limit: int) -> list[QueuedEvent]:
        """Events to send now, oldest first."""
        rows = self._sqlite.execute(
            "SELECT * FROM events WHERE delivered_at IS NULL AND due_at <= ? ORDER BY number LIMIT ?",
            (now, limit),
        )
        return [QueuedEvent(row["number"], json.loads(row["body"]), row["attempts"]) for row in rows]

    def undelivered_events(self) -> int:
        """How many events are still on their way."""
        row = self._sqlite.execute("SELECT count(*) FROM events WHERE delivered_at IS NULL").fetchone()
        return int(row[0])

    def events_delivered(self, numbers: Iterable[int], at: float) -> None:
        """The webhook took these."""
        self._sqlite.executemany(
            "UPDATE events SET delivered_at = ? WHERE number = ?", [(at, number) for number in numbers]
        )

    def events_postponed(self, events: Iterable[QueuedEvent], due_at: float) -> None:
        """The webhook did not take these; they come again."""
        self._sqlite.executemany(
            "UPDATE events SET attempts = attempts + 1, due_at = ? WHERE number = ?",
            [(due_at, event.number) for event in events],
        )

    def clear(self) -> None:
        """Forgets everything."""
        self._sqlite.executescript("DELETE FROM custom_args; DELETE FROM events; DELETE FROM messages;")


def _message(row: sqlite3.Row) -> Message:
    values = dict(row)
    return Message(**(values | {"request": json.loads(values["request"])}))
