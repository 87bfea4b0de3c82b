"""Answers a POST with an `Idempotency-Key` once: the same request again gets the same answer."""

import contextlib
import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from api.access.callers import Caller
from api.access.scopes import scope_of
from api.frame.answers import Claim, LostClaim
from api.frame.context import now
from api.frame.journal import Journal
from api.parts import Parts
from api.problems.handlers import problem_response
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models.scope import Scope

KEY_HEADER = "idempotency-key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_CHUNK = 1024 * 1024
_NOT_KEPT = frozenset({401, 413, 429})
"""Refusals that say to come back: the same request may fare better later."""


async def answer_once(
    request: Request, parts: Parts, caller: Caller, handle: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Carries the request out, or repeats the answer it got before.

    Effects in the request's own transaction commit together with the kept answer. A request that is
    repeated after a crash makes the same ids again (`Claim.id_for`), so what it did before is found.
    """
    key = request.headers.get(KEY_HEADER)
    if key is None:
        return await carry_out(request, parts, scope_of(caller), handle)
    if not _KEY.fullmatch(key):
        raise Problem(Kind.IDEMPOTENCY_KEY_MALFORMED)
    claimed = await parts.answers.claim(whose_key(request, caller), key, await _content(request), now())
    if isinstance(claimed, Response):
        if journal := _journal(request):
            await journal.repeated(claimed)
        return claimed
    request.state.claim = claimed
    scope = replace(scope_of(caller), request=claimed.scope)
    return await _answer_claimed(request, parts, claimed, scope, handle)


async def carry_out(
    request: Request,
    parts: Parts,
    scope: Scope,
    handle: Callable[[Request], Awaitable[Response]],
    claim: Claim | None = None,
) -> Response:
    """Carries the request out in one transaction with its kept answer and its entry in the log (contract M7).

    Raises `LostClaim` when another request took the claim over; nothing is committed then.
    """
    journal = _journal(request)
    if journal:
        await journal.begin()
    async with parts.database.transaction(scope) as session:
        request.state.session = session
        response = await handle(request)
        if claim:
            await parts.answers.keep(session, claim, response)
        if journal:
            await journal.conclude(session, response)
    return response


def _journal(request: Request) -> Journal | None:
    """The request's entry in the log; pages and probes have none."""
    return getattr(request.state, "journal", None)


async def _answer_claimed(
    request: Request,
    parts: Parts,
    claim: Claim,
    scope: Scope,
    handle: Callable[[Request], Awaitable[Response]],
) -> Response:
    try:
        async with parts.answers.held(claim):
            return await carry_out(request, parts, scope, handle, claim)
    except LostClaim as error:
        raise Problem(Kind.REQUEST_IN_PROGRESS, retry_after=1) from error
    except Exception as error:
        await _conclude(request, parts, claim, error)
        raise


async def _conclude(request: Request, parts: Parts, claim: Claim, error: Exception) -> None:
    """Keeps a final refusal as the answer, frees the key of a body that was never acted upon, and after
    anything else lets the request be repeated at once.
    """
    with contextlib.suppress(SQLAlchemyError, LostClaim):
        if isinstance(error, RequestValidationError):
            await parts.answers.forget(claim)
        elif isinstance(error, Problem) and error.status_code < 500 and error.status_code not in _NOT_KEPT:
            async with parts.database.transaction(Scope(request=claim.scope)) as session:
                await parts.answers.keep(session, claim, problem_response(request, error))
        else:
            await parts.answers.release(claim, now())


def whose_key(request: Request, caller: Caller) -> str:
    """Caller and route, hashed. The token of a link is left out: the caller stands for it."""
    route = getattr(request.scope.get("route"), "path", request.url.path)
    places = {name: value for name, value in request.path_params.items() if name != "token"}
    named = json.dumps([caller.scope, request.method, route, places, request.url.query], sort_keys=True)
    return hashlib.sha256(named.encode()).hexdigest()


async def _content(request: Request) -> bytes:
    """What makes two requests the same. A form counts by its parts: its boundary differs each time."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    form = await request.form(max_files=1, max_fields=16)
    parts = [[name, await _part(value)] for name, value in form.multi_items()]
    return json.dumps(parts).encode()


async def _part(value: UploadFile | str) -> list[str | None]:
    if isinstance(value, str):
        return [value]
    digest = hashlib.sha256()
    while chunk := await value.read(_CHUNK):
        digest.update(chunk)
    await value.seek(0)
    return [value.filename, value.content_type, digest.hexdigest()]
