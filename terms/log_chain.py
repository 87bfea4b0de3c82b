"""The chain over the log of interactions (contract M7): what a segment of it commits to.

Entries are sealed after the fact, many at once, so that writing one waits for nobody. Each has a leaf: a
salted digest that stays verifiable beside others whose entries were destroyed, and says nothing of them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64
"""What the first segment names as its predecessor."""
FORM = 2
"""Which columns and which notation a digest covers."""
COVERS_STAMPS = 2
"""From this form on a segment covers the timestamps before it: each newer one shows that they were there
while they could still be checked, so that none has to be renewed by itself (contract E4)."""
COLUMNS = (
    "id",
    "at",
    "action",
    "actor",
    "actor_id",
    "roles",
    "business_id",
    "user_id",
    "objects",
    "status",
    "problem",
    "ip",
    "user_agent",
    "request_id",
    "retention",
    "keep_until",
    "fold",
)
SALT_BYTES = 16
SEGMENT = 2000
"""Entries of a segment at most."""
LOOK_BACK = timedelta(days=3)
"""How much older than the newest segment an entry's id may be that is still to be sealed: changes that were
broken off are logged late, under the id with which they began."""
SEGMENTS_A_LOOK = 10
"""Segments that each look recomputes besides the newest: in time it comes round all."""
STAMPED_WITHIN = timedelta(hours=24)
"""How far the timestamp's time may be from that at which the segment says it was sealed."""


class Broken(StrEnum):
    """What is wrong with a segment."""

    CHAIN = "chain"
    """It does not follow on the one before, or one is missing."""
    DIGEST = "digest"
    """It is not what was digested."""
    TIMESTAMP = "timestamp"
    """Its timestamp is of something else, of another time, or of nobody who is trusted."""
    RECORDED = "recorded"
    """It is not the one that was recorded when it was sealed, or is not there any more."""
    LEAVES = "leaves"
    """Leaves were taken away, added or changed."""
    CHANGED = "changed"
    """Entries are not what was sealed."""
    REMOVED = "removed"
    """Entries are gone that were to be kept, and no purge says so."""
    ADDED = "added"
    """Entries stand among those sealed that were not there."""


@dataclass(frozen=True)
class Segment:
    """What a segment's digest covers."""

    number: int
    previous: str
    first_id: str
    last_id: str
    entries: int
    keep_until: datetime
    """Until when its last entry is kept."""
    root: str
    sealed_at: datetime
    stamps: str | None = None
    """Digest of the timestamps since the last segment that covers any."""
    form: int = FORM

    @property
    def sha256(self) -> str:
        """The digest, which the next segment names and a timestamp fixes."""
        covered = {"stamps": self.stamps} if self.form >= COVERS_STAMPS else {}
        return _digest(
            {
                "form": self.form,
                "number": self.number,
                "previous": self.previous,
                "first_id": self.first_id,
                "last_id": self.last_id,
                "entries": self.entries,
                "keep_until": self.keep_until,
                "root": self.root,
                "sealed_at": self.sealed_at,
            }
            | covered
        )


def entry_digest(entry: Mapping[str, Any], salt: bytes) -> str:
    """The salted digest of an entry, by its columns."""
    return _digest({"salt": salt.hex(), **{column: entry[column] for column in COLUMNS}})


def leaf_digest(entry_id: str, keep_until: datetime, digest: str) -> str:
    """What a segment covers of an entry: until when it has to be there, and its digest."""
    return _digest({"id": entry_id, "keep_until": keep_until, "digest": digest})


def stamps(tokens: Iterable[bytes]) -> str:
    """The digest of timestamps, in the order of their segments."""
    return root(hashlib.sha256(token).hexdigest() for token in tokens)


def purge_step(segment: int, keep_until: datetime) -> str:
    """Under which name a purge says how many entries of a segment it destroyed that were kept until that day.

    By day, so that what it destroyed stops to excuse anything once the entries would have gone anyway.
    """
    return f"log-segment:{segment}:{keep_until.astimezone(UTC).date().isoformat()}"


def root(leaves: Iterable[str]) -> str:
    """Of the digests of all leaves, in their order."""
    return hashlib.sha256("".join(leaves).encode()).hexdigest()


def _digest(facts: Mapping[str, Any]) -> str:
    written = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_instant)
    return hashlib.sha256(written.encode()).hexdigest()


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(type(value).__name__)
