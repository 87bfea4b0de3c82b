"""What a log loses lawfully, by class or with its business, leaves its chain verifiable (M7, S18)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from temporalio.testing import ActivityEnvironment

from activities.evidence.chain_stamp import ChainStamper, ChainTimestamp
from models import LogLeaf, LogSegment, PurgeStep
from terms.activity import EntryClass, kept_until
from terms.log_chain import Broken
from tests.activities.log_chain.chain import BUSINESS, LONG_AGO, NOW, REMOVE, Chain


@pytest.mark.rule("M7")
async def test_destruction_by_class_leaves_the_rest_verifiable(chain: Chain) -> None:
    technical = await chain.log(2, EntryClass.TECHNICAL, LONG_AGO)
    staff = await chain.log(1, EntryClass.STAFF, LONG_AGO + timedelta(seconds=1))
    await chain.seal()
    async with chain.retention.transaction() as session:
        gone = await session.execute(text("DELETE FROM activity WHERE keep_until <= now() RETURNING id"))
        assert set(gone.scalars()) == set(technical)
    assert await chain.found() == []
    assert await ActivityEnvironment().run(chain.sealer.forget) == 2
    async with chain.rows.transaction() as session:
        salts = {row.entry_id: row.salt for row in await session.scalars(select(LogLeaf))}
    assert [salts[entry_id] for entry_id in technical] == [b"", b""]
    assert salts[staff[0]] != b""
    assert await chain.found() == []
    await chain.by_force(REMOVE.format(staff[0]))
    assert await chain.found() == [(1, Broken.REMOVED)]


@pytest.mark.rule("M7", "S18")
async def test_the_retention_empties_salts_of_what_is_gone_and_writes_nothing_else(chain: Chain) -> None:
    (gone,) = await chain.log(1, EntryClass.TECHNICAL, LONG_AGO)
    (there,) = await chain.log(1, at=NOW)
    await chain.seal()
    empty, change = "SET salt = '' WHERE entry_id = :id", "SET salt = 'guessed' WHERE entry_id = :id"

    async def written(what: str, entry_id: str) -> int:
        async with chain.retention.transaction() as session:
            statement = text(f"UPDATE log_leaves {what} RETURNING entry_id")
            return len((await session.execute(statement, {"id": entry_id})).all())

    assert (await written(empty, there), await written(empty, gone)) == (0, 0), "both entries are there"
    async with chain.retention.transaction() as session:
        await session.execute(text("DELETE FROM activity WHERE keep_until <= now()"))
    with pytest.raises(ProgrammingError, match="row-level security"):
        await written(change, gone)
    assert (await written(empty, there), await written(empty, gone)) == (0, 1)
    assert await chain.found() == []


async def test_a_segment_of_which_nothing_is_left_keeps_its_digest(chain: Chain) -> None:
    await chain.log(3, EntryClass.TECHNICAL, LONG_AGO)
    await chain.log(2)
    await chain.seal()
    async with chain.retention.transaction() as session:
        await session.execute(text("DELETE FROM activity WHERE keep_until <= now()"))
    await ActivityEnvironment().run(chain.sealer.forget)
    async with chain.rows.transaction() as session:
        left = set(await session.scalars(select(LogLeaf.segment)))
        assert left == {2}
    assert await chain.found() == []


@pytest.mark.rule("S18")
async def test_what_a_purge_took_of_a_segment_excuses_nothing_else(chain: Chain) -> None:
    theirs = await chain.log(2, business_id=BUSINESS)
    others = await chain.log(4, at=NOW + timedelta(seconds=1))
    await chain.seal()
    await chain.purge()
    assert await chain.found() == []
    async with chain.rows.transaction() as session:
        steps = await session.execute(select(PurgeStep.step, PurgeStep.count).order_by(PurgeStep.step))
        salts = {row.entry_id: row.salt for row in await session.scalars(select(LogLeaf))}
    day = kept_until(EntryClass.ACCESS, NOW).date()
    assert (f"log-segment:1:{day}", 2) in [(step, count) for step, count in steps]
    assert [salts[entry_id] for entry_id in theirs] == [b"", b""], "nobody can guess what they said"
    assert salts[others[0]] != b""
    await chain.by_force(REMOVE.format(others[3]))
    assert await chain.found() == [(2, Broken.REMOVED)]
    await chain.by_force(REMOVE.format(others[0]))
    assert await chain.found() == [(1, Broken.REMOVED), (2, Broken.REMOVED)]


@pytest.mark.rule("S18")
async def test_what_a_purge_took_excuses_nothing_that_was_kept_longer(chain: Chain) -> None:
    """Once the entries would have gone anyway, a purge of theirs stands for no others of their segment."""
    await chain.log(2, EntryClass.TECHNICAL, business_id=BUSINESS)
    (staff,) = await chain.log(1, EntryClass.STAFF, at=NOW + timedelta(seconds=1))
    await chain.seal()
    await chain.purge()
    await chain.by_force(REMOVE.format(staff))
    later = NOW + timedelta(days=800)
    assert [one.entry_ids for one in await chain.breaks(later)] == [(staff,)]


async def test_an_entry_that_is_purged_while_it_is_being_sealed_gets_no_leaf(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chain.log(1, business_id=BUSINESS)
    await chain.log(1, at=NOW + timedelta(seconds=1))
    stamp = ChainStamper.stamp

    async def slow(self: ChainStamper, sequence: int, head: str) -> ChainTimestamp:
        monkeypatch.setattr(ChainStamper, "stamp", stamp)
        await chain.purge()
        return await stamp(self, sequence, head)

    monkeypatch.setattr(ChainStamper, "stamp", slow)
    assert (await chain.seal()).number == 1
    async with chain.rows.transaction() as session:
        assert (await session.get_one(LogSegment, 1)).entries == 1
    assert await chain.found() == []
