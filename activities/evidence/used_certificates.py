"""The certificates found in signatures and timestamps, for those who check them with tools of their own."""

from asn1crypto import cms, pem

from activities.evidence.verifier.der import MalformedDer, parse_signed_data
from activities.evidence.verifier.pdf_signatures import find_signatures


class UsedCertificates:
    """Collects certificates, each once, in the order they are met."""

    def __init__(self) -> None:
        self._found: dict[bytes, None] = {}

    def add_pdf(self, pdf: bytes) -> None:
        """Those of every signature in a PDF and of its timestamp."""
        for signature in find_signatures(pdf):
            try:
                token = parse_signed_data(signature.cms).token
            except MalformedDer:
                continue
            for part in (signature.cms, token):
                if part:
                    self.add_cms(part)

    def add_cms(self, der: bytes) -> None:
        """Those of one CMS signature or timestamp token."""
        for choice in cms.ContentInfo.load(der)["content"]["certificates"]:
            if choice.name == "certificate":
                self._found[choice.chosen.dump()] = None

    def pem(self) -> bytes:
        """All of them."""
        return b"".join(pem.armor("CERTIFICATE", der) for der in self._found)
