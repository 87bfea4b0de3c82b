"""Passes payloads of the local Temporal UI on to the API's codec, with the operations token.

The UI runs in a browser and can send no token of ours; in production it signs operators in by OIDC and passes
their token on instead. Only pages of the UI's own origin may ask.
"""

import os

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def create_app() -> Starlette:
    """The relay for the API at CODEC_TARGET and the UI at CODEC_ORIGIN."""
    target, origin = os.environ["CODEC_TARGET"], os.environ["CODEC_ORIGIN"]
    authorization = f"Bearer {os.environ['OPERATIONS_TOKEN']}"
    client = httpx.AsyncClient(base_url=target, timeout=10)

    async def decode(request: Request) -> Response:
        if request.headers.get("origin") != origin:
            return PlainTextResponse("only for the Temporal UI", 403)
        headers = {"authorization": authorization, "content-type": "application/json", "origin": origin}
        try:
            answer = await client.post("/codec/decode", content=await request.body(), headers=headers)
        except httpx.TransportError:
            return PlainTextResponse("the API is away", 502)
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))

    cors = Middleware(
        CORSMiddleware,
        allow_origins=[origin],
        allow_methods=["POST"],
        allow_headers=["*"],
        allow_credentials=True,
    )
    return Starlette(routes=[Route("/decode", decode, methods=["POST"])], middleware=[cors])
