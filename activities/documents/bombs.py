"""Refuses documents that unfold into more than any real one does, before anything unfolds them."""

import zlib
from collections.abc import Iterator

import pikepdf

from activities.documents.errors import DocumentRefused
from activities.documents.survey import Entries
from terms.uploads import DECODED_MAX_BYTES, FILTERS_MAX, IMAGE_MAX_BYTES, RefusalCause

DEFLATE = frozenset({"/FlateDecode", "/Fl"})
PIECE = 1024 * 1024


class Unfolding:
    """A visitor that adds up how large all deflated streams become, without ever holding one of them."""

    def __init__(self) -> None:
        self._room = DECODED_MAX_BYTES

    def visit(self, container: pikepdf.Object, entries: Entries) -> None:
        """Raises `DocumentRefused` (too complex) for nested filters, monstrous images and bombs."""
        del entries
        if not isinstance(container, pikepdf.Stream):
            return
        filters = _filters(container)
        if len(filters) > FILTERS_MAX:
            raise DocumentRefused(RefusalCause.TOO_COMPLEX, "its streams are packed many times over")
        if container.get("/Subtype") == "/Image":
            _check_image(container)
        deflated = [name for name in filters if name in DEFLATE]
        if deflated and filters[0] in DEFLATE:
            self._measure(container.read_raw_bytes(), len(deflated))

    def _measure(self, packed: bytes, times: int) -> None:
        pieces: Iterator[bytes] = iter([packed])
        for _ in range(times):
            pieces = self._inflated(pieces)
        for _ in pieces:
            pass

    def _inflated(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """What comes out of `pieces`, a little at a time; a stream that is damaged ends where it is."""
        unpacker = zlib.decompressobj()
        for piece in pieces:
            rest = piece
            while rest and not unpacker.eof:
                try:
                    unpacked = unpacker.decompress(rest, PIECE)
                except zlib.error:
                    return
                rest = unpacker.unconsumed_tail
                self._room -= len(unpacked)
                if self._room < 0:
                    raise DocumentRefused(
                        RefusalCause.TOO_COMPLEX, "it unpacks to more than any document needs"
                    )
                yield unpacked


def _filters(stream: pikepdf.Object) -> list[str]:
    value = stream.get("/Filter", stream.get("/F"))
    if isinstance(value, pikepdf.Name):
        return [str(value)]
    return [str(name) for name in value.as_list()] if isinstance(value, pikepdf.Array) else []


def _check_image(image: pikepdf.Object) -> None:
    width, height, bits = (image.get(key, 1) for key in ("/Width", "/Height", "/BitsPerComponent"))
    if not all(isinstance(value, int) for value in (width, height, bits)):
        return
    colours = 1 if bits == 1 or bool(image.get("/ImageMask", False)) else 3
    if width * height * bits * colours // 8 > IMAGE_MAX_BYTES:
        raise DocumentRefused(RefusalCause.TOO_COMPLEX, "one of its images is too large")
