"""Receipts of what was declared of the contract (contract S10, S14)."""

from typing import Literal

from api.schemas.common import Instant, Schema
from terms.subscription_declarations import Declaration


class ReceiptView(Schema):
    """The receipt of a declaration, as a sealed PDF."""

    id: str
    declaration_id: str
    subscription_id: str
    kind: Literal[Declaration.CANCEL, Declaration.WITHDRAW]
    stated_at: Instant
    """When it was declared: from then on it counts."""
    issued_at: Instant
    language: str


class ReceiptList(Schema):
    """Receipts, newest first."""

    items: list[ReceiptView]
