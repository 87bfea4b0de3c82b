"""What the sink took, in memory."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

ACCOUNT_PATH = "/2010-04-01/Accounts"


@dataclass
class TakenMessage:
    """A message as the provider knows it."""

    account: str
    to: str
    sender: str
    body: str
    callback: str
    status: str = "queued"
    error_code: int | None = None
    sid: str = field(default_factory=lambda: f"SM{uuid.uuid4().hex}")
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def resource(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "sid": self.sid,
            "account_sid": self.account,
            "to": self.to,
            "from": self.sender,
            "body": self.body,
            "status": self.status,
            "error_code": self.error_code,
            "error_message": None,
            "direction": "outbound-api",
            "date_created": format_datetime(self.at),
            "date_updated": format_datetime(self.at),
            "date_sent": None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "messaging_service_sid": None,
            "uri": f"{ACCOUNT_PATH}/{self.account}/Messages/{self.sid}.json",
            "subresource_uris": {},
        }


class Store:
    """All messages, the newest first."""

    def __init__(self) -> None:
        self._taken: list[TakenMessage] = []

    def add(self, message: TakenMessage) -> None:
        """Keeps it."""
        self._taken.insert(0, message)

    def to(self, number: str | None) -> list[TakenMessage]:
        """Those to a number, with or without its channel's prefix; all without a number."""
        return [one for one in self._taken if number is None or one.to in (number, f"whatsapp:{number}")]

    def clear(self) -> None:
        """Forgets all."""
        self._taken.clear()
