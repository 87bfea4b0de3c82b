"""The files of a package, from its zip or from the folder it was unpacked to, held against the manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from activities.evidence.verifier.report import Report

MANIFEST = "manifest.json"
FORMAT = "rubrica-evidence-1"
BLOCK = 1 << 20


class Contents:
    """Files by their name within the package, all below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """All files, sorted; a compiled copy of the script itself does not count."""
        found = [path.relative_to(self.folder) for path in self.folder.rglob("*") if path.is_file()]
        return sorted(path.as_posix() for path in found if "__pycache__" not in path.parts)

    def path(self, name: str) -> Path:
        """Where a file lies. Raises `ValueError` for a name that leads out of the package."""
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
            raise ValueError("unsafe name: " + name)
        return self.folder / parts

    def read(self, name: str) -> bytes:
        """A file, whole."""
        return self.path(name).read_bytes()

    def sha256(self, name: str) -> str:
        """SHA-256 (hex) of a file."""
        digest = hashlib.sha256()
        with self.path(name).open("rb") as file:
            for block in iter(lambda: file.read(BLOCK), b""):
                digest.update(block)
        return digest.hexdigest()

    def read_json(self, name: str, report: Report) -> Any:
        """A JSON file, which must be written exactly as the service writes it: no byte can differ unseen."""
        raw = self.read(name)
        value = json.loads(raw)
        if written_json(value) != raw:
            report.bad("json_not_canonical", name=name)
        return value


def written_json(value: Any) -> bytes:
    """JSON as every file of the package has it."""
    return (json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def unpack(package: Path, folder: Path) -> Contents:
    """Unpacks a zip. Raises `ValueError` for repeated or unsafe names and `BadZipFile` for damage."""
    contents = Contents(folder)
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        if len(set(names)) != len(names):
            raise ValueError("a name occurs twice")
        for entry in archive.infolist():
            target = contents.path(entry.filename)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, BLOCK)
    return contents


def check_manifest(contents: Contents, report: Report) -> str:
    """Every file is listed with its digest, and nothing else is there; gives the envelope's id."""
    report.heading("section_files")
    manifest = contents.read_json(MANIFEST, report)
    if manifest.get("format") != FORMAT or set(manifest) != {"envelope_id", "files", "format"}:
        report.bad("manifest_wrong")
    listed, present = manifest["files"], set(contents.names()) - {MANIFEST}
    for name in sorted(present - set(listed)):
        report.bad("file_extra", name=name)
    changed = 0
    for name, facts in sorted(listed.items()):
        if name not in present:
            report.bad("file_missing", name=name)
        elif facts != {"sha256": contents.sha256(name), "size": contents.path(name).stat().st_size}:
            report.bad("file_changed", name=name)
            changed += 1
    if not changed and present == set(listed):
        report.good("files_match", count=len(listed))
    return str(manifest["envelope_id"])
