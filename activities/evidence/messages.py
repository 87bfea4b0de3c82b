"""What `EvidenceClerk` is asked and answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CertificateOrder:
    """The certificate of evidence of an envelope that has ended."""

    envelope_id: str


@dataclass(frozen=True)
class CertificateReceipt:
    """The certificate issued: the one row that won, whoever asks."""

    certificate_id: str
    sha256: str
    level: str
