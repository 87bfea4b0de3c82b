"""States of a mail never go backwards, in whatever order reports come."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from terms.mail import MailState, advance, looks_at_both_addresses, looks_for_returned

REPORTED = (MailState.ACCEPTED, MailState.DEFERRED, MailState.DELIVERED)


@pytest.mark.parametrize("order", list(permutations(REPORTED)))
def test_any_order_ends_the_same(order: tuple[MailState, ...]) -> None:
    state = MailState.SENDING
    for reported in order:
        state = advance(state, reported)
    assert state is MailState.DELIVERED


@pytest.mark.parametrize("ending", [MailState.BOUNCED, MailState.DROPPED, MailState.REFUSED])
def test_what_never_arrives_stays_so(ending: MailState) -> None:
    for state in MailState:
        assert advance(ending, state) is ending
    assert advance(MailState.DELIVERED, ending) is ending


def test_accepted_means_that_the_provider_took_it() -> None:
    taken = {state for state in MailState if state.was_accepted}
    assert taken == set(MailState) - {MailState.QUEUED, MailState.SENDING, MailState.REFUSED}


def test_each_address_has_three_days_to_give_a_notice_back() -> None:
    taken = datetime(2027, 3, 1, 10, tzinfo=UTC)
    looks = looks_for_returned(taken)
    assert [at - taken for at in looks] == [timedelta(hours=hours) for hours in (1, 6, 24, 72)]
    assert looks_at_both_addresses(taken) == (*looks, looks[-1] + timedelta(days=3))
