"""What is no longer there breaks an archive off, and nothing is left of one that has lapsed."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator

import pytest
from obstore.store import LocalStore
from sqlalchemy import func, select, update
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.export.archive import ExportGone
from activities.export.exporter import Exporter
from activities.export.finishing import Finishing
from activities.export.gathering import Gathering
from activities.export.measuring import Measuring
from activities.vault.errors import ObjectMissing
from activities.vault.vault import Vault
from models import Export, ExportMember
from models.database import Database, make_engine
from models.scope import Scope
from terms.exports import ExportState
from terms.retention import DataClass
from tests.activities.export.conftest import HOLDER, Exporting, collected
from tests.databases import OwnDatabase
from tests.purging import let_come_due

ZONE = "Europe/Madrid"


def stored(exporting: Exporting) -> set[str]:
    """Objects of exports that lie in the storage."""
    folder = exporting.folder / exporting.business_id / "exports"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


async def members(exporting: Exporting, export_id: str) -> int:
    async with exporting.database.transaction() as session:
        query = select(func.count()).select_from(ExportMember).where(ExportMember.export_id == export_id)
        return int(await session.scalar(query) or 0)


async def test_an_object_that_is_gone_is_told_before_the_first_byte(exporting: Exporting) -> None:
    export = await exporting.made()
    place = await place_of(exporting, export, "documents")
    await exporting.vault.delete(exporting.business_id, f"{exporting.business_id}/documents/documents")
    with pytest.raises(ExportGone):
        await exporting.archive(export).open(place + 200_000, export.size or 0)


async def test_an_archive_without_one_of_its_objects_breaks_off(exporting: Exporting) -> None:
    export = await exporting.made()
    await exporting.vault.delete(exporting.business_id, f"{exporting.business_id}/documents/certificates")
    with pytest.raises(ExportGone):
        await exporting.fetched(export)


@pytest.mark.parametrize("other", [b"", b"x" * 299, b"x" * 300, b"x" * 301])
async def test_an_object_that_became_another_is_never_sent_whole(exporting: Exporting, other: bytes) -> None:
    export = await exporting.made()
    place = await place_of(exporting, export, "certificates")
    await exporting.vault.put(exporting.business_id, f"{exporting.business_id}/documents/certificates", other)
    sent: list[bytes] = []
    pieces = await exporting.archive(export).open(0, export.size or 0)
    with pytest.raises(ExportGone):
        await note(pieces, sent)
    assert sum(map(len, sent)) < place + 300


async def note(pieces: AsyncIterator[bytes], sent: list[bytes]) -> None:
    """Keeps what comes, also when it breaks off."""
    async for piece in pieces:
        sent.append(piece)  # noqa: PERF401 - a comprehension would lose it


async def test_with_the_key_everything_is_gone(exporting: Exporting, own: OwnDatabase) -> None:
    export = await exporting.made()
    await let_come_due(exporting.database, exporting.business_id)
    retention = Database(make_engine(own.retention))
    shredder = Vault(retention, LocalStore(exporting.folder), bytes(32))
    await shredder.destroy_key(exporting.business_id, DataClass.DOCUMENTS_AND_EVIDENCE)
    await retention.close()
    with pytest.raises(ExportGone):
        await exporting.archive(export).open(0, 100)
    again = await exporting.asked()
    exporter = Exporter(exporting.database, exporting.vault, HOLDER, ZONE)
    with pytest.raises(ApplicationError) as failure:
        await ActivityEnvironment().run(exporter.gather, again)
    assert failure.value.non_retryable


async def test_what_cannot_be_read_is_named(exporting: Exporting) -> None:
    await exporting.vault.delete(exporting.business_id, f"{exporting.business_id}/documents/certificates")
    await exporting.vault.put(
        exporting.business_id, f"{exporting.business_id}/documents/revisions", b"another"
    )
    export = await exporting.made()
    with zipfile.ZipFile(io.BytesIO(await exporting.fetched(export))) as archive:
        unreadable = json.loads(archive.read("manifest.json"))["unreadable"]
        assert archive.testzip() is None
    assert sorted(file["trouble"] for file in unreadable) == ["damaged", "missing"]
    assert export.measured - export.files == 2


async def test_nothing_is_left_of_one_that_has_lapsed(exporting: Exporting) -> None:
    export = await exporting.made()
    archive = exporting.archive(export)
    assert stored(exporting)
    assert await members(exporting, export.id) == export.measured
    for _ in range(2):
        await Finishing(exporting.database, exporting.vault, ZONE).lapse(export.id)
    assert not stored(exporting)
    assert await members(exporting, export.id) == 0
    assert (await exporting.read(export.id)).state == ExportState.LAPSED.value
    with pytest.raises(ExportGone):
        await archive.open(0, 10)
    assert await exporting.vault.exists(exporting.business_id, f"{exporting.business_id}/documents/documents")


async def test_a_download_ends_when_the_export_lapses_meanwhile(exporting: Exporting) -> None:
    export = await exporting.made()
    pieces = await exporting.archive(export).open(0, export.size or 0)
    await anext(pieces)
    await Finishing(exporting.database, exporting.vault, ZONE).lapse(export.id)
    with pytest.raises(ExportGone):
        await collected(pieces)


async def test_attempts_that_meet_list_everything_once(exporting: Exporting) -> None:
    export_id = await exporting.asked()
    gathering = Gathering(exporting.database, exporting.vault, HOLDER)
    await asyncio.gather(gathering.gather(export_id), gathering.gather(export_id), return_exceptions=True)
    await gathering.gather(export_id)
    measuring = Measuring(exporting.database, exporting.vault)
    await asyncio.gather(measuring.measure(export_id), measuring.measure(export_id))
    assert await measuring.measure(export_id)
    finishing = Finishing(exporting.database, exporting.vault, ZONE)
    both = await asyncio.gather(finishing.finish(export_id), finishing.finish(export_id))
    assert both[0] == both[1]
    export = await exporting.read(export_id)
    with zipfile.ZipFile(io.BytesIO(await exporting.fetched(export))) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == export.files == export.measured
    await finishing.lapse(export_id)
    assert not stored(exporting)


async def test_a_gathering_that_failed_begins_anew(exporting: Exporting) -> None:
    export_id = await exporting.asked()
    gathering = Gathering(exporting.database, exporting.vault, HOLDER)
    put = exporting.vault.put_stream

    async def failing(business_id: str, object_key: str, content: AsyncIterator[bytes]) -> None:
        if "signers" in object_key:
            raise ObjectMissing("in the midst")
        await put(business_id, object_key, content)

    exporting.vault.put_stream = failing  # type: ignore[method-assign]
    with pytest.raises(ObjectMissing):
        await gathering.gather(export_id)
    exporting.vault.put_stream = put  # type: ignore[method-assign]
    assert await members(exporting, export_id) == 0
    await gathering.gather(export_id)
    assert {name.split("/")[1] for name in stored(exporting)} == {"1", "2"}
    await Finishing(exporting.database, exporting.vault, ZONE).lapse(export_id)
    assert not stored(exporting)


async def test_the_owner_alone_sees_it(exporting: Exporting, own: OwnDatabase) -> None:
    export = await exporting.made()
    api = Database(make_engine(own.app), Scope())
    user, business = exporting.tenant.id_of("users"), exporting.business_id
    whole = await exporting.fetched(export)
    owner = Scope.of_business(business, user, frozenset({"owner"}))
    seen = await collected(await exporting.archive(export, owner, api).open(0, export.size or 0))
    assert seen == whole
    for scope in (Scope.of_business(business, user, frozenset({"guest"})), Scope.of_person(user), Scope()):
        with pytest.raises(ExportGone):
            await exporting.archive(export, scope, api).open(0, 10)
    async with api.transaction(owner) as session:
        with pytest.raises(Exception, match="permission denied"):
            await session.execute(update(Export).values(size=0))
    await api.close()


async def place_of(exporting: Exporting, export: Export, table: str) -> int:
    """Where the content of a stored file begins."""
    async with exporting.database.transaction() as session:
        member = await session.scalar(
            select(ExportMember).where(
                ExportMember.export_id == export.id,
                ExportMember.object_key == f"{exporting.business_id}/documents/{table}",
            )
        )
    assert member is not None
    assert member.begins is not None
    return member.begins + 30 + len(member.path.encode())
