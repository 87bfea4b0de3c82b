"""Data goes only to whom, and as far as, the controller said, or the law demands (contract P3)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.disclosures import (
    DisclosedData,
    DisclosureRefusal,
    DutyFacts,
    Handover,
    Recipient,
    data_of,
    lacks_safeguards,
    refuse_by_duty,
    refuse_handover,
)
from terms.instructions import InstructionState

NOW = datetime(2027, 1, 11, 9, 0, 30, tzinfo=UTC)
PAYROLL = Recipient("ES-B12345674", "ES")
AUTHORISED = Handover(
    PAYROLL,
    frozenset({DisclosedData.IDENTIFICATION, DisclosedData.DOCUMENTS}),
    frozenset({"env_1", "env_2"}),
)
SETS = st.frozensets(st.sampled_from(DisclosedData))
ENVELOPES = st.none() | st.frozensets(st.sampled_from(["env_1", "env_2", "env_3"]))


def refusal(**changes: Any) -> DisclosureRefusal | None:
    return refuse_handover(InstructionState.IN_FORCE, AUTHORISED, replace(AUTHORISED, **changes))


def test_what_was_authorised_may_be_handed_over() -> None:
    assert refusal() is None
    assert refusal(recipient=Recipient("b12345674", "es")) is None
    assert refusal(data=frozenset({DisclosedData.DOCUMENTS}), envelopes=frozenset({"env_2"})) is None


@pytest.mark.parametrize("state", [one for one in InstructionState if one is not InstructionState.IN_FORCE])
def test_nothing_goes_while_it_is_not_in_force(state: InstructionState) -> None:
    assert refuse_handover(state, AUTHORISED, AUTHORISED) is DisclosureRefusal.NOT_IN_FORCE


def test_each_reason_is_told() -> None:
    assert refusal(recipient=Recipient("B12345674", "PT")) is DisclosureRefusal.OTHER_ENTITY
    assert refusal(recipient=Recipient("A58818501", "ES")) is DisclosureRefusal.OTHER_ENTITY
    assert refusal(data=frozenset({DisclosedData.EVIDENCE})) is DisclosureRefusal.MORE_DATA
    assert refusal(envelopes=None) is DisclosureRefusal.OTHER_ENVELOPES
    assert refusal(envelopes=frozenset({"env_1", "env_3"})) is DisclosureRefusal.OTHER_ENVELOPES


@pytest.mark.rule("P3")
@given(SETS, SETS, ENVELOPES, ENVELOPES)
def test_never_more_than_was_authorised(
    allowed: frozenset[DisclosedData],
    data: frozenset[DisclosedData],
    within: frozenset[str] | None,
    envelopes: frozenset[str] | None,
) -> None:
    refused = refuse_handover(
        InstructionState.IN_FORCE, Handover(PAYROLL, allowed, within), Handover(PAYROLL, data, envelopes)
    )
    covered = within is None or (envelopes is not None and envelopes <= within)
    assert (refused is None) == (data <= allowed and covered)


@pytest.mark.parametrize(
    ("country", "safeguards", "lacking"),
    [
        ("ES", None, False),
        ("NO", None, False),
        ("CH", None, False),
        ("US", None, True),
        ("US", "  ", True),
        ("US", "Cláusulas tipo de 2021/914", False),
        ("IN", None, True),
    ],
)
def test_a_third_country_needs_safeguards(country: str, safeguards: str | None, lacking: bool) -> None:
    abroad = replace(AUTHORISED, recipient=Recipient("X1", country), safeguards=safeguards)
    assert lacks_safeguards(abroad) is lacking
    expected = DisclosureRefusal.NO_SAFEGUARDS if lacking else None
    assert refuse_handover(InstructionState.IN_FORCE, abroad, abroad) is expected


@pytest.mark.rule("P3")
def test_a_duty_is_told_before() -> None:
    untold = DutyFacts(None, None, silenced=False)
    assert refuse_by_duty(untold, NOW) is DisclosureRefusal.UNTOLD
    assert refuse_by_duty(replace(untold, told_at=NOW), NOW) is None
    assert refuse_by_duty(replace(untold, contacted_at=NOW - timedelta(days=1)), NOW) is None
    assert (
        refuse_by_duty(replace(untold, told_at=NOW + timedelta(seconds=1)), NOW) is DisclosureRefusal.UNTOLD
    )


def test_what_is_told_to_the_minute_may_be_any_of_it() -> None:
    minute = NOW.replace(second=0)
    told = DutyFacts(NOW, None, silenced=False)
    assert refuse_by_duty(told, minute) is None
    assert refuse_by_duty(told, minute - timedelta(minutes=1)) is DisclosureRefusal.UNTOLD
    assert refuse_by_duty(told, NOW - timedelta(seconds=1)) is DisclosureRefusal.UNTOLD, "to the second"
    silent = DutyFacts(None, None, silenced=True, silence_approved_at=minute, lifted_at=NOW)
    assert refuse_by_duty(silent, minute) is None, "before it was lifted in that minute"


def test_silence_takes_two_people() -> None:
    silent = DutyFacts(None, None, silenced=True)
    assert refuse_by_duty(silent, NOW) is DisclosureRefusal.UNTOLD
    assert refuse_by_duty(replace(silent, silence_approved_at=NOW), NOW) is None
    later = replace(silent, silence_approved_at=NOW + timedelta(seconds=1))
    assert refuse_by_duty(later, NOW) is DisclosureRefusal.UNTOLD, "agreed when the data had gone"


def test_a_lifted_silence_is_none() -> None:
    lifted = DutyFacts(None, None, silenced=True, silence_approved_at=NOW, lifted_at=NOW + timedelta(days=1))
    assert refuse_by_duty(lifted, NOW) is None, "while it lasted"
    after = NOW + timedelta(days=2)
    assert refuse_by_duty(lifted, after) is DisclosureRefusal.UNTOLD
    assert refuse_by_duty(replace(lifted, told_at=after), after) is None
    never = DutyFacts(after, None, silenced=True, lifted_at=NOW)
    assert refuse_by_duty(never, after) is None, "never approved, lifted, and told"


def test_unknown_data_is_no_data() -> None:
    assert data_of(["documents", "evidence"]) == {DisclosedData.DOCUMENTS, DisclosedData.EVIDENCE}
    with pytest.raises(ValueError, match="everything"):
        data_of(["everything"])
