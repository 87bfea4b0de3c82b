"""What a claim says, as plain values: everything that its PDF is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from activities.invoices.facts import Party
from terms.claims import ClaimedBill


@dataclass(frozen=True)
class ClaimedCharge:
    """One charge of a bill, in euros."""

    subject: str
    net: Decimal
    vat_rate: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True)
class ClaimedDebt:
    """A bill with its charges and its interest."""

    charges: tuple[ClaimedCharge, ...]
    claimed: ClaimedBill


@dataclass(frozen=True)
class ClaimFacts:
    """A claim; `clause` is that of the terms contracted which lets interest run."""

    claim_id: str
    subscription_id: str
    made_on: date
    last_day: date
    language: str
    issuer: Party
    issuer_email: str
    registry: str
    customer: Party
    is_company: bool
    terms_version: str
    clause: str
    debts: tuple[ClaimedDebt, ...]
    principal: Decimal
    interest: Decimal

    def as_json(self) -> dict[str, Any]:
        """The facts as kept in the row: dates and money as text."""
        made: dict[str, Any] = _FACTS.dump_python(self, mode="json")
        return made


_FACTS = TypeAdapter(ClaimFacts)


def claim_facts(kept: Mapping[str, Any]) -> ClaimFacts:
    """The facts from the row's JSON."""
    return _FACTS.validate_python(kept)
