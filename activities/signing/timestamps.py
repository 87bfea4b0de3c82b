"""Time stamps from the TSA (RFC 3161). There is no substitute for one: a failure raises and is retried."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import httpx
from asn1crypto import cms, tsp, x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from activities.signing.errors import TimestampError

TIMEOUT_SECONDS = 15.0
EXPECTED_TOKEN_BYTES = 6 * 1024
"""First guess at a token's size; a larger one is learnt from the first answer."""

UNUSABLE = (httpx.HTTPError, TimestampRequestError, ValueError, OSError, AttributeError, TypeError, KeyError)
"""What pyHanko raises for answers that are none, a wrong nonce among them."""


@dataclass(frozen=True)
class Timestamp:
    """A time stamp token in DER, and the time in it (UTC)."""

    token: bytes
    time: datetime


class TimestampClient:
    """Asks one TSA for tokens; remembers how large they are, so that enough room is reserved for them."""

    def __init__(self, client: httpx.AsyncClient, url: str, auth: tuple[str, str] | None = None) -> None:
        self._stamper = _HttpStamper(client, url, auth)
        self.expected_bytes = EXPECTED_TOKEN_BYTES

    async def stamp(self, data: bytes) -> Timestamp:
        """A token over the SHA-256 of `data`; see `stamp_digest`."""
        return await self.stamp_digest(hashlib.sha256(data).digest())

    async def stamp_digest(self, digest: bytes) -> Timestamp:
        """A token over a SHA-256 digest.

        Raises `TimestampError` when the TSA cannot be reached, refuses, or answers something else.
        """
        try:
            answer = await self._stamper.async_timestamp(digest, "sha256")
        except UNUSABLE as error:
            raise TimestampError(f"no time stamp: {type(error).__name__}: {error}") from error
        token = answer.dump()
        self.expected_bytes = max(self.expected_bytes, len(token) + 256)
        return Timestamp(token, _time(answer, digest))


class _HttpStamper(TimeStamper):
    """pyHanko's client, which checks status and nonce, over httpx."""

    def __init__(self, client: httpx.AsyncClient, url: str, auth: tuple[str, str] | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._client = client
        self._url = url
        self._auth = auth

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One round trip."""
        answer = await self._client.post(
            self._url,
            content=req.dump(),
            headers={"Content-Type": "application/timestamp-query"},
            auth=self._auth or httpx.USE_CLIENT_DEFAULT,
            timeout=TIMEOUT_SECONDS,
        )
        answer.raise_for_status()
        response: tsp.TimeStampResp = tsp.TimeStampResp.load(answer.content, strict=True)
        return response


def _time(token: cms.ContentInfo, digest: bytes) -> datetime:
    info = token["content"]["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]
    if imprint["hashed_message"].native != digest:
        raise TimestampError("the token is about other data")
    time: datetime = info["gen_time"].native
    return time


def certificates_of(token: bytes) -> list[x509.Certificate]:
    """The certificates in a token."""
    return [each.chosen for each in cms.ContentInfo.load(token)["content"]["certificates"]]


def valid_until(token: bytes) -> datetime:
    """When the first of the token's certificates expires."""
    soonest: datetime = min(each.not_valid_after for each in certificates_of(token))
    return soonest


def serial_of(token: bytes) -> str:
    """The serial number of the certificate that signed the token, in hex."""
    signer = cms.ContentInfo.load(token)["content"]["signer_infos"][0]["sid"].chosen
    return f"{signer['serial_number'].native:x}"
