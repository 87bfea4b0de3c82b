"""The chain over the log: sealed after the fact, tampered with by SQL, verifiable (M7)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from temporalio.testing import ActivityEnvironment

from activities.detection.log_breaks import broken_log
from activities.evidence.chain_stamp import ChainStamper, ChainTimestamp
from activities.log_chain import sealing
from activities.log_chain.sealing import Sealed
from activities.signing.timestamps import TimestampClient
from deploy.log_check import report
from models import LogLeaf, LogSegment
from settings import Settings
from terms.log_chain import GENESIS, LOOK_BACK, Broken, stamps
from tests.activities.evidence.kit import SigningKit
from tests.activities.log_chain.chain import CHANGE, NOW, REMOVE, STAMP_AGAIN, Chain


async def test_segments_chain_and_hold(chain: Chain) -> None:
    assert (await chain.seal()).number == 0
    await chain.log(7)
    sealed = await chain.seal()
    assert sealed.number == 3
    async with chain.rows.transaction() as session:
        rows = (await session.scalars(select(LogSegment).order_by(LogSegment.number))).all()
    assert [row.entries for row in rows] == [3, 3, 1]
    assert [row.previous for row in rows] == [GENESIS, rows[0].sha256, rows[1].sha256]
    assert sealed.sha256 == rows[2].sha256
    assert await chain.found() == []


async def test_each_says_whether_more_waits(chain: Chain) -> None:
    await chain.log(7)
    said = [await ActivityEnvironment().run(chain.sealer.seal) for _ in range(4)]
    assert [(one.entries, one.more) for one in said] == [(3, True), (3, True), (1, False), (0, False)]


async def test_what_is_committed_late_is_sealed_with_the_next(chain: Chain) -> None:
    await chain.log(2)
    await chain.seal()
    await chain.log(1, at=NOW - timedelta(hours=5))
    assert (await chain.seal()).number == 2
    assert await chain.found() == []


@pytest.mark.rule("M7")
async def test_a_long_backlog_is_sealed_to_its_end(chain: Chain) -> None:
    for days in (40, 30, 20, 10):
        await chain.log(2, at=NOW - timedelta(days=days))
    assert (await chain.seal()).number == 3
    async with chain.rows.transaction() as session:
        assert len((await session.scalars(select(LogLeaf))).all()) == 8
    assert await chain.found() == []


async def test_what_is_put_before_or_between_segments_is_found(chain: Chain) -> None:
    await chain.log(2, at=NOW - timedelta(days=20))
    await chain.seal()
    await chain.log(2)
    await chain.seal()
    await chain.log(1, at=NOW - timedelta(days=30))
    await chain.log(1, at=NOW - timedelta(days=10))
    assert await chain.found() == [(1, Broken.ADDED), (2, Broken.ADDED)]


TAMPERED = [
    ("UPDATE activity SET ip = '198.51.100.1' WHERE id = '{0}'", (1, Broken.CHANGED)),
    (CHANGE, (1, Broken.CHANGED)),
    (REMOVE, (1, Broken.REMOVED)),
    ("DELETE FROM log_leaves WHERE entry_id = '{0}'", (1, Broken.LEAVES)),
    ("DELETE FROM log_leaves WHERE segment = 1", (1, Broken.LEAVES)),
    ("UPDATE log_leaves SET keep_until = '2020-01-01Z' WHERE entry_id = '{0}'", (1, Broken.LEAVES)),
    ("UPDATE log_segments SET keep_until = '2020-01-01Z' WHERE number = 1", (1, Broken.DIGEST)),
    ("UPDATE log_segments SET token = 'x' WHERE number = 1", (1, Broken.TIMESTAMP)),
    ("DELETE FROM log_segments WHERE number = 1", (1, Broken.CHAIN)),
]


@pytest.mark.rule("M7")
@pytest.mark.parametrize(("statement", "expected"), TAMPERED)
async def test_somebody_with_all_rights_is_found_out(
    chain: Chain, statement: str, expected: tuple[int, Broken]
) -> None:
    first, *_ = await chain.log(5)
    await chain.seal()
    await chain.by_force(statement.format(first))
    assert expected in await chain.found()


async def test_who_deletes_entry_and_leaf_and_digests_anew_lacks_the_timestamp(chain: Chain) -> None:
    ids = await chain.log(5)
    await chain.seal()
    await chain.by_force(
        REMOVE.format(ids[4]),
        "DELETE FROM log_leaves WHERE segment = 2",
        "DELETE FROM log_segments WHERE number = 2",
    )
    await chain.seal()
    async with chain.rows.transaction() as session:
        look = await broken_log(session, chain.checker, datetime.now(UTC))
    assert look.broken == []
    await chain.record(Sealed(2, "0" * 64, 2))
    async with chain.rows.transaction() as session:
        look = await broken_log(session, chain.checker, datetime.now(UTC))
    assert [one.key for one in look.broken] == ["log-break:2"], "the sealing's record knows another"


@pytest.mark.rule("M7")
async def test_a_past_written_anew_with_new_timestamps_contradicts_the_records(chain: Chain) -> None:
    """All that was sealed is thrown away and sealed again, with one entry less; later sealings go on."""
    first, *_ = await chain.log(7)
    sealed = await chain.seal()
    await chain.record(sealed, NOW - timedelta(hours=2))
    await chain.by_force(REMOVE.format(first), "DELETE FROM log_leaves", "DELETE FROM log_segments")
    await chain.record(await chain.seal(), NOW - timedelta(hours=1))
    assert await chain.found() == [(3, Broken.RECORDED)]
    async with chain.rows.transaction() as session:
        look = await broken_log(session, chain.checker, datetime.now(UTC))
    assert [one.key for one in look.broken] == ["log-break:3"]


async def test_digests_noted_elsewhere_are_compared(chain: Chain) -> None:
    await chain.log(4)
    sealed = await chain.seal()
    settings = Settings.model_construct(
        worker_database_url=chain.urls.worker, trust_anchors_file=chain.anchors_file
    )
    assert (await report(settings, {2: sealed.sha256})).whole
    found = await report(settings, {1: sealed.sha256, 2: sealed.sha256, 9: sealed.sha256})
    assert found.lines[1:] == ["segment 1: recorded ", "segment 9: recorded ", "BROKEN"]


@pytest.mark.rule("E4")
async def test_each_segment_covers_the_timestamps_before_it(chain: Chain, kit: SigningKit) -> None:
    """One that no longer can be checked was there, unchanged, when a later one was made."""
    await chain.log(7)
    await chain.seal()
    assert await chain.found() == []
    async with chain.rows.transaction() as session:
        first = await session.get_one(LogSegment, 1)
    another = (await kit.tsa.stamp(bytes.fromhex(first.sha256))).token
    await chain.by_force(STAMP_AGAIN.format(another.hex()))
    assert await chain.found() == [(2, Broken.TIMESTAMP)]


async def test_the_first_one_that_covers_timestamps_covers_all_those_before(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.log_chain.sealing.FORM", 1)
    await chain.log(6)
    await chain.seal()
    monkeypatch.undo()
    await chain.log(1)
    assert (await chain.seal()).number == 3
    assert await chain.found() == []
    async with chain.rows.transaction() as session:
        rows = (await session.scalars(select(LogSegment).order_by(LogSegment.number))).all()
    assert [(row.form, row.stamps is None) for row in rows] == [(1, True), (1, True), (2, False)]
    assert rows[2].stamps == stamps(row.token for row in rows[:2])


async def test_an_entry_put_among_older_ones_is_found(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    start = NOW - timedelta(days=10)
    await chain.log(2, at=start)
    await chain.log(1, at=start + timedelta(hours=2))
    monkeypatch.setattr(sealing, "now", lambda: NOW - LOOK_BACK)
    await chain.seal()
    forged = await chain.log(1, at=start + timedelta(hours=1))
    monkeypatch.setattr(sealing, "now", lambda: NOW)
    await chain.log(1)
    await chain.seal()
    (one,) = [one for one in await chain.breaks() if one.broken is Broken.ADDED]
    assert one.entry_ids == tuple(forged)


async def test_without_a_timestamp_nothing_is_sealed(
    chain: Chain, kit: SigningKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chain.log(1)

    async def away(self: TimestampClient, data: bytes) -> None:
        raise OSError("away")

    with monkeypatch.context() as broken:
        broken.setattr(TimestampClient, "stamp", away)
        with pytest.raises(OSError, match="away"):
            await ActivityEnvironment().run(chain.sealer.seal)
    async with chain.rows.transaction() as session:
        assert (await session.scalars(select(LogLeaf))).all() == []
    assert (await chain.seal()).number == 1


async def test_of_two_sealers_one_comes_first(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    await chain.log(2)
    stamp = ChainStamper.stamp

    async def slow(self: ChainStamper, sequence: int, head: str) -> ChainTimestamp:
        monkeypatch.setattr(ChainStamper, "stamp", stamp)
        await ActivityEnvironment().run(chain.sealer.seal)
        return await stamp(self, sequence, head)

    monkeypatch.setattr(ChainStamper, "stamp", slow)
    assert (await ActivityEnvironment().run(chain.sealer.seal)).more, "its entries may still be left"
    assert (await chain.seal()).number == 1
    assert await chain.found() == []


async def test_the_command_says_what_does_not_hold(chain: Chain) -> None:
    ids = await chain.log(4)
    newest = await chain.seal()
    settings = Settings.model_construct(
        worker_database_url=chain.urls.worker, trust_anchors_file=chain.anchors_file
    )
    found = await report(settings)
    assert found.whole
    assert f"2:{newest.sha256}" in found.lines[0]
    await chain.by_force(CHANGE.format(ids[3]))
    found = await report(settings)
    assert not found.whole
    assert found.lines[1:] == [f"segment 2: changed {ids[3]}", "BROKEN"]


async def test_the_look_names_the_entries(chain: Chain) -> None:
    ids = await chain.log(4)
    await chain.seal()
    await chain.by_force(CHANGE.format(ids[1]))
    async with chain.rows.transaction() as session:
        look = await broken_log(session, chain.checker, datetime.now(UTC))
    (one,) = look.broken
    assert (one.key, one.subject_ids, look.newest, look.after) == ("log-break:1", (ids[1],), 2, 0)
