"""What an envelope left behind, read past the service: from PostgreSQL, the vault's folder and the inbox."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg

from activities.mail.messages import Purpose


@dataclass(frozen=True)
class Traces:
    """Reads with the owner's role. `inbox` is the mail sink's address."""

    database_url: str
    inbox: str

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        url = self.database_url.replace("postgresql+psycopg://", "postgresql://")
        with psycopg.connect(url, connect_timeout=3) as connection:
            return connection.execute(query, values).fetchall()

    def step(self, envelope_id: str) -> str:
        """What the envelope's workflow last recorded that it does."""
        return str(self.rows("SELECT step FROM envelopes WHERE id = %s", envelope_id)[0][0])

    def revisions(self, envelope_id: str) -> list[tuple[int, str]]:
        """Number and key of each signed version, in order."""
        query = "SELECT number, key FROM revisions WHERE envelope_id = %s ORDER BY document_id, number"
        return [(number, key) for number, key in self.rows(query, envelope_id)]

    def events(self, envelope_id: str) -> Counter[str]:
        """How often each kind of event is in the ledger."""
        query = "SELECT kind FROM evidence_events WHERE envelope_id = %s"
        return Counter(kind for (kind,) in self.rows(query, envelope_id))

    def certificates(self, envelope_id: str) -> int:
        """How many certificates there are."""
        return int(self.rows("SELECT count(*) FROM certificates WHERE envelope_id = %s", envelope_id)[0][0])

    def accepted(self, envelope_id: str, address: str) -> Counter[str]:
        """How many mails of each purpose the ledger says were accepted for an address."""
        query = (
            "SELECT purpose FROM mails WHERE envelope_id = %s AND address = %s AND accepted_at IS NOT NULL"
        )
        return Counter(purpose for (purpose,) in self.rows(query, envelope_id, address))

    def received(self, address: str) -> int:
        """How many mails really lie in the inbox of an address."""
        answer = httpx.get(f"{self.inbox}/inbox/messages", params={"to": address}, timeout=10)
        return len(answer.raise_for_status().json()["messages"])

    def orphans(self, envelope_id: str, business_id: str, folder: Any) -> list[str]:
        """Objects of the envelope in the vault's folder that no row names."""
        named = {
            key
            for (key,) in self.rows("SELECT object_key FROM revisions WHERE envelope_id = %s", envelope_id)
        }
        named |= {
            key
            for (key,) in self.rows("SELECT object_key FROM certificates WHERE envelope_id = %s", envelope_id)
        }
        kept = folder / business_id / "envelopes" / envelope_id
        stored = {str(path.relative_to(folder)) for path in kept.rglob("*") if path.is_file()}
        return sorted(stored - named)


ONE_OF_EACH = (Purpose.SIGN_REQUEST.value, Purpose.ENVELOPE_COMPLETED.value)
"""Purposes of which a signer of a completed envelope got one mail each."""
