"""States of a mail never go backwards, in whatever order reports come."""

from itertools import permutations

import pytest

from terms.mail import MailState, advance

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
