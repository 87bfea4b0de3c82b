"""An archive holds everything of one business, opens with every program, and can be taken up at any byte."""

import asyncio
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from activities.export.finishing import Finishing
from activities.export.measuring import Measuring
from activities.export.tables import EXPORTED, LEFT_OUT
from activities.vault.errors import StorageUnavailable
from models import Base, Document, ExportMember
from models.database import Database
from tests.activities.export.conftest import Exporting, business_with_files, collected


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


async def test_an_archive_holds_what_its_lists_say(exporting: Exporting, tmp_path: Path) -> None:
    export = await exporting.made()
    data = await exporting.fetched(export)
    assert len(data) == export.size
    with opened(data) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        named = {file["path"]: file for file in manifest["files"]}
        assert set(archive.namelist()) == set(named) | {"manifest.json", "SHA256SUMS"}
        for path, file in named.items():
            content = archive.read(path)
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["size"], file["sha256"])
            if "rows" in file:
                assert content.count(b"\n") == file["rows"]
        stored = {archive.read(path) for path in archive.namelist()}
        assert "Peñalver & Hijos {x}" in archive.read("LEEME.txt").decode()
        archive.extractall(tmp_path / "out")
    assert set(exporting.files.values()) <= stored
    assert manifest["unreadable"] == []
    assert manifest["business_id"] == exporting.business_id
    document = exporting.tenant.id_of("documents")
    assert f"documents/{document} Contrato ñ «año».pdf" in named
    await asyncio.to_thread(run, ["sha256sum", "--quiet", "-c", "SHA256SUMS"], tmp_path / "out")


@pytest.mark.parametrize("program", [["unzip", "-tq"], ["jar", "tf"]])
async def test_programs_open_it(exporting: Exporting, tmp_path: Path, program: list[str]) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"no {program[0]} here")
    path = tmp_path / "export.zip"
    path.write_bytes(await exporting.fetched(await exporting.made()))
    await asyncio.to_thread(run, [*program, str(path)], tmp_path)


def run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


async def test_every_table_gives_the_rows_of_the_business_alone(
    exporting: Exporting, database: Database, tmp_path: Path
) -> None:
    other = await business_with_files(database, tmp_path)
    with opened(await exporting.fetched(await exporting.made())) as archive:
        for one in EXPORTED:
            lines = archive.read(f"records/{one.name}.jsonl").decode().splitlines()
            rows = [json.loads(line) for line in lines]
            keys = [column.name for column in one.table.primary_key.columns]
            if one.name != "exports":
                own = exporting.tenant.rows[one.name]
                assert [own[key] for key in keys] in [[row[key] for key in keys] for row in rows], one.name
            assert all(set(row) == {column.name for column in one.columns} for row in rows)
        everything = b"".join(archive.read(path) for path in archive.namelist()).decode(errors="replace")
    for value in distinguishing(other):
        assert value not in everything


def distinguishing(other: Exporting) -> set[str]:
    """Whatever is written in another business's rows and long enough to be nobody else's."""
    shared = {"shown_texts", "plan_versions"}
    return {
        value
        for table, row in other.tenant.rows.items()
        if table not in shared
        for value in row.values()
        if isinstance(value, str) and is_telling(value)
    }


async def test_what_is_left_out_is_nowhere_in_it(exporting: Exporting) -> None:
    with opened(await exporting.fetched(await exporting.made())) as archive:
        paths = [path for path in archive.namelist() if path.startswith("records/")]
        everything = b"".join(archive.read(path) for path in paths).decode()
    left_out = {(one.name, name) for one in EXPORTED for name in one.without}
    left_out |= {(table, column.name) for table in LEFT_OUT for column in Base.metadata.tables[table].columns}
    rows = exporting.tenant.rows
    kept = [rows[one.name].get(column.name) for one in EXPORTED for column in one.columns]
    hidden = {(table, name): rows[table].get(name) for table, name in left_out}
    looked_for = {place: value for place, value in hidden.items() if is_telling(value) and value not in kept}
    assert {("api_keys", "secret_sha256"), ("payment_attempts", "page_url")} <= looked_for.keys()
    assert not {place for place, value in looked_for.items() if str(value) in everything}


def is_telling(value: object) -> bool:
    """Long enough to be found for what it is."""
    return isinstance(value, str) and len(value) >= 24


async def test_any_slice_is_a_slice_of_the_whole(exporting: Exporting) -> None:
    export = await exporting.made()
    whole, archive = await exporting.fetched(export), exporting.archive(export)
    async with exporting.database.transaction() as session:
        query = select(ExportMember).where(ExportMember.export_id == export.id)
        members = (await session.scalars(query.order_by(ExportMember.number.desc()).limit(7))).all()
    edges = {0, export.content_size, len(whole), len(whole) - 22, export.content_size + export.directory_size}
    edges |= {member.begins for member in members} | {(member.begins or 0) + 30 for member in members}
    edges |= {export.content_size + (member.entry_begins or 0) for member in members}
    places = sorted({min(max(0, edge + by), len(whole)) for edge in edges for by in (-1, 0, 1)})
    for place in places[:-1]:
        for length in (1, 70_000):
            end = min(place + length, len(whole))
            assert await collected(await archive.open(place, end)) == whole[place:end], (place, end)
    for place in places[::20]:
        assert await collected(await archive.open(place, len(whole))) == whole[place:], place


async def test_it_stays_the_same_whatever_changes_afterwards(exporting: Exporting) -> None:
    export = await exporting.made()
    before = await exporting.fetched(export)
    async with exporting.database.transaction() as session:
        await session.execute(
            update(Document).where(Document.business_id == exporting.business_id).values(name="another")
        )
    assert await exporting.fetched(export) == before
    again = await exporting.made()
    assert again.sha256 != export.sha256


async def test_an_interrupted_measuring_goes_on_where_it_was(exporting: Exporting) -> None:
    export_id = await exporting.gathered()
    reads = 0
    read = exporting.vault.open_read

    async def failing(business_id: str, object_key: str) -> AsyncIterator[bytes]:
        nonlocal reads
        reads += 1
        if reads % 7 == 0:
            raise StorageUnavailable("away")
        return await read(business_id, object_key)

    measuring = Measuring(exporting.database, exporting.vault, stint=0, at_once=3)
    with pytest.raises(ValueError, match="not measured"):
        await Finishing(exporting.database, exporting.vault, "Europe/Madrid").finish(export_id)
    exporting.vault.open_read = failing  # type: ignore[method-assign]
    for _ in range(60):
        try:
            if await measuring.measure(export_id):
                break
        except StorageUnavailable:
            continue
    exporting.vault.open_read = read  # type: ignore[method-assign]
    await Finishing(exporting.database, exporting.vault, "Europe/Madrid").finish(export_id)
    with opened(await exporting.fetched(await exporting.read(export_id))) as archive:
        assert archive.testzip() is None
        assert set(exporting.files.values()) <= {archive.read(path) for path in archive.namelist()}
