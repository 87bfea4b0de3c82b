"""The route class of all resources: admits by the declared rule, answers once, commits once."""

from collections.abc import Callable, Coroutine
from http import HTTPMethod
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.access.callers import Anybody
from api.access.captcha import HEADER, SOLUTION_LENGTH
from api.access.known import know
from api.access.rule import declared_problems, rule_of
from api.access.scopes import scope_of
from api.frame.actions import action_of, is_logged
from api.frame.journal import Journal
from api.frame.once import answer_once, carry_out
from api.parts import Parts
from api.problems.documented import problem_responses

_CAPTCHA_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "The solution of a challenge of `GET /v1/captcha`, good for one request.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": SOLUTION_LENGTH,
        "pattern": "^[A-Za-z0-9+/=]+$",
    },
}
Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """A route with an access rule. Raises `TypeError` when its endpoint declares none."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        rule = rule_of(endpoint)
        answers = problem_responses((*rule.kinds, *declared_problems(endpoint)))
        options["responses"] = answers | (options.get("responses") or {})
        options["openapi_extra"] = (
            _security(rule.schemes) | _captcha(rule.captcha) | (options.get("openapi_extra") or {})
        )
        super().__init__(path, endpoint, **options)

    @property
    def action(self) -> str | None:
        """What the log calls a request to this route; nothing for pages and probes."""
        return action_of(min(self.methods or ()), self.path) if is_logged(self.path) else None

    def get_route_handler(self) -> Handle:
        """The handler within its frame: access first, so that no stranger's body is even read."""
        handle, rule = super().get_route_handler(), rule_of(self.endpoint)
        action = self.action
        once = HTTPMethod.POST in (self.methods or ()) and rule.idempotent

        async def framed(request: Request) -> Response:
            parts: Parts = request.app.state.parts
            caller = await rule.admit(request, parts)
            know(request, Anybody() if rule.confidential else caller)
            request.state.caller = caller
            if once:
                return await answer_once(request, parts, caller, handle)
            return await carry_out(request, parts, scope_of(caller), handle)

        async def logged(request: Request) -> Response:
            request.state.journal = journal = Journal(request, action or "")
            try:
                return await framed(request)
            except Exception as error:
                await journal.refused(error)
                raise

        return logged if action else framed


def _captcha(required: bool) -> dict[str, Any]:
    """What the OpenAPI says about the header with the proof of work."""
    return {"parameters": [_CAPTCHA_PARAMETER]} if required else {}


def _security(schemes: tuple[str, ...]) -> dict[str, Any]:
    """What the OpenAPI says about credentials: any one of the schemes; none for open routes."""
    return {"security": [{scheme: []} for scheme in schemes]}
