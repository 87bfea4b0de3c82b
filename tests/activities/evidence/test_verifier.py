"""The verifier as a stranger runs it: the script alone, in a Python that knows nothing of us."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from activities.evidence.verifier import MODULES, script
from activities.evidence.verifier.chain import BODY, canonical
from activities.evidence.verifier.contents import written_json

RESULT = "results/01-Contrato-de-prueba.pdf"
MEMBERS = (
    "LEEME.txt",
    "README.txt",
    "certificate/certificate.pdf",
    "documents.json",
    "events.json",
    "manifest.json",
    "originals/01-Contrato-de-prueba.pdf",
    "originals/02-Anexo.pdf",
    RESULT,
    "results/02-Anexo.pdf",
    "trust/anchors.pem",
    "trust/certificates.pem",
    "verify.py",
)


def run(
    target: Path, tmp_path: Path, language: str = "en", **environment: str
) -> subprocess.CompletedProcess[str]:
    """A pristine `verify.py`, isolated, without site packages."""
    program = tmp_path / "trusted-verify.py"
    program.write_bytes(script())
    command = [sys.executable, "-I", "-S", str(program), str(target), "--lang", language]
    variables = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=variables)


@pytest.fixture
def unpacked(package: Path, tmp_path: Path) -> Path:
    """The package as a folder, to tamper with."""
    folder = tmp_path / "package"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return folder


def change(path: Path, position: int | None = None) -> None:
    """Changes one byte, in the middle unless told."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if position is None else position] ^= 1
    path.write_bytes(data)


def cover_up(folder: Path) -> None:
    """Writes the manifest anew, as a forger would."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    manifest["files"] = {
        path.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": path.stat().st_size,
        }
        for path in files
    }
    (folder / "manifest.json").write_bytes(written_json(manifest))


def rewrite(folder: Path, name: str, edit: Callable[[Any], None]) -> None:
    """Edits a JSON file and covers it up."""
    value = json.loads((folder / name).read_bytes())
    edit(value)
    (folder / name).write_bytes(written_json(value))
    cover_up(folder)


def rechain(record: dict[str, Any]) -> None:
    """Computes all hashes of a forged record anew."""
    previous = "0" * 64
    for event in record["events"]:
        event["previous"] = previous
        previous = event["hash"] = hashlib.sha256(canonical({n: event[n] for n in BODY})).hexdigest()


@pytest.mark.rule("E4")
def test_untouched_package_holds(package: Path, tmp_path: Path) -> None:
    done = run(package, tmp_path, "es")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "RESULTADO: todo coincide." in done.stdout
    assert done.stdout.count("firma válida de Ana Ñúñez") == 2
    assert done.stdout.count("firma válida de Bo Çelik") == 2
    assert done.stdout.count("sello de tiempo de archivo válido") == 7
    assert "los eventos 1 a 31 existían el" in done.stdout


def test_script_in_the_unpacked_package_checks_its_own_folder(unpacked: Path) -> None:
    command = [sys.executable, "-I", "-S", str(unpacked / "verify.py"), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "RESULT: everything holds." in done.stdout


def test_every_member_is_tried(unpacked: Path) -> None:
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert names >= set(MEMBERS)
    assert {name.split("/")[0] for name in names - set(MEMBERS)} == {"timestamps", "texts"}


@pytest.mark.rule("E4")
@pytest.mark.parametrize("member", [*MEMBERS, "timestamps", "texts"])
def test_one_byte_of_any_file_is_noticed(unpacked: Path, tmp_path: Path, member: str) -> None:
    path = unpacked / member
    change(path if path.is_file() else next(path.iterdir()))
    done = run(unpacked, tmp_path)
    assert done.returncode == 1, done.stdout


@pytest.mark.parametrize("fraction", [0.0, 0.05, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_one_byte_of_a_document_is_noticed_though_the_manifest_is_forged(
    unpacked: Path, tmp_path: Path, fraction: float
) -> None:
    path = unpacked / RESULT
    change(path, int(path.stat().st_size * fraction))
    cover_up(unpacked)
    done = run(unpacked, tmp_path)
    assert done.returncode == 1, done.stdout
    assert "all 14 files match" in done.stdout


def test_signed_byte_breaks_the_signatures_over_it(unpacked: Path, tmp_path: Path) -> None:
    """Even where the record is not looked at: every signature covers the first bytes."""
    change(unpacked / RESULT, 20)
    cover_up(unpacked)
    said = run(unpacked, tmp_path).stdout
    assert said.count("“Contrato de «prueba».pdf”: the signature that ends at byte") == 6


@pytest.mark.parametrize("name", ["events.json", "documents.json", "manifest.json"])
def test_other_spelling_of_the_same_json_is_noticed(unpacked: Path, tmp_path: Path, name: str) -> None:
    path = unpacked / name
    path.write_bytes(path.read_bytes() + b"\n")
    if name != "manifest.json":
        cover_up(unpacked)
    assert "is not written as the service writes it" in run(unpacked, tmp_path).stdout


def test_changed_event_breaks_the_chain(unpacked: Path, tmp_path: Path) -> None:
    rewrite(unpacked, "events.json", lambda record: record["events"][4].update(kind="signer:declined"))
    done = run(unpacked, tmp_path)
    assert done.returncode == 1
    assert "the chain breaks at event 5" in done.stdout


def test_removed_event_breaks_the_chain(unpacked: Path, tmp_path: Path) -> None:
    rewrite(unpacked, "events.json", lambda record: record["events"].pop(9))
    assert "the chain breaks at event 10" in run(unpacked, tmp_path).stdout


def test_chain_forged_whole_does_not_match_its_timestamp(unpacked: Path, tmp_path: Path) -> None:
    def forge(record: dict[str, Any]) -> None:
        record["events"][4]["at"] = "2020-01-01T00:00:00.000000Z"
        rechain(record)

    rewrite(unpacked, "events.json", forge)
    said = run(unpacked, tmp_path).stdout
    assert "chained without a break" in said
    assert "the timestamp of the record is not valid" in said


def test_changed_personal_detail_is_noticed(unpacked: Path, tmp_path: Path) -> None:
    def edit(record: dict[str, Any]) -> None:
        event = next(event for event in record["events"] if event["kind"] == "signer:signed")
        event["personal"]["ip"] = "192.0.2.1"

    rewrite(unpacked, "events.json", edit)
    done = run(unpacked, tmp_path)
    assert done.returncode == 1
    assert "the personal details of event" in done.stdout


def test_erased_personal_details_leave_the_chain_whole(unpacked: Path, tmp_path: Path) -> None:
    def erase(record: dict[str, Any]) -> None:
        record["events"][0].update(personal=None, personal_salt="")

    rewrite(unpacked, "events.json", erase)
    done = run(unpacked, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "in 1 events personal details were erased later" in done.stdout


def test_bytes_added_to_a_document_are_noticed(unpacked: Path, tmp_path: Path) -> None:
    path = unpacked / RESULT
    path.write_bytes(path.read_bytes() + b"\n% more\n")
    cover_up(unpacked)
    done = run(unpacked, tmp_path)
    assert done.returncode == 1
    assert "data was added after the last version on record" in done.stdout


def test_document_without_its_last_version_is_noticed(unpacked: Path, tmp_path: Path) -> None:
    def forget(facts: dict[str, Any]) -> None:
        document = facts["documents"][0]
        document["revisions"].pop()
        path = unpacked / document["result"]
        path.write_bytes(path.read_bytes()[: document["revisions"][-1]["size"]])

    rewrite(unpacked, "documents.json", forget)
    done = run(unpacked, tmp_path)
    assert done.returncode == 1
    assert "cites a document that is not in the package" in done.stdout


def test_other_roots_than_the_signatures_lead_to_are_noticed(
    unpacked: Path, tmp_path: Path, stranger_anchors: bytes
) -> None:
    (unpacked / "trust" / "anchors.pem").write_bytes(stranger_anchors)
    cover_up(unpacked)
    done = run(unpacked, tmp_path)
    assert done.returncode == 1
    assert "valid signature by" not in done.stdout


def test_machine_trust_does_not_help(
    unpacked: Path, tmp_path: Path, stranger_anchors: bytes, package: Path
) -> None:
    """The roots of the machine are not those of the package, and are not asked."""
    machine = tmp_path / "machine.pem"
    shutil.copy(unpacked / "trust" / "anchors.pem", machine)
    (unpacked / "trust" / "anchors.pem").write_bytes(stranger_anchors)
    cover_up(unpacked)
    done = run(unpacked, tmp_path, SSL_CERT_FILE=str(machine))
    assert "valid signature by" not in done.stdout


def test_forged_text_is_noticed(unpacked: Path, tmp_path: Path) -> None:
    text = next((unpacked / "texts").iterdir())
    text.write_text(text.read_text().replace("simple", "cualificada"))
    cover_up(unpacked)
    done = run(unpacked, tmp_path)
    assert done.returncode == 1
    assert "accepts a text that is not in the package" in done.stdout


def test_certificate_of_another_envelope_is_noticed(unpacked: Path, tmp_path: Path) -> None:
    shutil.copy(unpacked / "results" / "02-Anexo.pdf", unpacked / "certificate" / "certificate.pdf")
    cover_up(unpacked)
    assert "is not the one that the record says was issued" in run(unpacked, tmp_path).stdout


def test_missing_and_extra_files_are_noticed(unpacked: Path, tmp_path: Path) -> None:
    (unpacked / "README.txt").rename(unpacked / "readme.txt")
    said = run(unpacked, tmp_path).stdout
    assert "file README.txt is missing" in said
    assert "file readme.txt is not in the manifest" in said


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "a/../../outside.txt"])
def test_zip_that_reaches_out_is_refused(package: Path, tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile.zip"
    shutil.copy(package, hostile)
    with zipfile.ZipFile(hostile, "a") as archive:
        archive.writestr(name, "x")
    done = run(hostile, tmp_path)
    assert done.returncode == 1
    assert "unsafe name" in done.stdout
    assert not (tmp_path / "outside.txt").exists()


def test_damaged_zip_is_a_finding_not_a_crash(package: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(package.read_bytes()[:-3000])
    done = run(cut, tmp_path)
    assert done.returncode == 1
    assert "the package cannot be read" in done.stdout
    assert "Traceback" not in done.stderr


def test_without_openssl_nothing_is_called_good(package: Path, tmp_path: Path) -> None:
    done = run(package, tmp_path, PATH=str(tmp_path))
    assert done.returncode == 1
    assert "OpenSSL 3 or newer is needed" in done.stdout


def test_script_is_one_file_of_known_modules() -> None:
    source = script().decode()
    assert "activities." not in source
    assert source.startswith("#!/usr/bin/env python3")
    folder = Path(__file__).parents[3] / "activities" / "evidence" / "verifier"
    assert {path.stem for path in folder.glob("*.py")} == {*MODULES, "__init__"}
