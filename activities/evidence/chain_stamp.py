"""Fixes the chain of events in time: an RFC 3161 token over its head, never our own clock (contract E4)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from asn1crypto import cms, x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from activities.evidence.certificate_data import ChainTimestamp
from activities.signing.errors import TimestampError
from activities.signing.timestamps import Timestamp, TimestampClient
from activities.signing.trust import read_anchors


class TokenRefused(Exception):
    """A token that is none, covers something else, or holds up to no trust anchor."""


class ChainStamper:
    """Asks the TSA for the token and believes it only when it holds up to the trust anchors."""

    def __init__(self, tsa: TimestampClient, anchors_pem: bytes) -> None:
        self._tsa = tsa
        self._anchors = read_anchors(anchors_pem)

    async def stamp(self, sequence: int, head: str) -> ChainTimestamp:
        """A token over the head's 32 bytes. Raises `TimestampError` when there is none to be trusted."""
        stamp, status = await self._trusted(bytes.fromhex(head))
        return ChainTimestamp(sequence, head, stamp.token, stamp.time, _authority(status.signing_cert))

    async def stamp_again(self, token: bytes) -> Timestamp:
        """Another token, over an earlier one: it shows that this one was there while it could be checked.

        Raises `TimestampError` when there is none to be trusted.
        """
        stamp, _ = await self._trusted(token)
        return stamp

    async def _trusted(self, covered: bytes) -> tuple[Timestamp, TimestampSignatureStatus]:
        stamp = await self._tsa.stamp(covered)
        status = await _status(stamp.token, covered, self._anchors, stamp.time)
        if not (status.intact and status.valid and status.trusted):
            raise TimestampError("the token does not hold up to the trust anchors")
        return stamp, status


async def verified_token(token: bytes, covered: bytes, anchors_pem: bytes) -> datetime:
    """The time in a kept token over `covered`, as the TSA was trusted at that time. Raises `TokenRefused`."""
    try:
        info = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
        moment: datetime = info["gen_time"].native
        status = await _status(token, covered, read_anchors(anchors_pem), moment)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused("not a time stamp token") from error
    if not (status.intact and status.valid and status.trusted):
        raise TokenRefused("the token does not hold up")
    return moment


async def _status(
    token: bytes, covered: bytes, anchors: Sequence[x509.Certificate], moment: datetime
) -> TimestampSignatureStatus:
    content = cms.ContentInfo.load(token)["content"]
    context = ValidationContext(trust_roots=anchors, allow_fetching=False, moment=moment)
    found = await validate_tst_signed_data(
        content, context, lambda algorithm: hashlib.new(algorithm, covered).digest()
    )
    return TimestampSignatureStatus(**found)


def _authority(certificate: x509.Certificate) -> str:
    names = certificate.subject.native
    return str(names.get("common_name") or certificate.subject.human_friendly)
