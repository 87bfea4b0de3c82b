"""The few lines of DER (X.690) that put a CMS together from parts that are already encoded."""

SEQUENCE = 0x30
SET = 0x31
OCTET_STRING = 0x04


def tlv(tag: int, *contents: bytes) -> bytes:
    """One value: tag, definite length, and the contents one after another."""
    body = b"".join(contents)
    length = len(body)
    if length < 0x80:
        return bytes((tag, length)) + body
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + body


def set_of(*values: bytes, tag: int = SET) -> bytes:
    """A SET OF in DER: its values in ascending order of their encodings (X.690 §11.6)."""
    return tlv(tag, *sorted(values))


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER from its dotted text."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(0x06, b"".join(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(arc: int) -> bytes:
    septets = [arc & 0x7F]
    while arc := arc >> 7:
        septets.append(0x80 | (arc & 0x7F))
    return bytes(reversed(septets))
