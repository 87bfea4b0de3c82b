"""Documents that unfold without end, or never end, are refused in time and within memory."""

import asyncio
import struct
import time
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from activities.documents.errors import DocumentRefused
from activities.documents.examiner import Examiner
from activities.documents.sandbox import Sandbox, SandboxLimits
from terms.uploads import DECODED_MAX_BYTES, RefusalCause
from tests.activities.documents.conftest import MEGABYTE, RULES
from tests.activities.documents.papers import paper, raw, stream

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> %s >>"


def _zeros(size: int) -> bytes:
    """Deflated zeros, `size` a number of megabytes: the same block again and again, and the checksum."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    empty_final_block = b"\x03\x00"
    checksum = struct.pack("!HH", size % 65521, 1)
    return first + again * (size // MEGABYTE - 1) + empty_final_block + checksum


def _deflate_bomb() -> bytes:
    return raw({
        1: CATALOG,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE % b"/Contents 4 0 R",
        4: stream(_zeros(DECODED_MAX_BYTES + 2 * MEGABYTE), b"/Filter /FlateDecode"),
    })  # fmt: skip


def _twice_deflated_bomb() -> bytes:
    twice = zlib.compress(_zeros(DECODED_MAX_BYTES + 2 * MEGABYTE), 9)
    return raw({
        1: CATALOG,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE % b"",
        4: stream(twice, b"/Filter [/FlateDecode /FlateDecode]"),
        5: b"<< /Held 4 0 R >>",
    })  # fmt: skip


def _object_stream_bomb(megabytes: int = 4096) -> bytes:
    """A cross-reference stream that names an object stream, very large when unpacked."""
    packed = _zeros(megabytes * MEGABYTE)
    out = b"%PDF-1.7\n"
    entries = [(0, 0, 65535)]
    for number, content in (
        (1, b"<< /Type /Catalog /Pages 2 0 R >>"),
        (2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        (4, stream(packed, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")),
    ):
        entries.append((1, len(out), 0))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        if number == 2:
            entries.append((2, 4, 0))
    start = len(out)
    entries.append((1, start, 0))
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + rest.to_bytes(2, "big")
                     for kind, place, rest in entries)  # fmt: skip
    listed = b"/Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R"
    return out + b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(table, listed), start)


def _image(**entries: object) -> Callable[[pikepdf.Pdf], None]:
    def work(pdf: pikepdf.Pdf) -> None:
        image = pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, ColorSpace=Name.DeviceRGB)
        for key, value in {"BitsPerComponent": 8, **entries}.items():
            image[f"/{key}"] = value
        page = pdf.pages[0].obj
        page.Resources.XObject = Dictionary(Im0=image)
        page.Contents = pdf.make_stream(b"q 500 0 0 500 0 0 cm /Im0 Do Q")

    return work


def _many_filters() -> bytes:
    content = b""
    for _ in range(20):
        content = zlib.compress(content)
    return raw({
        1: CATALOG,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE % b"/Contents 4 0 R",
        4: stream(content, b"/Filter [%s]" % (b"/FlateDecode " * 20)),
    })  # fmt: skip


def _wide_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 100, 10_000_000])


BOMBS = {
    "deflated gigabyte": _deflate_bomb,
    "deflated twice": _twice_deflated_bomb,
    "object stream": _object_stream_bomb,
    "monstrous image": lambda: paper(_image(Width=100_000, Height=100_000)),
    "twenty filters": _many_filters,
    "endless page": lambda: paper(_wide_page),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS.keys())
async def test_is_too_complex(examiner: Examiner, make: Callable[[], bytes]) -> None:
    data = make()
    assert len(data) < RULES.max_bytes
    with pytest.raises(DocumentRefused) as refusal:
        await examiner.examine(data)
    assert refusal.value.cause is RefusalCause.TOO_COMPLEX


def _cycle() -> bytes:
    return raw({1: CATALOG, 2: b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 9 >>", 3: PAGE % b""})


def _million_kids() -> bytes:
    kids = b"3 0 R " * 1_000_000
    return raw({1: CATALOG, 2: b"<< /Type /Pages /Kids [%s] /Count 1000000 >>" % kids, 3: PAGE % b""})


def _deep_tree() -> bytes:
    depth = 100_000
    nodes = {
        number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1) for number in range(2, depth)
    }
    return raw({1: CATALOG, **nodes, depth: PAGE % b""})


def _deep_arrays() -> bytes:
    nested = b"[" * 1_000_000 + b"]" * 1_000_000
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return raw({1: CATALOG, 2: kids, 3: PAGE % b"/Annots 4 0 R", 4: nested})


def _self_reference() -> bytes:
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox 4 0 R >>"
    return raw({1: CATALOG, 2: kids, 3: b"<< /Type /Page /Parent 2 0 R >>", 4: b"4 0 R"})


def _endless_history() -> bytes:
    data = raw({1: CATALOG, 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 3: PAGE % b""})
    start = data.rindex(b"startxref\n") + 10
    own = data[start : data.index(b"\n", start)]
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev " + own)


ENDS = {
    RefusalCause.DAMAGED,
    RefusalCause.TOO_COMPLEX,
    RefusalCause.TOO_MANY_PAGES,
    RefusalCause.UNSIGNABLE,
}
LOOPS = [_cycle, _million_kids, _deep_tree, _deep_arrays, _self_reference, _endless_history]


@pytest.mark.parametrize("make", LOOPS, ids=lambda make: make.__name__.strip("_"))
async def test_loops_and_depths_end(examiner: Examiner, make: Callable[[], bytes]) -> None:
    """Accepted in a mended form or refused for a cause, but never without end."""
    results = await asyncio.gather(examiner.examine(make()), return_exceptions=True)
    if isinstance(results[0], DocumentRefused):
        assert results[0].cause in ENDS
    else:
        assert results[0].page_count == 1


async def test_too_many_pages_are_counted_whatever_the_document_says(examiner: Examiner) -> None:
    kids = b"3 0 R " * (RULES.max_pages + 1)
    data = raw({1: CATALOG, 2: b"<< /Type /Pages /Kids [%s] /Count 1 >>" % kids, 3: PAGE % b""})
    with pytest.raises(DocumentRefused) as refusal:
        await examiner.examine(data)
    assert refusal.value.cause is RefusalCause.TOO_MANY_PAGES


def _slow_page(pdf: pikepdf.Pdf) -> None:
    """Forms that draw one another ten times, twelve levels deep: small to read, endless to draw."""
    drawn = None
    for _ in range(12):
        form = pdf.make_stream(b"/X Do " * 10 if drawn is not None else b"0 0 9 9 re f")
        form.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 595, 842])})
        form.Resources = Dictionary(XObject=Dictionary(X=drawn)) if drawn is not None else Dictionary()
        drawn = form
    page = pdf.pages[0].obj
    page.Resources.XObject = Dictionary(X=drawn)
    page.Contents = pdf.make_stream(b"/X Do")


async def test_time_is_limited() -> None:
    sandbox = Sandbox(SandboxLimits(3, 2048 * MEGABYTE, 64 * MEGABYTE), 1)
    await sandbox.start()
    started = time.monotonic()
    with pytest.raises(DocumentRefused) as refusal:
        await Examiner(RULES, sandbox, None).examine(paper(_slow_page))
    await sandbox.close()
    assert refusal.value.cause is RefusalCause.TOO_COMPLEX
    assert "too long" in refusal.value.detail
    assert time.monotonic() - started < 30 + 3


async def test_memory_is_limited() -> None:
    data = _object_stream_bomb(600)
    narrow = Sandbox(SandboxLimits(60, 1000 * MEGABYTE, 64 * MEGABYTE), 1)
    with pytest.raises(DocumentRefused) as refusal:
        await Examiner(RULES, narrow, None).examine(data)
    assert refusal.value.cause is RefusalCause.TOO_COMPLEX
    assert "too much memory" in refusal.value.detail
    accepted = await Examiner(RULES, narrow, None).examine(paper())
    assert accepted.page_count == 1
    await narrow.close()
    wide = Sandbox(SandboxLimits(150, 2048 * MEGABYTE, 64 * MEGABYTE), 1)
    with pytest.raises(DocumentRefused) as refusal:
        await Examiner(RULES, wide, None).examine(data)
    await wide.close()
    assert refusal.value.cause is not RefusalCause.TOO_COMPLEX
