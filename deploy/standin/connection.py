"""Losing an answer: the connection is cut, as a failing network would."""

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send


class DroppedResponse(Response):
    """Answers nothing: cuts the connection."""

    async def __call__(self, scope: Scope, receive: Receive, _: Send) -> None:
        """Cuts the server's transport and waits until it has noticed."""
        scope["state"]["cut_connection"]()
        while (await receive())["type"] != "http.disconnect":
            pass


async def drop_connection(request: Request) -> Response:
    """The response that is none. Reads the request first, so that the client has sent all of it."""
    await request.body()
    return DroppedResponse()


class CuttableConnections:
    """ASGI middleware, outermost: lets a response cut the connection, which ASGI itself has no way to say."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Puts `cut_connection` into the request's state."""
        if scope["type"] == "http":
            # uvicorn's `send` is a method of its request cycle, which holds the transport.
            transport = getattr(getattr(send, "__self__", None), "transport", None)
            state = dict(scope.get("state", {}))
            state["cut_connection"] = transport.abort if transport else _cannot_cut
            scope = {**scope, "state": state}
        await self._app(scope, receive, send)


def _cannot_cut() -> None:
    raise RuntimeError("this server does not give access to its connections")
