"""The signatures tried at upload, so that nobody is ever asked to sign what cannot be signed."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.diff_analysis.policies import DEFAULT_DIFF_POLICY
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from activities.documents.errors import LIBRARY_ERRORS, DocumentRefused
from activities.signing.errors import SigningForbiddenError, UnsignableDocumentError
from activities.signing.increment import open_reader
from activities.signing.trial import FIELD_NAME, sign_twice
from terms.uploads import VALIDATION_SECONDS, RefusalCause

UNREADABLE = (PdfError, SignatureValidationError, *LIBRARY_ERRORS)


class TrialFailed(Exception):
    """The document as it is does not take two signatures that validate; another form of it may."""

    def __init__(self, cause: RefusalCause, detail: str) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail


def try_signing(pdf: bytes) -> None:
    """Signs an unsigned document twice and validates it as any validator would. Raises `TrialFailed`."""
    signed = _signed(pdf)
    with _time_to_validate():
        states = _states(signed)
    ours = [valid for name, valid in states if name.startswith(FIELD_NAME)]
    if ours != [True, True]:
        raise TrialFailed(RefusalCause.UNSIGNABLE, "signatures on it do not validate")


def try_signing_after_others(pdf: bytes) -> None:
    """Signs a document that carries signatures: ours must validate, and those that were valid stay so.

    Raises `TrialFailed`, and `DocumentRefused` (signing forbidden) when a signature forbids further ones or
    would be spoilt by them.
    """
    signed = _signed(pdf)
    with _time_to_validate():
        before = _states(pdf)
        after = _states(signed)
    if [valid for _, valid in after[len(before) :]] != [True, True]:
        raise TrialFailed(RefusalCause.UNSIGNABLE, "further signatures on it do not validate")
    if any(was and not now for (_, was), (_, now) in zip(before, after, strict=False)):
        raise DocumentRefused(
            RefusalCause.SIGNING_FORBIDDEN, "further signatures would break those it carries"
        )


def warm_up() -> None:
    """Loads fonts and the like that the first signature loads."""
    import activities.signing.mark  # noqa: F401


def _signed(pdf: bytes) -> bytes:
    try:
        return sign_twice(pdf)
    except SigningForbiddenError as forbidden:
        raise DocumentRefused(RefusalCause.SIGNING_FORBIDDEN, str(forbidden)) from forbidden
    except (UnsignableDocumentError, *LIBRARY_ERRORS) as failure:
        raise TrialFailed(RefusalCause.UNSIGNABLE, "its structure does not take a signature") from failure


def _states(pdf: bytes) -> list[tuple[str, bool]]:
    """Field name of each signature, oldest first, and whether it is intact and nothing forbidden followed.

    By pyHanko's strict policy, not our own: what we hand out must pass validators that we do not configure.
    """
    try:
        return [(found.field_name, _is_sound(found)) for found in open_reader(pdf).embedded_signatures]
    except UNREADABLE as failure:
        raise TrialFailed(RefusalCause.UNSIGNABLE, "the signatures on it cannot be read back") from failure


def _is_sound(signature: EmbeddedPdfSignature) -> bool:
    try:
        signature.compute_integrity_info(DEFAULT_DIFF_POLICY)
        intact, valid = validate_sig_integrity(
            signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
        )
        return intact and valid and signature.summarise_integrity_info()["docmdp_ok"] is not False
    except UNREADABLE:
        return False


class _TooSlow(BaseException):
    """Not an `Exception`, so that no library on the way swallows it."""


@contextmanager
def _time_to_validate() -> Iterator[None]:
    """Limits processor time for validators. Only in a sandboxed process: it takes its timer."""

    def stop(*_: object) -> None:
        raise _TooSlow

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, VALIDATION_SECONDS)
    try:
        yield
    except _TooSlow as slow:
        raise TrialFailed(RefusalCause.TOO_COMPLEX, "validating signatures on it takes too long") from slow
    except RecursionError as deep:
        raise TrialFailed(RefusalCause.TOO_COMPLEX, "its structure is nested too deeply") from deep
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
