"""Uploads: examined, bounded, refused with their cause; pages as pictures."""

import asyncio
import io
from collections.abc import AsyncIterator

import httpx
import pikepdf
import pytest
from fastapi import FastAPI
from PIL import Image

from api.acting.uploading import shown_name
from api.reading.downloads import content_disposition
from settings import Settings
from tests.api.calling import Caller, Owner, changed, parts_of, pdf, problem, running_app, uploaded

LIMIT = 200_000


@pytest.fixture
async def narrow(settings: Settings, owner: Owner) -> AsyncIterator[Caller]:
    """The owner's program on an API that takes little."""
    small = changed(settings, upload_max_bytes=LIMIT, upload_max_pages=3)
    async with running_app(small) as app, Caller(app, headers=owner.key) as caller:
        yield caller


def locked_pdf() -> bytes:
    """A PDF that needs a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as made:
        made.save(out, encryption=pikepdf.Encryption(user="secreto", owner="secreto"))
    return out.getvalue()


async def test_an_upload_says_what_was_done_to_it(owner: Owner) -> None:
    document = await uploaded(owner, pdf(3), "C:\\Users\\marta\\contrato final.pdf")
    assert (document["name"], document["page_count"]) == ("contrato final.pdf", 3)
    assert document["pages"][0] == {"width": 595, "height": 842}
    assert (document["sha256"] != document["uploaded_sha256"]) == bool(document["changes"])
    assert (await owner.get(f"/v1/documents/{document['id']}")).json() == document


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "empty"),
        (b"hola", "not-a-pdf"),
        (b"PK\x03\x04" + b"0" * 200, "not-a-pdf"),
        (locked_pdf(), "password-protected"),
    ],
)
async def test_a_refused_document_names_its_cause(owner: Owner, data: bytes, cause: str) -> None:
    answer = await owner.post("/v1/documents", files={"file": ("x.pdf", data, "application/pdf")})
    assert (answer.status_code, problem(answer)) == (422, cause)


async def test_limits_are_kept(narrow: Caller) -> None:
    pages = await narrow.post("/v1/documents", files={"file": ("x.pdf", pdf(4), "application/pdf")})
    assert problem(pages) == "too-many-pages"
    large = pdf() + b"\n%" + b"x" * LIMIT
    answer = await narrow.post("/v1/documents", files={"file": ("x.pdf", large, "application/pdf")})
    assert (answer.status_code, problem(answer)) == (422, "too-large")


async def test_a_body_over_the_limit_is_never_taken_in_whole(narrow: Caller) -> None:
    """The upload would be 1 GB: it is cut off long before, and answered."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n'
        yield head
        for _ in range(1024):
            sent += 1024 * 1024
            yield b"x" * (1024 * 1024)

    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = await narrow.post("/v1/documents", content=endless(), headers=headers)
    assert (answer.status_code, problem(answer)) == (422, "too-large")
    assert str(LIMIT) in answer.json()["detail"]
    assert sent < 16 * 1024 * 1024


async def test_other_bodies_have_a_limit_too(owner: Owner) -> None:
    answer = await owner.post("/v1/envelopes", json={"title": "x" * 1_100_000})
    assert (answer.status_code, problem(answer)) == (413, "body-too-large")


async def test_strangers_bodies_are_not_read(anybody: Caller) -> None:
    read = False

    async def unread() -> AsyncIterator[bytes]:
        nonlocal read
        read = True
        yield b"--b--"

    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = await anybody.post("/v1/documents", content=unread(), headers=headers)
    assert problem(answer) == "authentication-required"
    assert not read


async def test_a_form_without_a_file_is_refused(owner: Owner) -> None:
    missing = await owner.post("/v1/documents", files={"other": ("x", b"1")})
    assert problem(missing) == "validation"
    assert missing.json()["errors"][0]["pointer"] == "/file"
    broken = await owner.post(
        "/v1/documents", content=b"no parts", headers={"content-type": "multipart/form-data"}
    )
    assert (broken.status_code, problem(broken)) == (400, "malformed-request")


@pytest.mark.rule("M8")
async def test_an_unreachable_scanner_lets_nothing_through(settings: Settings, owner: Owner) -> None:
    scanned = changed(settings, clamd_address="127.0.0.1:1")
    async with running_app(scanned) as app, Caller(app, headers=owner.key) as caller:
        answer = await caller.post("/v1/documents", files={"file": ("x.pdf", pdf(), "application/pdf")})
    assert (answer.status_code, problem(answer)) == (503, "service-unavailable")
    assert answer.headers["retry-after"] == "30"


async def test_pages_are_pictures_that_browsers_keep_for_themselves(owner: Owner) -> None:
    document = await uploaded(owner)
    path = f"/v1/documents/{document['id']}/pages/2.png"
    first = await owner.get(path, params={"width": 390})
    assert first.headers["content-type"] == "image/png"
    assert first.headers["cache-control"] == "private, no-cache"
    assert Image.open(io.BytesIO(first.content)).size == (
        pytest.approx(400, abs=2),
        pytest.approx(566, abs=2),
    )
    tag = {"if-none-match": first.headers["etag"]}
    unchanged = await owner.get(path, params={"width": 400}, headers=tag)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    larger = await owner.get(path, params={"width": 900}, headers=tag)
    assert (larger.status_code, larger.headers["etag"] != first.headers["etag"]) == (200, True)
    beyond = await owner.get(f"/v1/documents/{document['id']}/pages/3.png")
    assert (beyond.status_code, problem(beyond)) == (404, "not-found")
    for number, width in (("0", 400), ("x", 400), ("1", 5000)):
        refused = await owner.get(
            f"/v1/documents/{document['id']}/pages/{number}.png", params={"width": width}
        )
        assert problem(refused) == "validation"


async def test_a_page_is_rendered_once_for_many_who_ask_at_once(app: FastAPI, owner: Owner) -> None:
    document, rendered = await uploaded(owner), 0
    examiner = parts_of(app).pages._examiner
    original = examiner.render_page

    async def counting(*arguments: object) -> bytes:
        nonlocal rendered
        rendered += 1
        return await original(*arguments)  # type: ignore[arg-type]

    examiner.render_page = counting  # type: ignore[method-assign]
    try:
        path = f"/v1/documents/{document['id']}/pages/1.png"
        answers: list[httpx.Response] = await asyncio.gather(*(owner.get(path) for _ in range(8)))
    finally:
        del examiner.render_page  # type: ignore[method-assign]
    assert {answer.status_code for answer in answers} == {200}
    assert rendered == 1


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("ñ" * 300 + ".pdf", "ñ" * 251 + ".pdf"),
    ],
)
def test_names_are_made_safe(given: str, shown: str) -> None:
    assert shown_name(given) == shown
    header = content_disposition(shown)
    assert header.isascii()
    assert "\r" not in header
    assert header.count('"') == 2
