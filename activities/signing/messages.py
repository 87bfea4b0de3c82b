"""What `Signatory` is asked and answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignatureOrder:
    """One signer's signature on one document of an envelope, from what the signer submitted."""

    envelope_id: str
    document_id: str
    signer_id: str
    submission_id: str


@dataclass(frozen=True)
class SealOrder:
    """The organisation's seal on one finished document of an envelope."""

    envelope_id: str
    document_id: str


@dataclass(frozen=True)
class SignedRevision:
    """The revision that holds the signature or seal: the one row that won, whoever asks."""

    revision_id: str
    number: int
    sha256: str
    level: str
