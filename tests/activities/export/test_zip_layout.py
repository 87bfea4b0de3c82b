"""Archives laid out by hand are what zip programs take them for."""

import io
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.export.zip_layout import StoredFile, directory_entry, end_of_directory, local_header

MOMENT = datetime(2027, 3, 10, 9, 30, 14, tzinfo=UTC)
GIB = 1024**3


def _directory(files: list[StoredFile]) -> bytes:
    return b"".join(directory_entry(file, MOMENT) for file in files)


def _laid_out(contents: dict[str, bytes]) -> list[StoredFile]:
    files: list[StoredFile] = []
    for name, data in contents.items():
        begins = files[-1].ends if files else 0
        files.append(StoredFile(name, len(data), zlib.crc32(data), begins))
    return files


def test_an_archive_opens_and_holds_what_was_stored() -> None:
    contents = {"LÉEME.txt": b"", "records/a.jsonl": b"{}\n" * 999, "documents/contrato ñ.pdf": bytes(70_000)}
    files = _laid_out(contents)
    archive = b"".join(
        local_header(file, MOMENT) + data for file, data in zip(files, contents.values(), strict=True)
    )
    assert len(archive) == files[-1].ends
    directory = _directory(files)
    archive += directory + end_of_directory(len(files), files[-1].ends, len(directory))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == contents
        assert {entry.date_time for entry in opened.infolist()} == {MOMENT.timetuple()[:6]}


def test_an_archive_without_files_opens() -> None:
    with zipfile.ZipFile(io.BytesIO(end_of_directory(0, 0, 0))) as opened:
        assert opened.namelist() == []


@pytest.mark.parametrize("sizes", [[5 * GIB, 3], [3 * GIB, 3 * GIB, 3], [2 * GIB, 2 * GIB - 100, 3]])
def test_archives_beyond_four_gibibytes_open(tmp_path: Path, sizes: list[int]) -> None:
    """Large files are holes in a sparse file; the last one is read back."""
    files: list[StoredFile] = []
    for number, size in enumerate(sizes):
        data = b"abc" if size == 3 else b""
        files.append(StoredFile(f"{number}.bin", size, zlib.crc32(data), files[-1].ends if files else 0))
    path = tmp_path / "large.zip"
    with path.open("wb") as archive:
        for file in files:
            archive.seek(file.begins)
            archive.write(local_header(file, MOMENT))
        archive.write(b"abc")
        directory = _directory(files)
        archive.write(directory + end_of_directory(len(files), files[-1].ends, len(directory)))
    with zipfile.ZipFile(path) as opened:
        assert [entry.file_size for entry in opened.infolist()] == sizes
        assert opened.read(files[-1].name) == b"abc"
        with opened.open(files[0].name) as first:
            assert first.read(10) == bytes(10)


def test_more_files_than_the_old_format_counts() -> None:
    files = _laid_out({f"{number:06}": b"" for number in range(65_536)})
    directory = _directory(files)
    archive = b"".join(local_header(file, MOMENT) for file in files) + directory
    archive += end_of_directory(len(files), files[-1].ends, len(directory))
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert len(opened.namelist()) == 65_536
