"""The examination itself: what is kept of an upload, or why it is refused. Runs in a sandboxed process."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from PIL import Image

from activities.documents import looks, rescue
from activities.documents.active_content import ActiveContent
from activities.documents.attachments import Attachments
from activities.documents.bombs import Unfolding
from activities.documents.carried_signatures import CarriedSignatures, drop_usage_rights
from activities.documents.entanglement import disentangle
from activities.documents.errors import LIBRARY_ERRORS, DocumentRefused, PageNotRendered
from activities.documents.examination import Examination, PageSize
from activities.documents.metadata import AuthorMetadata
from activities.documents.page_boxes import mend_page_boxes
from activities.documents.page_tree import check_page_count
from activities.documents.survey import survey
from activities.documents.tidying import tidy
from activities.documents.trial import TrialFailed, try_signing, try_signing_after_others
from terms.uploads import Change, Finding, RefusalCause, UploadRules, refuse_findings

HEADER = b"%PDF-"
HEADER_WITHIN = 1024
"""Where readers look for the header (ISO 32000-1, annex H, note 13)."""
END_WITHIN = 1024
SIGNED = b"/ByteRange"


@dataclass(frozen=True)
class Attempt:
    """One form of the document to try: its bytes, what led to them, and whether to tidy its structure."""

    source: bytes
    tidied: bool = False
    changes: frozenset[Change] = frozenset()


class Setback(Exception):
    """This attempt leads nowhere; the next may."""

    def __init__(self, cause: RefusalCause, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail


@dataclass
class Survey:
    """What a walk over the whole document found."""

    active: ActiveContent = field(default_factory=ActiveContent)
    signatures: CarriedSignatures = field(default_factory=CarriedSignatures)
    metadata: AuthorMetadata = field(default_factory=AuthorMetadata)
    attachments: Attachments = field(default_factory=Attachments)

    def of(self, pdf: pikepdf.Pdf) -> None:
        """Walks; raises `DocumentRefused` for what unfolds too far."""
        survey(pdf, [Unfolding(), self.active, self.signatures, self.metadata, self.attachments])

    def findings(self, pdf: pikepdf.Pdf) -> frozenset[Finding]:
        """All findings so far."""
        parts = (self.active, self.signatures, self.metadata, self.attachments)
        found = frozenset[Finding]().union(*(part.findings for part in parts))
        return found | {Finding.OWNER_RESTRICTIONS} if pdf.is_encrypted else found


def inspect(data: bytes, rules: UploadRules) -> Examination:
    """What is kept of `data`. Raises `DocumentRefused`.

    A document that carries signatures is kept byte for byte or refused. Any other is kept as it is when there
    is nothing to take out and it takes signatures; else it is written anew, by ever stronger means, until it
    does and still looks the same.
    """
    if HEADER not in data[:HEADER_WITHIN] and b"obj" not in data:
        raise DocumentRefused(RefusalCause.NOT_A_PDF, "it is not a PDF")
    before = looks.samples(data)
    first: Setback | None = None
    for attempt in _attempts(data):
        try:
            return _examined(attempt, data, rules, before)
        except Setback as setback:
            first = first or setback
    raise _refusal(data, first) from first


def _refusal(data: bytes, setback: Setback | None) -> DocumentRefused:
    if setback is None or (setback.cause is RefusalCause.DAMAGED and HEADER not in data[:HEADER_WITHIN]):
        return DocumentRefused(RefusalCause.NOT_A_PDF, "it is not a PDF")
    return DocumentRefused(setback.cause, setback.detail)


def _attempts(data: bytes) -> Iterator[Attempt]:
    yield Attempt(data)
    yield Attempt(data, tidied=True, changes=frozenset({Change.REPAIRED}))
    if SIGNED in data:
        return
    for change, save in rescue.ways():
        try:
            saved = save(data)
        except PageNotRendered:
            continue
        yield Attempt(saved, tidied=True, changes=frozenset({change}))


def _examined(
    attempt: Attempt, data: bytes, rules: UploadRules, before: dict[int, Image.Image] | None
) -> Examination:
    try:
        with pikepdf.open(io.BytesIO(_ended(attempt.source)), suppress_warnings=True) as pdf:
            return _kept(pdf, attempt, data, rules, before)
    except pikepdf.PasswordError as locked:
        raise Setback(RefusalCause.PASSWORD_PROTECTED, "it opens only with a password") from locked
    except TrialFailed as failure:
        raise Setback(failure.cause, failure.detail) from failure
    except (pikepdf.PdfError, PageNotRendered, *LIBRARY_ERRORS) as damage:
        raise Setback(RefusalCause.DAMAGED, "its structure cannot be read") from damage


def _kept(
    pdf: pikepdf.Pdf,
    attempt: Attempt,
    data: bytes,
    rules: UploadRules,
    before: dict[int, Image.Image] | None,
) -> Examination:
    check_page_count(pdf, rules.max_pages)
    page_count = len(pdf.pages)
    if page_count == 0:
        raise Setback(RefusalCause.DAMAGED, "it has no pages")
    found = Survey()
    found.of(pdf)
    cause = refuse_findings(found.findings(pdf), rules)
    if cause is not None:
        raise DocumentRefused(
            cause, "it holds active content" if cause is RefusalCause.ACTIVE_CONTENT else ""
        )
    if found.signatures.count:
        return _left_alone(pdf, found, data)
    changes = attempt.changes | _cleaned(pdf, found)
    if attempt.tidied:
        tidy(pdf)
    mended = mend_page_boxes(pdf)
    if disentangle(pdf) or mended:
        changes |= {Change.REPAIRED}
    changes |= _irregularities(pdf, data)
    kept = _written(pdf) if changes else data
    sizes = _sizes(kept, page_count)
    if kept is not data and not looks.same_looks(before, looks.samples(kept)):
        raise Setback(RefusalCause.DAMAGED, "it cannot be repaired without changing how it looks")
    try_signing(kept)
    return _examination(kept, sizes, changes, found.findings(pdf), 0)


def _left_alone(pdf: pikepdf.Pdf, found: Survey, data: bytes) -> Examination:
    """A signed document: not a byte changes, whatever is in it."""
    if found.signatures.forbid_more:
        raise DocumentRefused(RefusalCause.SIGNING_FORBIDDEN, "its certification allows no further signature")
    sizes = _sizes(data, len(pdf.pages))
    if looks.samples(data) is None:
        raise DocumentRefused(
            RefusalCause.DAMAGED, "it cannot be shown, and repairing would break its signatures"
        )
    try:
        try_signing_after_others(data)
    except TrialFailed as failure:
        raise DocumentRefused(failure.cause, failure.detail) from failure
    return _examination(data, sizes, frozenset(), found.findings(pdf), found.signatures.count)


def _cleaned(pdf: pikepdf.Pdf, found: Survey) -> set[Change]:
    """Takes out what does not belong in an unsigned document, and says what that was."""
    changes = set()
    if found.active.findings:
        found.active.remove()
        if "/NeedsRendering" in pdf.Root:
            del pdf.Root["/NeedsRendering"]
        changes.add(Change.NEUTRALISED)
    if Finding.USAGE_RIGHTS in found.signatures.findings:
        drop_usage_rights(pdf)
        changes.add(Change.UNRESTRICTED)
    if pdf.is_encrypted:
        changes.add(Change.UNRESTRICTED)
    if found.metadata.strip(pdf):
        changes.add(Change.STRIPPED)
    return changes


def _irregularities(pdf: pikepdf.Pdf, data: bytes) -> set[Change]:
    """`REPAIRED` when reading it took mending, or when something stands before or after the document."""
    regular = data.startswith(HEADER) and _ended(data) is data
    return set() if regular and not pdf.get_warnings() else {Change.REPAIRED}


def _ended(data: bytes) -> bytes:
    """`data` with an end-of-file mark: without one, qpdf loses an object that the file breaks off after."""
    return data if data[-END_WITHIN:].rstrip(b"\r\n\0 \t").endswith(b"%%EOF") else data + b"\n%%EOF\n"


def _written(pdf: pikepdf.Pdf) -> bytes:
    """The document in a regular form; equal documents give equal bytes."""
    if "/Size" not in pdf.trailer:
        pdf.trailer["/Size"] = 1  # qpdf corrects the number but does not add the key
    out = io.BytesIO()
    pdf.save(
        out,
        encryption=False,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=False,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _sizes(kept: bytes, page_count: int) -> list[PageSize]:
    sizes = looks.page_sizes(kept)
    if len(sizes) != page_count:
        raise Setback(RefusalCause.DAMAGED, "readers disagree on how many pages it has")
    return sizes


def _examination(
    kept: bytes,
    sizes: list[PageSize],
    changes: frozenset[Change] | set[Change],
    findings: frozenset[Finding],
    signature_count: int,
) -> Examination:
    return Examination(kept, sizes, sorted(changes), sorted(findings), signature_count)
