"""The reference: as many charges by the same client at the same stand-in, and nothing else."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from activities.payments.gateway import Charge, Gateway
from activities.payments.messages import Outcome

CENTS = 3509


@dataclass(frozen=True)
class Card:
    """A customer of the gateway and their saved card."""

    customer: str
    payment_method: str


async def charges_per_second(gateway: Gateway, cards: Sequence[Card], at_once: int) -> float:
    """Charges a second, one of each card, `at_once` at a time."""
    places = asyncio.Semaphore(at_once)

    async def one(card: Card) -> None:
        async with places:
            wanted = Charge(
                uuid4().hex, "bare", "bare", card.customer, card.payment_method, CENTS, "bil_bare 2027-01"
            )
            found = await gateway.charge(wanted)
            if found.result.outcome is not Outcome.SUCCEEDED:
                raise RuntimeError(f"a charge of the bare loop was not taken: {found.result}")

    begun = time.perf_counter()
    await asyncio.gather(*(one(card) for card in cards))
    return len(cards) / (time.perf_counter() - begun)
