"""The time stamping authority (RFC 3161); certomancer makes the tokens."""

from collections.abc import Sequence

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.core import ObjectIdentifier, SequenceOf
from certomancer.services import TimeStamper
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

DIGESTS = frozenset({"sha256", "sha384", "sha512"})
POLICY = "1.3.6.1.4.1.32473.1.1"
"""A number from the arc for examples (RFC 5612): a real TSA names its own policy."""


class TimeStampingAuthority:
    """Answers time stamp requests with tokens signed by one key, at this machine's clock."""

    def __init__(
        self,
        certificate: x509.Certificate,
        key: ec.EllipticCurvePrivateKey,
        chain: Sequence[x509.Certificate] = (),
    ) -> None:
        key_der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self._stamper = TimeStamper(
            _asn1(certificate),
            keys.PrivateKeyInfo.load(key_der),
            certs_to_embed=[_asn1(link) for link in chain],
            policy=ObjectIdentifier(POLICY),
        )

    def answer(self, request_der: bytes) -> bytes:
        """The DER answer to a DER request; a refusal names its cause (RFC 3161 §2.4.2)."""
        try:
            request = tsp.TimeStampReq.load(request_der, strict=True)
            imprint = request["message_imprint"]
            algorithm = imprint["hash_algorithm"]["algorithm"].native
            length = len(imprint["hashed_message"].native)
        except (ValueError, TypeError):
            return _refusal("bad_data_format")
        if algorithm not in DIGESTS or length * 8 != int(algorithm.removeprefix("sha")):
            return _refusal("bad_alg")
        answer: bytes = self._stamper.request_tsa_response(request).dump()
        return answer


def _refusal(failure: str) -> bytes:
    """A response of a status alone; asn1crypto's own type does not know that the token is optional."""
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {failure}})
    answer: bytes = SequenceOf([status], spec=tsp.PKIStatusInfo).dump()
    return answer


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    converted: asn1_x509.Certificate = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    return converted
