"""Uploaded documents: why one is refused, what may be changed before anyone sees it, and its limits."""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024
DECODED_MAX_BYTES = 1024 * MEGABYTE
"""All streams of a document together, decompressed. Real documents stay far below; bombs do not."""
IMAGE_MAX_BYTES = 512 * MEGABYTE
"""One image, decoded: an A0 sheet scanned in colour at 400 dpi."""
FILTERS_MAX = 6
"""Filters on one stream; more is nesting for its own sake."""
PAGE_SIDE_MAX_POINTS = 200_000
"""A page's longer side as shown, in points (70 m)."""
RENDER_MAX_PIXELS = 24_000_000
"""One rendered page."""
VALIDATION_SECONDS = 15
"""Processor time within which two signatures on a document must have been validated."""


class RefusalCause(StrEnum):
    """Why a document is not accepted; each is a problem type of the API."""

    NOT_A_PDF = "not-a-pdf"
    EMPTY = "empty"
    PASSWORD_PROTECTED = "password-protected"  # noqa: S105
    TOO_LARGE = "too-large"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_COMPLEX = "too-complex"
    INFECTED = "infected"
    ACTIVE_CONTENT = "active-content"
    SIGNING_FORBIDDEN = "signing-forbidden"
    OWNER_RESTRICTED = "owner-restricted"
    UNSIGNABLE = "unsignable"
    DAMAGED = "damaged"
    SIGNED_IN_TEST = "signed-in-test"


class Change(StrEnum):
    """How the bytes kept differ from those uploaded. Documents that carry signatures are never changed."""

    REPAIRED = "repaired"
    """The file's structure was damaged or out of the ordinary and was written anew; pages look the same."""
    REBUILT = "rebuilt"
    """Only the pages could be saved: bookmarks and form fields are gone."""
    NEUTRALISED = "neutralised"
    """Active content was taken out."""
    STRIPPED = "stripped"
    """Metadata that tells of the author was taken out (contract M6)."""
    UNRESTRICTED = "unrestricted"
    """The owner's restrictions (printing, changing, usage rights) were lifted."""
    WATERMARKED = "watermarked"
    """Every page says that the document is a test."""


class Finding(StrEnum):
    """What was found in a document, whether it was taken out or, in a signed one, left."""

    JAVASCRIPT = "javascript"
    LAUNCH_ACTION = "launch-action"
    SUBMIT_ACTION = "submit-action"
    IMPORT_ACTION = "import-action"
    REMOTE_ACTION = "remote-action"
    """A link to a file on another machine or disk."""
    RICH_MEDIA = "rich-media"
    XFA_FORM = "xfa-form"
    EMBEDDED_FILES = "embedded-files"
    """Attached files; kept, for invoices and archives carry their data so."""
    AUTHOR_METADATA = "author-metadata"
    USAGE_RIGHTS = "usage-rights"
    OWNER_RESTRICTIONS = "owner-restrictions"


ACTIVE = frozenset(
    {
        Finding.JAVASCRIPT,
        Finding.LAUNCH_ACTION,
        Finding.SUBMIT_ACTION,
        Finding.IMPORT_ACTION,
        Finding.REMOTE_ACTION,
        Finding.RICH_MEDIA,
        Finding.XFA_FORM,
    }
)
"""Content that acts, or that a viewer might show differently from the page everyone sees."""


@dataclass(frozen=True)
class UploadRules:
    """What uploads are held to; the numbers and choices are settings."""

    max_bytes: int
    max_pages: int
    refuse_active_content: bool
    refuse_owner_restricted: bool


def refuse_size(size: int, rules: UploadRules) -> RefusalCause | None:
    """Why a file of `size` bytes is refused unseen; `None` when it may be examined."""
    if size == 0:
        return RefusalCause.EMPTY
    return RefusalCause.TOO_LARGE if size > rules.max_bytes else None


def refuse_findings(findings: frozenset[Finding], rules: UploadRules) -> RefusalCause | None:
    """Why a document with these findings is refused; `None` when it is accepted.

    With active content allowed it is taken out of unsigned documents and left, as a finding, in signed ones,
    whose signatures taking it out would break.
    """
    if rules.refuse_owner_restricted and Finding.OWNER_RESTRICTIONS in findings:
        return RefusalCause.OWNER_RESTRICTED
    if rules.refuse_active_content and findings & ACTIVE:
        return RefusalCause.ACTIVE_CONTENT
    return None
