"""Fixes the chain of events in time: an RFC 3161 token over its head, never our own clock (contract E4)."""

import hashlib

from asn1crypto import cms, x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from activities.evidence.certificate_data import ChainTimestamp
from activities.signing.errors import TimestampError
from activities.signing.timestamps import TimestampClient
from activities.signing.trust import read_anchors


class ChainStamper:
    """Asks the TSA for the token and believes it only when it holds up to the trust anchors."""

    def __init__(self, tsa: TimestampClient, anchors_pem: bytes) -> None:
        self._tsa = tsa
        self._anchors = read_anchors(anchors_pem)

    async def stamp(self, sequence: int, head: str) -> ChainTimestamp:
        """A token over the head's 32 bytes. Raises `TimestampError` when there is none to be trusted."""
        covered = bytes.fromhex(head)
        stamp = await self._tsa.stamp(covered)
        token = cms.ContentInfo.load(stamp.token)["content"]
        context = ValidationContext(trust_roots=self._anchors, allow_fetching=False, moment=stamp.time)
        found = await validate_tst_signed_data(
            token, context, lambda algorithm: hashlib.new(algorithm, covered).digest()
        )
        status = TimestampSignatureStatus(**found)
        if not (status.intact and status.valid and status.trusted):
            raise TimestampError("the token over the chain does not hold up to the trust anchors")
        return ChainTimestamp(sequence, head, stamp.token, stamp.time, _authority(status.signing_cert))


def _authority(certificate: x509.Certificate) -> str:
    names = certificate.subject.native
    return str(names.get("common_name") or certificate.subject.human_friendly)
