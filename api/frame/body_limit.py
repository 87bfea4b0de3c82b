"""Hard limits on request bodies, kept while they stream in."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems.kinds import Kind
from api.problems.problem import Problem

BODY_BYTES = 1024 * 1024
MULTIPART_OVERHEAD = 64 * 1024
DRAIN_FACTOR = 4
"""Of a body that is too large, so many times the limit is read and thrown away, so that an ordinary client
gets to read the answer instead of seeing its connection break."""
UPLOAD_PATH = "/v1/documents"


class BodyLimit:
    """Refuses bodies over `BODY_BYTES`, or over `upload_bytes` where documents are uploaded."""

    def __init__(self, app: ASGIApp, *, upload_bytes: int) -> None:
        self._app = app
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with a `receive` that counts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = scope["method"] == "POST" and scope["path"] == UPLOAD_PATH
        limit = self._upload_bytes + MULTIPART_OVERHEAD if is_upload else BODY_BYTES
        kind = Kind.TOO_LARGE if is_upload else Kind.BODY_TOO_LARGE
        allowed = self._upload_bytes if is_upload else BODY_BYTES
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                await _drain(receive, message, limit * DRAIN_FACTOR - seen)
                raise Problem(kind, f"At most {allowed} bytes are accepted.")
            return message

        await self._app(scope, counted, send)


async def _drain(receive: Receive, message: Message, budget: int) -> None:
    while message["type"] == "http.request" and message.get("more_body") and budget > 0:
        message = await receive()
        budget -= len(message.get("body", b""))
