"""Use of a plan: envelopes that were sent in the months of a scenario, as many as come to its amounts."""

import math
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from models import Envelope
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import Month, start_of_day
from terms.timeline_values import Scenario

ENVELOPES_MAX = 2000
"""In one month; amounts that have no larger divisor in common are counted in fewer scenarios than others."""


def price_of_use(usage: Mapping[Month, Decimal]) -> Decimal | None:
    """The dearest price of an envelope of which every month's use is a multiple; `None` without any use."""
    cents = [int(net * 100) for net in usage.values() if net]
    return Decimal(math.gcd(*cents)) / 100 if cents else None


async def use_plan(records: Database, business_id: str, subscription_id: str, scenario: Scenario) -> None:
    """Writes the envelopes as the records will have them once they are sent and completed.

    Raises `ValueError` for amounts that would need too many.
    """
    price = price_of_use(scenario.usage)
    if price is None:
        return
    rows = []
    for month, net in scenario.usage.items():
        number = int(net / price)
        if number > ENVELOPES_MAX:
            raise ValueError(f"{month}: {number} envelopes of {price} € are too many to simulate")
        begins = max(start_of_day(month.first_day, scenario.zone), scenario.selected_at)
        step = (start_of_day(month.plus(1).first_day, scenario.zone) - begins) / (number + 1)
        instants = [begins + step * n + timedelta(milliseconds=1) for n in range(number)]
        rows += [
            Envelope(
                id=new_id(Prefix.ENVELOPE),
                business_id=business_id,
                created_by=business_id,
                title="Contrato simulado",
                expires_in_days=30,
                created_at=begins,
                state="completed",
                step="done",
                sent_at=at,
                charged_to=subscription_id,
                counted_at=at,
                finished_at=at + timedelta(hours=1),
            )
            for at in instants
        ]
    async with records.transaction() as session:
        session.add_all(rows)
