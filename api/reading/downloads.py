"""Files and pictures as answers: named safely, with their hash, never cached where others could see them."""

import base64
import re
import unicodedata
from collections.abc import AsyncIterable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from activities.vault.errors import KeyDestroyed
from activities.vault.vault import Vault
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.documents import StoredFile

_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]")
PICTURE_CACHE = "private, no-cache"
"""The browser may keep a picture but asks each time: a signature added meanwhile must be seen."""


def content_disposition(name: str) -> str:
    """`attachment` with the name in ASCII and, for those who can read it, in full (RFC 6266, RFC 8187)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _UNSAFE.sub("_", plain).strip(" .") or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def digest_header(sha256: str) -> str:
    """`Repr-Digest` (RFC 9530) of a hash in hex."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


@dataclass(frozen=True)
class KeptPaper:
    """A small file in the vault, as rows know it."""

    business_id: str
    object_key: str
    sha256: str


async def paper(vault: Vault, kept: KeptPaper, name: str, media_type: str = "application/pdf") -> Response:
    """A small file in one piece, decrypted and checked before anything of it is sent.

    Raises 404 once its key is destroyed.
    """
    try:
        content = await vault.get(kept.business_id, kept.object_key)
    except KeyDestroyed as error:
        raise Problem(Kind.NOT_FOUND) from error
    headers = {"Content-Disposition": content_disposition(name), "Repr-Digest": digest_header(kept.sha256)}
    return Response(content, media_type=media_type, headers=headers)


async def download(vault: Vault, file: StoredFile) -> Response:
    """The file, decrypted and checked while it streams: damage breaks the answer off short of its length."""
    try:
        content = await vault.open_read(file.business_id, file.object_key)
    except KeyDestroyed as error:
        raise Problem(Kind.NOT_FOUND) from error
    headers = {
        "Content-Disposition": content_disposition(file.name),
        "Content-Length": str(file.size),
        "Repr-Digest": digest_header(file.sha256),
        "ETag": f'"{file.sha256}"',
    }
    return StreamingResponse(content, media_type=file.media_type, headers=headers)


def stream(content: AsyncIterable[bytes], name: str, media_type: str) -> Response:
    """A file made while it is sent."""
    headers = {"Content-Disposition": content_disposition(name)}
    return StreamingResponse(content, media_type=media_type, headers=headers)


def picture_tag(file: StoredFile, number: int, width: int) -> str:
    """The entity tag of one page's picture."""
    return f'"{file.sha256[:32]}-{number}-{width}"'


def not_modified(request: Request, tag: str) -> Response | None:
    """304 when the browser has this picture already."""
    given = request.headers.get("if-none-match", "")
    if tag not in [candidate.strip().removeprefix("W/") for candidate in given.split(",")]:
        return None
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": PICTURE_CACHE})


def picture_response(png: bytes, tag: str) -> Response:
    """A picture of a page."""
    return Response(png, media_type="image/png", headers={"ETag": tag, "Cache-Control": PICTURE_CACHE})
