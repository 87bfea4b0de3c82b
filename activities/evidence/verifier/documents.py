"""Documents, certificate and texts of a package, held against the record of events."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from activities.evidence.verifier.contents import Contents
from activities.evidence.verifier.openssl import pdfsig_finds_fault
from activities.evidence.verifier.pdf_signatures import SignatureCheck, find_signatures
from activities.evidence.verifier.report import Report


def cited_hashes(events: list[dict[str, Any]]) -> set[str]:
    """Every SHA-256 that any event names."""
    cited: set[str] = set()
    for event in events:
        cited.update(_hashes(event["document_sha256"]))
        cited.update(_hashes(event["data"]))
    return cited


def _hashes(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) == 64 and not set(value) - set("0123456789abcdef"):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _hashes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _hashes(item)


class DocumentCheck:
    """Checks the documents one by one; `known` collects the digests of all that the package holds."""

    def __init__(
        self, contents: Contents, events: list[dict[str, Any]], signatures: SignatureCheck, report: Report
    ) -> None:
        self._contents = contents
        self._events = events
        self._signatures = signatures
        self._report = report
        self._cited = cited_hashes(events)
        self.known: set[str] = set()

    def check(self, document: dict[str, Any]) -> None:
        """One document: its original, and its signed version where there is one."""
        name = document["name"]
        original = self._contents.sha256(document["original"])
        self.known |= {original, document["uploaded_sha256"]}
        if original == document["sha256"] and original in self._cited:
            self._report.good("original_matches", name=name)
        else:
            self._report.bad("original_wrong", name=name)
        if document["uploaded_sha256"] != original:
            self._report.note("hash_uploaded", name=name)
        if document["result"] is None:
            if document["revisions"]:
                self._report.bad("file_missing", name=name)
            self._report.note("unsigned", name=name)
            return
        pdf = self._contents.read(document["result"])
        self._check_revisions(name, pdf, document["revisions"])
        original_size = self._contents.path(document["original"]).stat().st_size
        self._check_signatures(name, pdf, document["revisions"], original_size)
        self._ask_pdfsig(name, document["result"])

    def check_certificate(self, path: str | None, sizes: list[int] | None) -> None:
        """The certificate of evidence: the one on record, its seal, and the timestamps added since to renew
        it; or that it was erased. `sizes` are those of its versions, each the beginning of the next; a
        package made before there were any says none.
        """
        if path is None:
            issued = [event for event in self._events if event["kind"] == "certificate:issued"]
            self.known.update(cited_hashes(issued))
            self._report.note("certificate_erased")
            return
        name = path.rpartition("/")[2]
        pdf = self._contents.read(path)
        sizes = sizes or [len(pdf)]
        digest = hashlib.sha256(pdf[: sizes[0]]).hexdigest()
        self.known.add(digest)
        issued = [event for event in self._events if event["kind"] == "certificate:issued"]
        if any(digest in cited_hashes([event]) for event in issued):
            self._report.good("certificate_matches")
        else:
            self._report.bad("certificate_wrong")
        if sizes[-1] != len(pdf):
            self._report.bad("bytes_after", name=name)
        versions = [{"number": number, "size": size} for number, size in enumerate(sizes, start=1)]
        self._check_signatures(name, pdf, versions, 0)
        self._ask_pdfsig(name, path)

    def check_cited(self) -> None:
        """Every digest that an event cites for its document is one of a document in the package."""
        for event in self._events:
            cited = event["document_sha256"]
            if cited is not None and cited not in self.known:
                self._report.bad("hash_unknown", number=event["sequence"], sha256=cited)

    def _check_revisions(self, name: str, pdf: bytes, revisions: list[dict[str, Any]]) -> None:
        """Each version is a beginning of the signed document: signing only ever adds at the end."""
        for revision in revisions:
            digest = hashlib.sha256(pdf[: revision["size"]]).hexdigest()
            self.known.add(digest)
            if digest != revision["sha256"] or digest not in self._cited or revision["size"] > len(pdf):
                self._report.bad("revision_wrong", name=name, number=revision["number"])
        if revisions and revisions[-1]["size"] != len(pdf):
            self._report.bad("bytes_after", name=name)

    def _check_signatures(
        self, name: str, pdf: bytes, revisions: list[dict[str, Any]], original_size: int
    ) -> None:
        found = find_signatures(pdf)
        begin = original_size
        for revision in revisions:
            if not any(begin < signature.end <= revision["size"] for signature in found):
                self._report.bad("revision_unsigned", name=name, number=revision["number"])
            begin = revision["size"]
        for signature in found:
            if signature.end <= original_size:
                self._signatures.foreign(name, pdf, signature)
            else:
                self._signatures.own(name, pdf, signature)

    def _ask_pdfsig(self, name: str, path: str) -> None:
        fault = pdfsig_finds_fault(self._contents.path(path))
        if fault:
            self._report.bad("pdfsig_bad", name=name)
        elif fault is not None:
            self._report.good("pdfsig_good", name=name)


def check_texts(
    contents: Contents, texts: list[dict[str, Any]], events: list[dict[str, Any]], report: Report
) -> None:
    """Every text that an event accepts is in the package, byte for byte, and no other."""
    report.heading("section_texts")
    accepted = {
        event["data"]["sha256"]: event["sequence"] for event in events if event["kind"] == "consent:accepted"
    }
    present = {}
    for text in texts:
        digest = contents.sha256(text["path"])
        present[digest] = text
        if digest not in accepted:
            report.bad("text_stray", name=text["path"])
        else:
            facts = {name: text[name] for name in ("title", "version", "language")}
            report.good("text_good", **facts)
    for digest, number in accepted.items():
        if digest not in present:
            report.bad("text_missing", number=number, sha256=digest)
    if not accepted and not texts:
        report.note("no_texts")
