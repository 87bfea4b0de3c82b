"""What a receipt says, as plain values: everything that its PDF is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from activities.invoices.facts import Party


@dataclass(frozen=True)
class ReceiptFacts:
    """A declaration as it was made, by whom and when, and what follows from it.

    `kind` is that of the declaration, `cancel` or `withdraw`; `clause` is that of the terms contracted.
    """

    receipt_id: str
    act_id: str
    kind: str
    language: str
    plan: str
    subscription_id: str
    selected_at: datetime
    declared_by: str
    stated_at: datetime
    confirmed_at: datetime
    ends_at: datetime
    downloads_end: datetime | None
    given_back: Decimal | None
    given_back_until: datetime | None
    terms_version: str
    clause: str
    customer: Party
    issuer: Party
    issuer_email: str
    registry: str
    issued_at: datetime
    statement: str = ""
    """What was declared, word for word; receipts of before there were such words have none."""

    def as_json(self) -> dict[str, Any]:
        """The facts as kept in the row: instants and money as text."""
        made: dict[str, Any] = _FACTS.dump_python(self, mode="json")
        return made


_FACTS = TypeAdapter(ReceiptFacts)


def receipt_facts(kept: Mapping[str, Any]) -> ReceiptFacts:
    """The facts from the row's JSON."""
    return _FACTS.validate_python(kept)
