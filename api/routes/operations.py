"""For operations: is it alive, can it serve, and what do Temporal's payloads say."""

from fastapi import APIRouter, Request, Response, status
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from sqlalchemy.exc import SQLAlchemyError
from temporalio.api.common.v1 import Payloads

from api.access.rules import OPEN, OPERATIONS, access
from api.frame.inputs import PartsIn
from api.frame.route import Route
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models.confinement import is_confined
from workflows.connection import payload_codec
from workflows.payload_codec import PayloadKeyError

router = APIRouter(route_class=Route, include_in_schema=False)
_UI_HEADERS = "authorization, content-type, x-namespace"


@router.get("/healthz")
@access(OPEN)
async def report_alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
@access(OPEN)
async def report_ready(parts: PartsIn, response: Response) -> dict[str, str]:
    """Whether database and Temporal answer. Without the database nothing can be served: it says 503, as it
    does when DATABASE_URL names a role that is not held to its transactions' scopes.

    Without Temporal reading goes on, so that alone does not take the process out of service.
    """
    database = await _database_state(parts)
    if database != "ready":
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    engine = "ready" if await parts.engine.is_reachable() else "away"
    return {"status": database, "database": database, "engine": engine}


@router.options("/codec/decode")
@access(OPEN)
async def allow_decoding(request: Request, parts: PartsIn) -> Response:
    """Lets the Temporal UI's page, and no other, ask for decoding."""
    return Response(status_code=status.HTTP_204_NO_CONTENT, headers=_ui_headers(request, parts))


@router.post("/codec/decode")
@access(OPERATIONS)
async def decode_payloads(request: Request, parts: PartsIn) -> Response:
    """Decrypts payloads for the Temporal UI, for whoever holds the operations token."""
    try:
        given = Parse((await request.body()).decode(), Payloads(), ignore_unknown_fields=True)
        decoded = await payload_codec(parts.settings).decode(list(given.payloads))
    except (ParseError, UnicodeDecodeError, PayloadKeyError) as error:
        raise Problem(Kind.MALFORMED_REQUEST, "These are not payloads that can be decoded.") from error
    body = MessageToJson(Payloads(payloads=decoded))
    return Response(body, media_type="application/json", headers=_ui_headers(request, parts))


async def _database_state(parts: Parts) -> str:
    try:
        async with parts.database.transaction() as session:
            confined = await is_confined(session)
    except (SQLAlchemyError, OSError):
        return "away"
    return "ready" if confined else "unconfined"


def _ui_headers(request: Request, parts: Parts) -> dict[str, str]:
    """CORS for the Temporal UI's origin alone."""
    origin = request.headers.get("origin")
    if parts.settings.operations_token is None or origin != parts.settings.temporal_ui_url.rstrip("/"):
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": _UI_HEADERS,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Origin",
    }
