"""How long a signing link works."""

from datetime import UTC, datetime

import pytest

from terms.links import signing_link_deadline

ISSUED = datetime(2027, 3, 10, 9, tzinfo=UTC)
THIRTY_DAYS = datetime(2027, 4, 9, 22, tzinfo=UTC)
"""The end of 9 April in Madrid, across the change of clocks."""


@pytest.mark.parametrize(
    ("envelope_expires_at", "deadline"),
    [
        (None, THIRTY_DAYS),
        (datetime(2027, 3, 12, 23, tzinfo=UTC), THIRTY_DAYS),
        (datetime(2027, 9, 1, 22, tzinfo=UTC), datetime(2027, 9, 1, 22, tzinfo=UTC)),
    ],
)
def test_link_lasts_thirty_days_and_never_less_than_the_envelope(
    envelope_expires_at: datetime | None, deadline: datetime
) -> None:
    assert signing_link_deadline(ISSUED, envelope_expires_at) == deadline
