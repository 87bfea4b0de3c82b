"""The life of a message, and what a typed code does (contract W1)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from terms.messaging import CODE_TRIES, CODE_WORKS, CodeOutcome, MessageState, advance, try_code

ASKED = datetime(2026, 11, 29, 12, tzinfo=UTC)
SOON = ASKED + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("right", "tries", "ended", "now", "expected"),
    [
        (True, 0, False, SOON, CodeOutcome.CONFIRMED),
        (True, CODE_TRIES - 1, False, SOON, CodeOutcome.CONFIRMED),
        (True, CODE_TRIES, False, SOON, CodeOutcome.LAPSED),
        (True, 0, True, SOON, CodeOutcome.LAPSED),
        (True, 0, False, ASKED + CODE_WORKS, CodeOutcome.LAPSED),
        (False, 0, False, SOON, CodeOutcome.WRONG),
        (False, 0, False, ASKED + CODE_WORKS, CodeOutcome.LAPSED),
    ],
)
def test_code(right: bool, tries: int, ended: bool, now: datetime, expected: CodeOutcome) -> None:
    assert try_code(right=right, asked_at=ASKED, tries=tries, ended=ended, now=now) is expected


@pytest.mark.parametrize(
    "reports", list(permutations([MessageState.ACCEPTED, MessageState.UNDELIVERED, MessageState.DELIVERED]))
)
def test_reports_in_any_order_end_the_same(reports: tuple[MessageState, ...]) -> None:
    state = MessageState.SENDING
    for reported in (*reports, *reports):
        state = advance(state, reported)
    assert state is MessageState.DELIVERED


def test_what_was_refused_and_left_all_the_same_is_told() -> None:
    assert advance(MessageState.REFUSED, MessageState.DELIVERED) is MessageState.DELIVERED
