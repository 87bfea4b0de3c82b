"""The verifier's course, from the command line to the exit code."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zipfile
from pathlib import Path

from activities.evidence.verifier.chain import check_chain, check_chain_stamp, check_renewals
from activities.evidence.verifier.contents import MANIFEST, Contents, check_manifest, unpack
from activities.evidence.verifier.documents import DocumentCheck, check_texts
from activities.evidence.verifier.openssl import Tools, anchor_facts, has_openssl, has_pdfsig
from activities.evidence.verifier.pdf_signatures import SignatureCheck
from activities.evidence.verifier.report import LANGUAGES, Report, preferred_language

DOCUMENTS = "documents.json"
ANCHORS = "trust/anchors.pem"
CERTIFICATES = "trust/certificates.pem"
DAMAGE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, zipfile.BadZipFile)
"""What a package that was tampered with can make reading it raise."""


def main(arguments: list[str]) -> int:
    """Checks the package named on the command line, or the one this script lies in; gives the exit code."""
    parser = argparse.ArgumentParser(prog="verify.py")
    parser.add_argument("package", nargs="?", default=str(Path(sys.argv[0]).resolve().parent))
    parser.add_argument("--lang", choices=LANGUAGES, default=preferred_language())
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    report = Report(options.lang)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        try:
            _check(_open(Path(options.package), scratch / "package"), scratch, report)
        except DAMAGE as error:
            report.bad("unreadable", cause=f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - damage may break any library, and must be a finding
            report.bad("unreadable", cause=f"{type(error).__name__}: {error}")
    return report.verdict()


def _open(package: Path, unpacked: Path) -> Contents:
    if package.is_dir():
        return Contents(package)
    unpacked.mkdir()
    return unpack(package, unpacked)


def _check(contents: Contents, scratch: Path, report: Report) -> None:
    envelope_id = str(json.loads(contents.read(MANIFEST))["envelope_id"])
    report.heading("title", envelope=envelope_id)
    check_manifest(contents, report)
    events = check_chain(contents, envelope_id, report)
    facts = contents.read_json(DOCUMENTS, report)
    if not has_openssl():
        report.bad("openssl_missing")
        return
    tools = Tools(scratch, contents.path(ANCHORS), contents.path(CERTIFICATES))
    certificate = facts["certificate"]
    if certificate is None:
        report.note("no_certificate")
    else:
        token = contents.read(certificate["token"])
        check_chain_stamp(token, certificate["chain_sequence"], events, tools, report)
        check_renewals([token, *map(contents.read, certificate.get("token_renewals", []))], tools, report)
    check = DocumentCheck(contents, events, SignatureCheck(tools, report, scratch), report)
    report.heading("section_documents")
    for document in facts["documents"]:
        check.check(document)
    if certificate is not None:
        report.heading("section_certificate")
        check.check_certificate(certificate["path"], certificate.get("sizes"))
    check.check_cited()
    check_texts(contents, facts["texts"], events, report)
    _name_anchors(contents, scratch, report)


def _name_anchors(contents: Contents, scratch: Path, report: Report) -> None:
    report.heading("section_trust")
    for subject_name, fingerprint in anchor_facts(contents.path(ANCHORS), scratch):
        report.note("anchor", subject=subject_name, sha256=fingerprint)
    report.note("revocation")
    if not has_pdfsig():
        report.note("pdfsig_missing")
