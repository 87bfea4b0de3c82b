"""Archive timestamps are renewed before they expire, once per period, and stay verifiable (contract E4)."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from activities.archive.renewal import ArchiveRenewal, Renewals
from activities.signing.errors import TimestampError
from activities.signing.increment import open_reader
from activities.signing.level import findings
from activities.signing.timestamps import TimestampClient
from activities.vault.errors import KeyDestroyed
from activities.vault.vault import Vault
from models import EvidenceEvent, Revision
from terms.evidence import EventKind
from terms.renewal import RENEWED_AHEAD
from terms.signatures import Level
from tests.activities.archive.conftest import Office


@pytest.mark.rule("E4")
async def test_it_is_renewed_once_by_an_authority_that_holds_longer(office: Office, tmp_path: Path) -> None:
    term = await office.term()
    assert term.valid_until is not None
    assert term.valid_until < datetime.now(UTC) + RENEWED_AHEAD
    short = await office.renew()
    assert (short.useless, short.envelopes, short.after) == (1, 0, office.envelope_id)
    assert await office.renewed() == []

    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    done = await office.renew()
    assert (done.envelopes, done.documents, done.failed) == (1, 2, [])
    renewed = await office.renewed()
    assert [row.key for row in renewed] == ["archive:1"] * 2
    for row in renewed:
        await assert_continues(office, row)
    longer = (await office.term()).valid_until
    assert longer is not None
    assert longer > datetime.now(UTC) + timedelta(days=3000)
    assert await office.renew() == Renewals()
    assert await office.soonest_in_register() > datetime.now(UTC) + timedelta(days=3000)
    await office.assert_package_holds(tmp_path)

    await office.due_again()
    assert (await office.renew()).documents == 2
    assert [row.key for row in await office.renewed()] == ["archive:1", "archive:2"] * 2
    await office.assert_package_holds(tmp_path)


async def assert_continues(office: Office, row: Revision) -> None:
    """The renewed version begins with the sealed one, and each signature of it still reaches B-LTA."""
    before = next(
        each
        for each in await office.revisions()
        if (each.document_id, each.number) == (row.document_id, row.number - 1)
    )
    pdf = await office.vault.get(row.object_key.split("/")[0], row.object_key)
    assert hashlib.sha256(pdf).hexdigest() == row.sha256
    assert hashlib.sha256(pdf[: before.size]).hexdigest() == before.sha256 == row.base_sha256
    found = await asyncio.to_thread(findings, pdf, office.kit.anchors)
    assert [one.level for one in found] == [Level.B_LTA] * 2
    assert open_reader(pdf).embedded_timestamp_signatures[-1].field_name == "archive-1"
    async with office.database.transaction() as session:
        event = (
            await session.scalars(select(EvidenceEvent).where(EvidenceEvent.document_sha256 == row.sha256))
        ).one()
    assert (event.kind, event.data["base_sha256"]) == (EventKind.TIMESTAMP_RENEWED.value, before.sha256)


async def test_a_crash_between_object_and_row_renews_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    before = office.stored()

    async def crash(*_: object) -> bool:
        raise ConnectionError("the worker is gone")

    with monkeypatch.context() as dying:
        dying.setattr(ArchiveRenewal, "_keep", crash)
        with pytest.raises(ConnectionError):
            await office.renew()
    assert len(office.stored() - before) == 2, "objects that nobody knows, for the sweep"
    assert await office.renewed() == []
    assert (await office.renew()).documents == 2
    assert len(await office.renewed()) == 2


async def test_of_two_at_once_one_renews(office: Office) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    before = office.stored()
    both = await asyncio.gather(office.renew(), office.renew())
    assert sorted(one.documents for one in both) == [0, 2]
    assert len(await office.renewed()) == 2
    assert len(office.stored() - before) == 2, "what the slower one made is gone"


async def test_without_the_authority_nothing_is_renewed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(self: TimestampClient, digest: bytes) -> None:
        raise TimestampError("away")

    monkeypatch.setattr(TimestampClient, "stamp_digest", away)
    with pytest.raises(TimestampError):
        await office.renew()


@pytest.mark.parametrize("lost", [False, True])
async def test_what_was_altered_or_lost_is_named_and_stays_due(office: Office, *, lost: bool) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    newest = [row for row in await office.revisions() if row.key == "seal"][-1]
    business_id = newest.object_key.split("/")[0]
    if lost:
        await office.vault.delete(business_id, newest.object_key)
    else:
        await office.vault.put(business_id, newest.object_key, b"something else")
    assert (await office.renew()).failed == [office.envelope_id]
    assert await office.renewed() == []


async def test_what_was_destroyed_on_purpose_is_not_due_any_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)

    async def shredded(self: Vault, business_id: str, object_key: str) -> bytes:
        raise KeyDestroyed(business_id)

    monkeypatch.setattr(Vault, "get", shredded)
    assert (await office.renew()).documents == 0
    assert (await office.term()).valid_until is None
    assert await office.renew() == Renewals()


@pytest.mark.rule("E4")
async def test_what_nobody_foresaw_at_one_document_is_named_and_stops_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)

    async def unforeseen(*_: object) -> None:
        raise KeyError("a structure that the library does not know")

    with monkeypatch.context() as broken:
        broken.setattr("activities.signing.renewing.renew_archive", unforeseen)
        assert (await office.renew()).failed == [office.envelope_id]
    assert (await office.renew()).documents == 2
