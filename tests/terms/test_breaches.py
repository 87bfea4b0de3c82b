"""When a breach may close, and what its notification to the authority still lacks (contract P8)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from terms.breaches import (
    FIRST_TRY,
    LAST_CALL,
    AuthorityFacts,
    BreachState,
    Effect,
    FilingKind,
    Intent,
    Origin,
    Severity,
    called_of_late_at,
    filing_kind,
    may_be_in_charge,
    may_close,
    missing_facts,
)
from terms.roles import StaffRole

WHOLE = AuthorityFacts(
    began_at=datetime(2027, 1, 1, tzinfo=UTC),
    effects=(Effect.INTEGRITY,),
    origin=Origin.EXTERNAL,
    intent=Intent.DELIBERATE,
    severity=Severity.LOW,
    encrypted=False,
    minors=False,
    special_categories=False,
)


@pytest.mark.rule("P8")
@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"state": BreachState.ASSESSING}, False),
        ({"newest": 2}, False),
        ({"newest": 0, "told": 0}, False),
        ({"unreached": 1}, False),
        ({"behind": 1}, False),
        ({"authority_told": False}, False),
        ({"authority_told": False, "drill": True}, True),
    ],
)
def test_it_closes_when_nothing_is_left_to_do(changes: dict[str, Any], may: bool) -> None:
    given: dict[str, Any] = {
        "state": BreachState.NOTIFIED,
        "newest": 1,
        "told": 1,
        "unreached": 0,
        "authority_told": True,
        "drill": False,
    }
    assert may_close(**(given | changes)) is may


def test_no_is_an_answer_and_silence_is_none() -> None:
    assert missing_facts(WHOLE, assessed=True, late=False) == ()
    assert missing_facts(WHOLE, assessed=False, late=True) == ("assessment", "delay_reason")
    assert "minors" in missing_facts(AuthorityFacts(), assessed=True, late=False)


@pytest.mark.rule("P8")
def test_what_was_filed_is_completed() -> None:
    assert filing_kind(None, ("minors",)) is FilingKind.INITIAL
    assert filing_kind(None, ()) is FilingKind.COMPLETE
    assert filing_kind("AEPD 1", ("minors",)) is FilingKind.ADDITIONAL


@pytest.mark.rule("P8")
def test_people_are_called_of_those_found_late_once_a_mail_had_its_try() -> None:
    due = datetime(2027, 1, 3, tzinfo=UTC)
    early, late = due - timedelta(hours=9), due + timedelta(hours=9)
    assert called_of_late_at(due, early) == due - LAST_CALL
    assert called_of_late_at(due, late) == late + FIRST_TRY


def test_whoever_is_in_charge_may_act() -> None:
    able = {role for role in StaffRole if may_be_in_charge([role])}
    assert able == {StaffRole.DPO, StaffRole.SECURITY}
    assert not may_be_in_charge([])
