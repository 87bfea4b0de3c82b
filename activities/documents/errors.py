"""What can go wrong with a document or with the process that reads it."""

from terms.uploads import RefusalCause

LIBRARY_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
)
"""What PDF libraries raise, besides errors of their own, on structures they did not expect."""


class DocumentRefused(Exception):
    """The document is not accepted. `detail` says why in words for its owner, and quotes nothing of it."""

    def __init__(self, cause: RefusalCause, detail: str) -> None:
        super().__init__(f"{cause.value}: {detail}")
        self.cause = cause
        self.detail = detail


class PageNotRendered(Exception):
    """A page that cannot be shown within the limits, or does not exist."""


class ExaminerUnavailable(Exception):
    """The examining process could not be started or broke down by no fault of the document: try again."""
