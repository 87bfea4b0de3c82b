"""The chain of evidence breaks visibly wherever something in it was changed (contract E4)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.evidence import (
    GENESIS,
    ActorKind,
    ChainedEvent,
    EventKind,
    canonical_json,
    chain_break,
    event_hash,
    instant_text,
    personal_digest,
)

AT = datetime(2027, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


def chain(length: int) -> list[tuple[ChainedEvent, str]]:
    links: list[tuple[ChainedEvent, str]] = []
    previous = GENESIS
    for sequence in range(1, length + 1):
        event = ChainedEvent(
            envelope_id="env_1",
            sequence=sequence,
            at=AT + timedelta(seconds=sequence),
            kind=EventKind.SIGNER_VIEWED,
            actor=ActorKind.SIGNER,
            actor_id="sgn_1",
            document_id=None,
            document_sha256=None,
            data={"number": sequence},
            personal_digest=personal_digest(b"salt", {"ip": "192.0.2.1"}),
            previous=previous,
        )
        previous = event_hash(event)
        links.append((event, previous))
    return links


def test_a_whole_chain_has_no_break() -> None:
    assert chain_break([]) is None
    assert chain_break(chain(5)) is None


@pytest.mark.rule("E4")
@given(
    st.integers(1, 6),
    st.integers(1, 6),
    st.sampled_from(["at", "kind", "actor_id", "data", "personal_digest"]),
)
def test_any_change_breaks_the_chain_where_it_was_made(length: int, place: int, member: str) -> None:
    links = chain(max(length, place))
    event, recorded = links[place - 1]
    changed = {
        "at": AT,
        "kind": EventKind.SIGNER_DECLINED,
        "actor_id": "sgn_2",
        "data": {"number": -1},
        "personal_digest": "0" * 64,
    }
    links[place - 1] = (replace(event, **{member: changed[member]}), recorded)
    assert chain_break(links) == place


@given(st.integers(2, 6), st.data())
def test_a_removed_or_swapped_event_is_noticed(length: int, data: st.DataObject) -> None:
    links = chain(length)
    place = data.draw(st.integers(0, length - 2))
    assert chain_break(links[:place] + links[place + 1 :]) == place + 1
    links[place], links[place + 1] = links[place + 1], links[place]
    assert chain_break(links) == place + 1


def test_the_same_content_has_the_same_bytes_whatever_its_order() -> None:
    assert (
        canonical_json({"b": 1, "a": "ñ"}) == canonical_json({"a": "ñ", "b": 1}) == '{"a":"ñ","b":1}'.encode()
    )


@pytest.mark.parametrize("value", [1.5, {"a": 1.5}, [{"a": (1.5,)}]])
def test_floats_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match="floats"):
        canonical_json(value)


def test_an_instant_reads_the_same_from_every_zone() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert instant_text(elsewhere) == instant_text(AT) == "2027-01-02T03:04:05.000678Z"


def test_the_digest_depends_on_salt_and_details() -> None:
    digest = personal_digest(b"one", {"ip": "192.0.2.1"})
    assert digest != personal_digest(b"two", {"ip": "192.0.2.1"})
    assert digest != personal_digest(b"one", {"ip": "192.0.2.2"})
