"""The signatures of a PDF: where they are, what they cover, and whether they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from activities.evidence.verifier.der import (
    TST_INFO,
    MalformedDer,
    SignedData,
    first_element,
    parse_signed_data,
    parse_token_info,
)
from activities.evidence.verifier.openssl import Tools
from activities.evidence.verifier.report import Report, written_time

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
HEX_STRING = re.compile(rb"<[0-9A-Fa-f\s]*>")


@dataclass(frozen=True)
class FoundSignature:
    """One signature: the two stretches of the file it covers, and the signature itself (CMS, DER)."""

    first: int
    resume: int
    end: int
    cms: bytes

    def covered(self, pdf: bytes) -> bytes:
        """The bytes it is about."""
        return pdf[: self.first] + pdf[self.resume : self.end]


def find_signatures(pdf: bytes) -> list[FoundSignature]:
    """All signatures whose byte range starts with the file and leaves out nothing but themselves."""
    found = {}
    for match in BYTE_RANGE.finditer(pdf):
        start, first, resume, rest = (int(number) for number in match.groups())
        gap = pdf[first:resume]
        if start or resume + rest > len(pdf) or not HEX_STRING.fullmatch(gap):
            continue
        digits = re.sub(rb"\s", b"", gap[1:-1])
        try:
            cms = first_element(bytes.fromhex(digits.decode("ascii"))).whole
        except (MalformedDer, ValueError):
            cms = b""
        found[resume + rest] = FoundSignature(first, resume, resume + rest, cms)
    return [found[end] for end in sorted(found)]


class SignatureCheck:
    """Checks signatures of one PDF after another and reports what it finds."""

    def __init__(self, tools: Tools, report: Report, scratch: Path) -> None:
        self._tools = tools
        self._report = report
        self._scratch = scratch

    def foreign(self, name: str, pdf: bytes, signature: FoundSignature) -> None:
        """A signature the original came with: its integrity counts, its issuer is not judged."""
        try:
            data = parse_signed_data(signature.cms)
        except MalformedDer:
            self._report.note("foreign_unread", name=name)
            return
        if data.content_type == TST_INFO or data.content:
            self._report.note("foreign_unread", name=name)
        elif fault := self._tools.integrity_fault(signature.cms, self._content(pdf, signature)):
            self._report.bad("signature_bad", name=name, end=signature.end, cause=fault)
        else:
            self._report.note("foreign_good", name=name, signer=self._tools.signer_name(signature.cms))

    def own(self, name: str, pdf: bytes, signature: FoundSignature) -> None:
        """A signature, seal or archive timestamp of this service: it must hold up to an anchor."""
        try:
            data = parse_signed_data(signature.cms)
            fault = self._fault(name, pdf, signature, data)
        except (MalformedDer, ValueError, UnicodeDecodeError) as error:
            fault = str(error)
        if fault:
            self._report.bad("signature_bad", name=name, end=signature.end, cause=fault)

    def _fault(self, name: str, pdf: bytes, signature: FoundSignature, data: SignedData) -> str | None:
        if data.content_type == TST_INFO:
            return self._archive_fault(name, pdf, signature)
        signer = self._tools.signer_name(signature.cms)
        if data.token is None:
            return self._report.say("signature_unstamped", name=name, signer=signer)
        stamped = parse_token_info(data.token)
        fault = self._tools.token_fault(data.token, data.signature)
        fault = fault or self._tools.signature_fault(
            signature.cms, self._content(pdf, signature), stamped.time
        )
        if fault is None:
            authority = self._tools.signer_name(data.token)
            facts = {"signer": signer, "time": written_time(stamped.time), "authority": authority}
            self._report.good("signature_good", name=name, **facts)
        return fault

    def _archive_fault(self, name: str, pdf: bytes, signature: FoundSignature) -> str | None:
        stamped = parse_token_info(signature.cms)
        fault = self._tools.token_fault(signature.cms, signature.covered(pdf))
        if fault is None:
            authority = self._tools.signer_name(signature.cms)
            self._report.good("archive_good", name=name, time=written_time(stamped.time), authority=authority)
        return fault

    def _content(self, pdf: bytes, signature: FoundSignature) -> Path:
        path = self._scratch / "content"
        path.write_bytes(signature.covered(pdf))
        return path
