"""Just enough DER to find, within a CMS signature or a timestamp token, what openssl has to be given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

OCTET_STRING, OID, SEQUENCE, SET, GENERALIZED_TIME = 0x04, 0x06, 0x30, 0x31, 0x18
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1
SIGNATURE_TIMESTAMP = bytes.fromhex("2a864886f70d010910020e")
"""1.2.840.113549.1.9.16.2.14, the attribute that holds a signature's timestamp token."""
TST_INFO = bytes.fromhex("2a864886f70d0109100104")
"""1.2.840.113549.1.9.16.1.4, the content type of a timestamp token."""
DIGESTS = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}


class MalformedDer(ValueError):
    """The bytes are not the structure expected."""


@dataclass(frozen=True)
class Element:
    """One element: its tag, its content, and all its bytes."""

    tag: int
    content: bytes
    whole: bytes

    def children(self) -> list[Element]:
        """The elements it consists of."""
        return list(_elements(self.content))

    def child(self, tag: int, which: int = 0) -> Element:
        """Its `which`-th child of a tag."""
        found = [element for element in self.children() if element.tag == tag]
        if len(found) <= which:
            raise MalformedDer(f"no element {tag:#x}")
        return found[which]


def first_element(data: bytes) -> Element:
    """The element at the start of `data`; what follows it (padding) is left out."""
    if len(data) < 2:
        raise MalformedDer("cut short")
    length, start = data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length or data[1] == 0x80:
        raise MalformedDer("cut short")
    return Element(data[0], data[start : start + length], data[: start + length])


def _elements(data: bytes) -> Iterator[Element]:
    while data:
        element = first_element(data)
        yield element
        data = data[len(element.whole) :]


@dataclass(frozen=True)
class SignedData:
    """A CMS signature or timestamp token: its content type and content, and its signer's part."""

    content_type: bytes
    content: bytes
    signature: bytes
    token: bytes | None


@dataclass(frozen=True)
class TokenInfo:
    """What a timestamp token states: the digest it is about and the time (UTC)."""

    algorithm: str
    imprint: bytes
    time: datetime


def parse_signed_data(der: bytes) -> SignedData:
    """Reads a CMS SignedData with one signer. Raises `MalformedDer`."""
    signed = first_element(der).child(CONTEXT_0).child(SEQUENCE)
    encapsulated = signed.child(SEQUENCE)
    content = b""
    if any(element.tag == CONTEXT_0 for element in encapsulated.children()):
        content = encapsulated.child(CONTEXT_0).child(OCTET_STRING).content
    signers = signed.children()[-1].children()
    if len(signers) != 1:
        raise MalformedDer("not one signer")
    return SignedData(
        encapsulated.child(OID).content, content, signers[0].child(OCTET_STRING).content, _token(signers[0])
    )


def _token(signer: Element) -> bytes | None:
    for unsigned in signer.children():
        if unsigned.tag == CONTEXT_1:
            for attribute in unsigned.children():
                if attribute.child(OID).content == SIGNATURE_TIMESTAMP:
                    return attribute.child(SET).child(SEQUENCE).whole
    return None


def parse_token_info(token: bytes) -> TokenInfo:
    """Reads the TSTInfo of a timestamp token. Raises `MalformedDer`."""
    signed = parse_signed_data(token)
    if signed.content_type != TST_INFO:
        raise MalformedDer("not a timestamp token")
    info = first_element(signed.content)
    imprint = info.child(SEQUENCE)
    algorithm = DIGESTS.get(imprint.child(SEQUENCE).child(OID).content)
    if algorithm is None:
        raise MalformedDer("unknown digest algorithm")
    text = info.child(GENERALIZED_TIME).content.decode("ascii").rstrip("Z")
    form = "%Y%m%d%H%M%S.%f" if "." in text else "%Y%m%d%H%M%S"
    time = datetime.strptime(text, form).replace(tzinfo=timezone.utc)  # noqa: UP017 - Python 3.9
    return TokenInfo(algorithm, imprint.child(OCTET_STRING).content, time)
