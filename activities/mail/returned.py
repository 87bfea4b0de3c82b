"""Notices that an owner's address gave back, and what became of them at the second one (P4, P6, P8, P10)."""

from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.orm import aliased

from activities.mail.second_address import SECOND
from activities.mail.states import DEAD, ON_ITS_WAY
from models import Mail

Found = TypeVarTuple("Found")

_TO_OWNER = aliased(Mail)
TO_SECOND = aliased(Mail)
"""The same notice to the second address, for what `only_returned` selects; without a row none was begun."""
SECOND_NOT_TAKEN = or_(TO_SECOND.id.is_(None), TO_SECOND.state.in_((*DEAD, *ON_ITS_WAY)))
"""The second address has not taken it: it was not tried, it is not known yet, or it never arrives there."""


def only_returned(query: Select[*Found], key: ColumnElement[str]) -> Select[*Found]:
    """Those of a query whose notice to the owner never arrives; `key` is its key in the ledger, for a row."""
    return (
        query.join(_TO_OWNER, _TO_OWNER.key == key)
        .outerjoin(TO_SECOND, TO_SECOND.key == func.concat(key, f":{SECOND}"))
        .where(_TO_OWNER.state.in_(DEAD))
    )
