"""What can go wrong while signing. All of it can pass and is retried, except where it says otherwise."""

MAX_CAUSES = 5


def reason(error: BaseException) -> str:
    """Kinds of an error and of its causes. The libraries' own words would carry signers' names."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < MAX_CAUSES:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return " from ".join(kinds)


class SigningError(Exception):
    """Base of all failures of this folder."""


class SigningForbiddenError(SigningError):
    """The document's certification forbids any further signature: it can never be signed."""


class UnsignableDocumentError(SigningError):
    """The document's structure does not let a signature in; found out at upload by a trial signature."""


class EnrolmentError(SigningError):
    """The CA did not issue a certificate."""


class TimestampError(SigningError):
    """The TSA did not give a token that belongs to the request."""


class ValidationDataError(SigningError):
    """OCSP answers or CRLs that the long-term level needs could not be had."""


class LevelError(SigningError):
    """The bytes produced do not reach the level ordered, by validating them."""


class SealCredentialError(SigningError):
    """The organisation's seal cannot be used; the message names the setting."""
