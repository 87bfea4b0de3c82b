"""Turns every exception into a problem, so that no answer of the API has another shape."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from psycopg import OperationalError as ConnectionFailure
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from activities.vault.errors import StorageUnavailable
from api.frame.context import request_id_of
from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_BY_STATUS = {
    400: Kind.MALFORMED_REQUEST,
    404: Kind.NOT_FOUND,
    405: Kind.METHOD_NOT_ALLOWED,
    413: Kind.BODY_TOO_LARGE,
}


class ProblemResponse(JSONResponse):
    """An answer in problem+json."""

    media_type = MEDIA_TYPE


def problem_response(request: Request, problem: Problem) -> Response:
    """The problem as an answer to this request."""
    base_url: str = request.app.state.parts.settings.problem_base_url
    return ProblemResponse(
        problem.body(base_url, request_id_of(request.scope)), problem.status_code, problem.headers
    )


def as_problem(error: Exception) -> Problem:
    """The problem that says to the caller what `error` means; internals stay in the log."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return Problem(Kind.VALIDATION, errors=_field_errors(error.errors()))
    if isinstance(error, HTTPException):
        kind = _BY_STATUS.get(error.status_code, Kind.MALFORMED_REQUEST)
        return Problem(kind, _own_words(error), headers=error.headers)
    if isinstance(error, DataError):
        return Problem(Kind.MALFORMED_REQUEST, "A value holds what cannot be stored or looked up.")
    if is_database_away(error):
        return unavailable("The database")
    if isinstance(error, StorageUnavailable):
        return unavailable("The document storage")
    return Problem(Kind.INTERNAL_ERROR)


def is_database_away(error: Exception) -> bool:
    """Whether the database could not be reached or broke off, so that repeating the request makes sense."""
    if isinstance(error, PoolTimeout | ConnectionFailure | InterfaceError | OperationalError):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated


def install(app: FastAPI) -> None:
    """Registers the translation of refusals; what nobody expected is for `LastResort`."""

    async def answer(request: Request, error: Exception) -> Response:
        return problem_response(request, as_problem(error))

    for expected in (HTTPException, RequestValidationError):
        app.add_exception_handler(expected, answer)


class LastResort:
    """Answers with a problem where nothing else caught the error, within the headers of `Surround`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; an error after the answer has begun can only break the connection off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            request, problem = Request(scope, receive), as_problem(error)
            if problem.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                _log_failure(request, error, problem)
            if begun:
                raise
            await problem_response(request, problem)(scope, receive, send)


def _log_failure(request: Request, error: Exception, problem: Problem) -> None:
    request_id = request_id_of(request.scope)
    if problem.kind is Kind.INTERNAL_ERROR:
        log.error("request %s failed: %s", request_id, type(error).__name__, exc_info=_traceable(error))
    else:
        log.warning("request %s: %s (%s)", request_id, problem.detail, type(error).__name__)


def _traceable(error: Exception) -> Exception:
    """The error for the log. A refused answer quotes the data it refused, so only its places are logged."""
    if isinstance(error, ResponseValidationError):
        return ValueError(str([detail.get("loc") for detail in error.errors()])).with_traceback(
            error.__traceback__
        )
    return error


def _own_words(error: HTTPException) -> str | None:
    """The framework's words, unless they only repeat the name of the status."""
    standard = HTTPStatus(error.status_code).phrase
    return None if error.detail == standard else str(error.detail)


def _field_errors(errors: Sequence[Any]) -> list[dict[str, str]]:
    return [_field_error(error) for error in errors]


def _field_error(error: dict[str, Any]) -> dict[str, str]:
    """One refused value, without repeating the value: it may be a password."""
    place, *path = error["loc"]
    found = {"detail": str(error["msg"]), "code": str(error["type"])}
    if place == "body":
        found["pointer"] = "".join(f"/{_escaped(part)}" for part in path)
    else:
        found["parameter"] = str(path[0]) if path else str(place)
        found["in"] = str(place)
    return found


def _escaped(part: object) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")
