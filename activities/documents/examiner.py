"""Examines uploads and renders pages, each in a process of its own with hard limits of time and memory."""

import logging
import os
from dataclasses import asdict, replace
from typing import Any

from activities.documents.errors import DocumentRefused, ExaminerUnavailable, PageNotRendered
from activities.documents.examination import Examination
from activities.documents.sandbox import JobKilled, Sandbox, SandboxLimits
from activities.scanner.scanner import Infected, Scanner
from settings import Settings
from terms.uploads import Change, Finding, RefusalCause, UploadRules, refuse_size

log = logging.getLogger(__name__)

ANSWER_MAX_BYTES = 512 * 1024 * 1024


class Examiner:
    """Decides whether an upload is accepted and in which form it is kept; shows pages of accepted ones."""

    def __init__(self, rules: UploadRules, sandbox: Sandbox, scanner: Scanner | None) -> None:
        self._rules = rules
        self._sandbox = sandbox
        self._scanner = scanner

    async def examine_test(self, data: bytes) -> Examination:
        """As `examine`, for test mode: every page of what is kept carries a watermark.

        The marked document is examined once more, since it is the one that will be shown and signed. Raises
        `DocumentRefused` as well for a document that carries signatures: the marks would break them.
        """
        first = await self.examine(data)
        if first.signature_count:
            raise DocumentRefused(RefusalCause.SIGNED_IN_TEST, "the watermark would break its signatures")
        facts, marked = await self._ask({"job": "watermark"}, first.pdf)
        _raise_refusal(facts)
        second, pdf = await self._ask({"job": "examine", "rules": asdict(self._rules)}, marked)
        examination = _accepted(second, pdf)
        return replace(
            examination,
            changes=sorted({*first.changes, *examination.changes, Change.WATERMARKED}),
            findings=sorted({*first.findings, *examination.findings}),
        )

    async def examine(self, data: bytes) -> Examination:
        """The document as it will be kept.

        Raises `DocumentRefused` with its cause; `ScannerUnavailable` and `ExaminerUnavailable`, after which
        the same upload may be tried again.
        """
        cause = refuse_size(len(data), self._rules)
        if cause is not None:
            raise DocumentRefused(
                cause, f"it has {len(data)} bytes; at most {self._rules.max_bytes} are taken"
            )
        await self._scan(data)
        facts, pdf = await self._ask({"job": "examine", "rules": asdict(self._rules)}, data)
        examination = _accepted(facts, pdf)
        if self._scanner is not None and Finding.EMBEDDED_FILES in examination.findings:
            await self._scan_attachments(examination.pdf)
        return examination

    async def render_page(self, pdf: bytes, number: int, width: int) -> bytes:
        """Page `number`, from 1, as a PNG about `width` pixels wide, form fields and annotations drawn.

        The picture is smaller where the page would exceed `RENDER_MAX_PIXELS`. Raises `PageNotRendered`.
        """
        arguments = {"job": "render", "number": number, "width": width}
        try:
            facts, png = await self._sandbox.run(arguments, pdf)
        except JobKilled as killed:
            raise PageNotRendered(_why_killed(killed)) from killed
        if facts:
            raise PageNotRendered(str(facts.get("not_rendered", facts.get("detail", facts))))
        return png

    async def start(self) -> None:
        """Starts the examining process ahead of the first upload, which else waits for it."""
        await self._sandbox.start()

    async def close(self) -> None:
        """Ends the examining processes."""
        await self._sandbox.close()

    async def _ask(self, arguments: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        try:
            return await self._sandbox.run(arguments, data)
        except JobKilled as killed:
            log.warning("%s of %d bytes was ended: %s", arguments["job"], len(data), killed)
            raise DocumentRefused(RefusalCause.TOO_COMPLEX, _why_killed(killed)) from killed

    async def _scan(self, data: bytes) -> None:
        if self._scanner is None:
            return
        try:
            await self._scanner.scan(data)
        except Infected as infection:
            raise DocumentRefused(RefusalCause.INFECTED, "malware was found in it") from infection

    async def _scan_attachments(self, pdf: bytes) -> None:
        """Scans embedded files one by one: within a PDF, packed, the scanner does not find everything."""
        arguments = {"job": "attachments", "most_bytes": self._rules.max_bytes}
        facts, files = await self._ask(arguments, pdf)
        _raise_refusal(facts)
        start = 0
        for size in facts["sizes"]:
            await self._scan(files[start : start + size])
            start += size


def examiner_from_settings(settings: Settings) -> Examiner:
    """An examiner with the limits and the scanner that the settings ask for."""
    rules = UploadRules(
        max_bytes=settings.upload_max_bytes,
        max_pages=settings.upload_max_pages,
        refuse_active_content=settings.upload_active_content == "refuse",
        refuse_owner_restricted=settings.upload_owner_restricted == "refuse",
    )
    limits = SandboxLimits(settings.examination_seconds, settings.examination_memory_bytes, ANSWER_MAX_BYTES)
    scanner = Scanner(settings.clamd_address) if settings.clamd_address else None
    return Examiner(rules, Sandbox(limits, os.cpu_count() or 1), scanner)


def _accepted(facts: dict[str, Any], pdf: bytes) -> Examination:
    _raise_refusal(facts)
    try:
        return Examination.from_facts(facts, pdf)
    except (KeyError, TypeError, ValueError) as nonsense:
        raise ExaminerUnavailable("the examining process gave no proper answer") from nonsense


def _raise_refusal(facts: dict[str, Any]) -> None:
    if "refused" in facts:
        raise DocumentRefused(RefusalCause(facts["refused"]), str(facts.get("detail", "")))
    if "surprise" in facts:
        log.error("examination met something unforeseen: %s", facts["surprise"])
        raise DocumentRefused(RefusalCause.DAMAGED, "its structure cannot be read")


def _why_killed(killed: JobKilled) -> str:
    return "reading it takes too long" if killed.timed_out else "reading it takes too much memory"
