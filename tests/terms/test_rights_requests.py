"""A request is passed on in time whatever people do, and waits for no date that never comes (P6, P7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terms.calendar import HOLDER_ZONE, local_date
from terms.rights_requests import (
    CONFIRM_WITHIN,
    ENDED,
    SHOWN,
    Facts,
    RequesterIdentity,
    RequestOutcome,
    RequestState,
    Step,
    dates_of,
    has_own_part,
    is_to_pass_on,
    may_answer,
    may_extend,
    may_withdraw,
    next_date,
    next_due,
    passed_on_at_latest,
    state_of,
    steps_due,
)
from terms.working_days import WorkingCalendar

CALENDAR = WorkingCalendar()
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2033, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def requests(draw: st.DrawFn) -> Facts:
    """Any request that can be, not passed on yet."""
    received_at = draw(INSTANTS)
    by_form = draw(st.booleans())
    late = timedelta() if by_form else draw(st.timedeltas(timedelta(), timedelta(days=60)))
    identity = draw(st.sampled_from(RequesterIdentity))
    linked = by_form or draw(st.booleans())
    controllers = draw(st.integers(0, 3))
    return Facts(
        dates=dates_of(received_at, CALENDAR, HOLDER_ZONE),
        by_form=by_form,
        identity=identity,
        confirm_until=received_at + late + CONFIRM_WITHIN if linked else None,
        withdrawn=False,
        passed_on_at=None,
        controllers=controllers,
        unanswered=controllers,
        own_open=has_own_part(
            user_known=draw(st.booleans()), controllers=controllers, by_form=by_form, identity=identity
        ),
        extended=False,
    )


@pytest.mark.rule("P6")
@settings(deadline=None)
@given(requests())
def test_left_alone_a_request_is_passed_on_in_time_or_was_nobodys(facts: Facts) -> None:
    """Following the dates as the workflow does, from the receipt on."""
    now = facts.dates.received_at
    while not is_to_pass_on(facts, now):
        state = state_of(facts, now)
        if state is RequestState.LAPSED:
            assert facts.by_form
            assert facts.controllers == 0
            assert facts.identity is RequesterIdentity.PENDING
            return
        assert state is RequestState.RECEIVED
        following = next_date(facts, now)
        assert following is not None
        assert following > now
        now = following
    assert now < facts.dates.pass_on_due
    if facts.identity is not RequesterIdentity.PENDING:
        assert now == facts.dates.received_at


@pytest.mark.rule("P7")
@settings(deadline=None)
@given(requests(), st.timedeltas(timedelta(), timedelta(days=200)))
def test_passed_on_it_waits_for_answers_and_ends_with_them(facts: Facts, later: timedelta) -> None:
    now = facts.dates.received_at + later
    passed_on = replace(facts, passed_on_at=facts.dates.received_at)
    answered = replace(passed_on, unanswered=0, own_open=False)
    assert state_of(answered, now) is RequestState.RESOLVED
    state = state_of(passed_on, now)
    if state is RequestState.IN_HAND:
        following = next_date(passed_on, now)
        only_own = passed_on.own_open and not passed_on.unanswered
        late = now >= passed_on.own_due
        assert following is not None or (passed_on.own_open and late)
        assert not only_own or late or following is None or following <= passed_on.own_due
    elif state is RequestState.UNANSWERED:
        assert now >= facts.dates.longest_due
        assert not facts.own_open
    else:
        assert facts.controllers == 0


@settings(deadline=None)
@given(requests(), st.timedeltas(timedelta(), timedelta(days=200)))
def test_what_is_due_stays_due(facts: Facts, later: timedelta) -> None:
    passed_on = replace(facts, passed_on_at=facts.dates.received_at)
    now = facts.dates.received_at + later
    assert steps_due(passed_on, now) <= steps_due(passed_on, now + timedelta(days=1))
    if passed_on.own_open and now >= passed_on.own_due:
        assert {Step.HALF, Step.THREE_QUARTERS, Step.OVERDUE} <= steps_due(passed_on, now)


@settings(deadline=None)
@given(INSTANTS)
def test_a_form_lapses_before_its_time_to_pass_on(received_at: datetime) -> None:
    dates = dates_of(received_at, CALENDAR, HOLDER_ZONE)
    assert received_at + CONFIRM_WITHIN < passed_on_at_latest(dates) < dates.pass_on_due
    assert dates.pass_on_due < dates.answer_due < dates.longest_due
    last_day = local_date(passed_on_at_latest(dates))
    assert last_day == CALENDAR.working_day_after(local_date(received_at), 7)


@pytest.mark.rule("P6")
@pytest.mark.parametrize(
    ("received_at", "last_day"),
    [
        ("2026-12-01T10:00+01:00", "2026-12-11"),  # over the bridge of December, the 8th being a holiday
        ("2026-12-28T23:59+01:00", "2027-01-08"),  # over the year's end and Epiphany
        ("2027-03-22T09:00+01:00", "2027-04-02"),  # over Easter, into summer time on the 28th
        ("2027-04-01T09:00+02:00", "2027-04-13"),  # over Santa Faz, Alicante's own day
        ("2027-06-18T18:00+02:00", "2027-06-30"),  # over Sant Joan
        ("2026-10-16T12:00+02:00", "2026-10-27"),  # over the end of summer time on the 25th
    ],
)
def test_worked_cases_of_passing_on(received_at: str, last_day: str) -> None:
    dates = dates_of(datetime.fromisoformat(received_at), CALENDAR, HOLDER_ZONE)
    assert local_date(dates.pass_on_due - timedelta(seconds=1)).isoformat() == last_day


@pytest.mark.rule("P7")
@settings(deadline=None)
@given(requests(), st.sampled_from(RequestOutcome))
def test_nothing_is_given_to_who_is_not_identified(facts: Facts, outcome: RequestOutcome) -> None:
    assert may_answer(outcome, facts.identity) is (
        outcome is RequestOutcome.REFUSED or facts.identity in SHOWN
    )


@pytest.mark.rule("P7")
@settings(deadline=None)
@given(requests(), st.timedeltas(timedelta(), timedelta(days=120)), st.booleans(), st.booleans())
def test_the_time_is_extended_once_and_within_the_month(
    facts: Facts, later: timedelta, own_open: bool, extended: bool
) -> None:
    now = facts.dates.received_at + later
    may = may_extend(facts.dates, own_open=own_open, extended=extended, now=now)
    assert may is (own_open and not extended and now < facts.dates.answer_due)


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("identity", RequesterIdentity)
def test_only_what_nobody_confirmed_is_withdrawn(state: RequestState, identity: RequesterIdentity) -> None:
    may = may_withdraw(state, identity)
    assert may is (state is RequestState.RECEIVED and identity is RequesterIdentity.PENDING)


def test_withdrawn_it_goes_to_nobody() -> None:
    received_at = datetime(2027, 2, 1, 9, tzinfo=UTC)
    dates = dates_of(received_at, CALENDAR, HOLDER_ZONE)
    facts = Facts(
        dates, True, RequesterIdentity.PENDING, received_at + CONFIRM_WITHIN, True, None, 2, 2, False, False
    )
    assert state_of(facts, received_at) is RequestState.WITHDRAWN
    assert RequestState.WITHDRAWN in ENDED
    assert not is_to_pass_on(facts, dates.longest_due)
    assert steps_due(facts, dates.longest_due) == frozenset()


def test_what_is_due_next_is_what_the_law_wants_and_stays_when_it_is_late() -> None:
    dates = dates_of(datetime(2026, 12, 1, 9, tzinfo=UTC), CALENDAR, HOLDER_ZONE)
    facts = Facts(
        dates=dates,
        by_form=True,
        identity=RequesterIdentity.MAILBOX,
        confirm_until=None,
        withdrawn=False,
        passed_on_at=None,
        controllers=1,
        unanswered=1,
        own_open=False,
        extended=False,
    )
    late = dates.longest_due + timedelta(days=9)
    for now in (dates.received_at, late):
        assert next_due(facts, now) == dates.pass_on_due
        assert next_due(replace(facts, withdrawn=True, unanswered=0), now) is None
    passed_on = replace(facts, passed_on_at=dates.received_at)
    assert next_due(passed_on, dates.received_at) == dates.answer_due
    assert next_due(passed_on, dates.answer_due) == dates.longest_due
    own = replace(passed_on, unanswered=0, own_open=True)
    assert next_due(own, late) == dates.answer_due
    assert next_due(replace(own, extended=True), late) == dates.longest_due
    assert next_due(replace(passed_on, unanswered=0), late) is None
