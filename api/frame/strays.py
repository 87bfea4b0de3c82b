"""Requests to the API that no route answers are in the log too: looking for doors is an interaction."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.frame.actions import UNKNOWN, is_logged
from api.frame.journal import Journal


class Strays:
    """Notes what went past all routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and looks afterwards whether anything answered."""
        if scope["type"] != "http" or not is_logged(scope["path"]):
            await self._app(scope, receive, send)
            return
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, receive, watched)
        if "journal" not in scope["state"]:
            await Journal(Request(scope), UNKNOWN).strayed(status)
