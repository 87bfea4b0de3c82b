"""Outermost layer: request id, security headers on every answer, and an access log without personal data."""

import logging
import re
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from ulid import ULID

log = logging.getLogger("rubrica.access")
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TOKEN_PATH = re.compile(r"(/v1/signing/|/sign/)[^/?\s\"]+")

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ANSWER_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Answers of the API are data: nothing in them may run, load or be framed (contract A10)."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


class Surround:
    """Gives each request an id and each answer its headers. `secure` says that the service runs by TLS."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = dict(_ALWAYS)
        if secure:
            self._headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; logs the route's template, so that neither tokens nor ids of people show."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(MutableHeaders(scope=message), request_id)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            log.info(
                "%s %s %s %d %.1f ms", request_id, scope["method"], route_template(scope), status, elapsed
            )

    def _add_headers(self, headers: MutableHeaders, request_id: str) -> None:
        headers["X-Request-Id"] = request_id
        for name, value in self._headers.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", ANSWER_POLICY)
        headers.setdefault("Cache-Control", "no-store")


class RedactTokens(logging.Filter):
    """Takes the tokens of signing links out of log lines, such as those of the server's own access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record; drops none."""
        record.msg = redacted(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(redacted(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def redacted(text: str) -> str:
    """The text without tokens of signing links."""
    return _TOKEN_PATH.sub(r"\1…", text)


def route_template(scope: Scope) -> str:
    """The path as declared, such as `/v1/envelopes/{envelope_id}`; a fixed word where no route matched."""
    route = scope.get("route")
    return str(getattr(route, "path", "(no route)"))


def _request_id(scope: Scope) -> str:
    """The caller's `X-Request-Id` where it is harmless, else a new id."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given: str = value.decode("latin-1")
            if _SAFE_ID.fullmatch(given):
                return given
    return f"req_{ULID()}"
