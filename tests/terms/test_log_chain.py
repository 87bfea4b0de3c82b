"""What a segment of the log's chain commits to (contract M7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from terms.log_chain import COLUMNS, GENESIS, Segment, entry_digest, leaf_digest, root

NOW = datetime(2027, 1, 20, 10, tzinfo=UTC)
ENTRY = dict.fromkeys(COLUMNS) | {"id": "atv_1", "at": NOW, "objects": ["env_1"], "status": 200}
SEGMENT = Segment(2, GENESIS, "atv_1", "atv_9", 9, NOW + timedelta(days=365), "a" * 64, NOW)


@pytest.mark.parametrize(
    "change", [{"status": 201}, {"objects": []}, {"at": NOW + timedelta(microseconds=1)}, {"ip": "192.0.2.7"}]
)
def test_another_entry_has_another_digest(change: dict[str, object]) -> None:
    assert entry_digest(ENTRY | change, b"salt") != entry_digest(ENTRY, b"salt")


def test_the_same_entry_has_another_digest_under_another_salt_and_the_same_in_another_zone() -> None:
    assert entry_digest(ENTRY, b"other") != entry_digest(ENTRY, b"salt")
    elsewhere = ENTRY | {"at": NOW.astimezone(timezone(timedelta(hours=2)))}
    assert entry_digest(elsewhere, b"salt") == entry_digest(ENTRY, b"salt")


@pytest.mark.parametrize(
    "change",
    [
        {"number": 3},
        {"previous": "b" * 64},
        {"first_id": "atv_0"},
        {"last_id": "atv_8"},
        {"entries": 8},
        {"keep_until": NOW},
        {"root": "b" * 64},
        {"sealed_at": NOW + timedelta(seconds=1)},
        {"form": 1},
        {"stamps": "b" * 64},
    ],
)
def test_a_segment_covers_each_of_its_facts(change: dict[str, object]) -> None:
    assert replace(SEGMENT, **change).sha256 != SEGMENT.sha256


def test_leaves_cover_until_when_an_entry_has_to_be_there_and_their_order() -> None:
    first, second = (leaf_digest(entry_id, NOW, "c" * 64) for entry_id in ("atv_1", "atv_2"))
    assert leaf_digest("atv_1", NOW + timedelta(days=1), "c" * 64) != first
    assert root([first, second]) != root([second, first]) != root([first])


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(TypeError):
        entry_digest(ENTRY | {"objects": object()}, b"salt")
