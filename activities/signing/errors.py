"""What can go wrong while signing. All of it can pass and is retried, except where it says otherwise."""


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
