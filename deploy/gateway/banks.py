"""A customer's bank: for a time it answers charges made in its owner's absence as a test card would."""

from datetime import datetime

from pydantic import BaseModel

from deploy.gateway.cards import Card, card_of
from deploy.gateway.store import Body, Store

SPELL = "bank_spell"


class Spell(BaseModel):
    """How a customer's cards behave from `begins` until before `ends`, whichever card is saved."""

    customer: str
    number: str
    begins: datetime
    ends: datetime


def add_spell(store: Store, given: Spell) -> Body:
    """Keeps a spell; of two that overlap the newer one counts. Raises 404 for an unknown customer."""
    store.get("customer", given.customer)
    return store.make(SPELL, "spell", **given.model_dump(mode="json"))


def bank_conduct(store: Store, customer: str | None) -> Card | None:
    """The test card as which a customer's cards behave now, if their bank is in a spell."""
    now = store.clock()
    for spell in store.newest(SPELL, customer) if customer else ():
        begins, ends = (datetime.fromisoformat(spell[name]).timestamp() for name in ("begins", "ends"))
        if begins <= now < ends:
            return card_of(spell["number"])
    return None
