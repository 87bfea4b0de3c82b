"""How long a mailed signing link works (contract E1, E3)."""

from datetime import datetime

from terms.calendar import HOLDER_ZONE, end_of_period
from terms.envelope import SIGNING_LINK_DAYS


def signing_link_deadline(
    issued_at: datetime, envelope_expires_at: datetime | None, zone: str = HOLDER_ZONE
) -> datetime:
    """Exclusive instant (UTC) at which a link issued at `issued_at` stops working.

    It lasts `SIGNING_LINK_DAYS` days, and never less than the envelope itself: a signer who may still sign
    is not kept out by a link of our own, and one who signed has that long to fetch the copy.
    """
    own = end_of_period(issued_at, SIGNING_LINK_DAYS, zone)
    return own if envelope_expires_at is None else max(own, envelope_expires_at)
