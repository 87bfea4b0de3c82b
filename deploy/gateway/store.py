"""The gateway's objects, kept answers and events in one SQLite file, which survives restarts."""

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.gateway.refusals import missing

Body = dict[str, Any]
FILE = "gateway.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    customer TEXT,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, customer, number);
CREATE TABLE IF NOT EXISTS kept_answers (
    key TEXT PRIMARY KEY,
    kept_at REAL NOT NULL,
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    delivered_at REAL
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE delivered_at IS NULL;
"""


@dataclass(frozen=True)
class KeptAnswer:
    """What an idempotency key was answered with, and to which request."""

    request: str
    status: int
    body: Body


@dataclass(frozen=True)
class Delivery:
    """An event on its way to the webhook."""

    number: int
    event: Body
    attempts: int


class Store:
    """Reads and writes the file. Its calls are short, so they run on the event loop.

    An operation is one transaction (`begin`, `commit`): its objects, its kept answer and its events stand
    or fall together.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """`clock` tells the gateway's time, in seconds since 1970."""
        self.clock = clock
        folder.mkdir(parents=True, exist_ok=True)
        # Made before the event loop's thread starts, used in that thread alone.
        self._sqlite = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
        self._sqlite.row_factory = sqlite3.Row
        self._sqlite.execute("PRAGMA journal_mode=WAL")
        self._sqlite.executescript(_SCHEMA)

    def close(self) -> None:
        """Closes the file."""
        self._sqlite.close()

    def begin(self) -> None:
        """Starts an operation."""
        self._sqlite.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keeps the operation."""
        self._sqlite.execute("COMMIT")

    def rollback(self) -> None:
        """Forgets the operation."""
        self._sqlite.execute("ROLLBACK")

    def make(self, kind: str, prefix: str, **values: Any) -> Body:
        """A new object with an id of Stripe's form."""
        body: Body = {
            "id": f"{prefix}_{secrets.token_hex(12)}",
            "object": kind,
            "created": int(self.clock()),
            "livemode": False,
            **values,
        }
        self._sqlite.execute(
            "INSERT INTO objects (kind, id, customer, body) VALUES (?, ?, ?, ?)",
            (kind, body["id"], body.get("customer"), json.dumps(body)),
        )
        return body

    def save(self, body: Body) -> Body:
        """Writes a changed object back."""
        self._sqlite.execute(
            "UPDATE objects SET customer = ?, body = ? WHERE id = ?",
            (body.get("customer"), json.dumps(body), body["id"]),
        )
        return body

    def get(self, kind: str, object_id: str) -> Body:
        """An object; raises Stripe's 404 when there is none."""
        row = self._sqlite.execute(
            "SELECT body FROM objects WHERE kind = ? AND id = ?", (kind, object_id)
        ).fetchone()
        if row is None:
            raise missing(kind, object_id)
        body: Body = json.loads(row["body"])
        return body

    def newest(self, kind: str, customer: str | None = None) -> Iterator[Body]:
        """Objects of a kind, newest first; of one customer, if given."""
        rows = self._sqlite.execute(
            "SELECT body FROM objects WHERE kind = ?1 AND (?2 IS NULL OR customer = ?2) ORDER BY number DESC",
            (kind, customer),
        )
        for row in rows:
            yield json.loads(row["body"])

    def answer(self, key: str, since: float) -> KeptAnswer | None:
        """What a key was answered with, if that was kept after `since`."""
        row = self._sqlite.execute(
            "SELECT * FROM kept_answers WHERE key = ? AND kept_at > ?", (key, since)
        ).fetchone()
        return KeptAnswer(row["request"], row["status"], json.loads(row["body"])) if row else None

    def keep(self, key: str, answer: KeptAnswer, now: float) -> None:
        """Keeps an answer for the key, in the place of one that was forgotten."""
        self._sqlite.execute(
            "INSERT OR REPLACE INTO kept_answers VALUES (?, ?, ?, ?, ?)",
            (key, now, answer.request, answer.status, json.dumps(answer.body)),
        )

    def queue(self, event: Body, due_at: float) -> None:
        """Puts an event on its way."""
        self._sqlite.execute(
            "INSERT INTO deliveries (event, due_at) VALUES (?, ?)", (json.dumps(event), due_at)
        )

    def due(self, now: float, limit: int) -> list[Delivery]:
        """Events to deliver now, oldest first."""
        rows = self._sqlite.execute(
            "SELECT * FROM deliveries WHERE delivered_at IS NULL AND due_at <= ? ORDER BY number LIMIT ?",
            (now, limit),
        )
        return [Delivery(row["number"], json.loads(row["event"]), row["attempts"]) for row in rows]

    def delivered(self, delivery: Delivery, at: float) -> None:
        """The webhook took it."""
        self._sqlite.execute("UPDATE deliveries SET delivered_at = ? WHERE number = ?", (at, delivery.number))

    def postponed(self, delivery: Delivery, due_at: float) -> None:
        """The webhook did not take it; it comes again."""
        self._sqlite.execute(
            "UPDATE deliveries SET attempts = attempts + 1, due_at = ? WHERE number = ?",
            (due_at, delivery.number),
        )

    def undelivered(self) -> int:
        """How many events are still on their way."""
        row = self._sqlite.execute("SELECT count(*) FROM deliveries WHERE delivered_at IS NULL").fetchone()
        return int(row[0])
