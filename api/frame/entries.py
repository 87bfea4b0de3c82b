"""From a request and its answer to its entry in the log: who, what, from where, with what result."""

import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from activities.records.activity_log import Entry
from api.access.callers import Anybody, Caller, LinkHolder, Member, Operations, Person, Staff
from api.access.known import known
from api.access.same_site import SAFE_METHODS
from api.frame.context import Origin, request_id_of
from api.frame.folds import fold_key
from api.problems.handlers import MEDIA_TYPE, as_problem
from models.identifiers import Prefix
from terms.activity import Actor

_REFUSED_FROM = 400
_JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """Status, of a refusal the end of the problem's type, and the id of what the answer shows.

    All are empty while there is no answer.
    """

    status: int | None = None
    problem: str | None = None
    shown: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the request was carried out."""
        return self.status is not None and self.status < _REFUSED_FROM


def answer_of(response: Response) -> Answer:
    """What a response says; a kept refusal given again is still that refusal."""
    kind = response.headers.get("content-type")
    if kind == MEDIA_TYPE:
        slug = str(json.loads(bytes(response.body))["type"]).rpartition("/")[2]
        return Answer(response.status_code, slug)
    if kind != _JSON or response.status_code != HTTPStatus.CREATED:
        return Answer(response.status_code)
    body = json.loads(bytes(response.body))
    return Answer(response.status_code, shown=str(body["id"]) if "id" in body else None)


def refusal_of(error: Exception) -> Answer:
    """The answer that an error becomes."""
    problem = as_problem(error)
    return Answer(problem.status_code, problem.kind.slug)


def entry_of(
    request: Request, action: str, answer: Answer, origin: Origin, user_id: str | None, at: datetime
) -> Entry:
    """The entry. `user_id` is whom the request is about where its caller is nobody yet.

    A stranger's refusals, and what they only read, are folded.
    """
    caller = known(request)
    who = _who(caller)
    is_stranger = isinstance(caller, Anybody) and user_id is None
    is_folded = is_stranger and answer.status is not None
    is_folded = is_folded and (not answer.is_success or request.method in SAFE_METHODS)
    objects = [*who.pop("objects", ()), *_named(request), *filter(None, [answer.shown])]
    business_id = who.pop("business_id", None) or _business(caller, objects, answer)
    return Entry(
        action,
        business_id=business_id,
        user_id=who.pop("user_id", user_id),
        objects=objects,
        status=answer.status,
        problem=answer.problem,
        ip=origin.ip,
        user_agent=origin.user_agent,
        request_id=request_id_of(request.scope),
        fold=fold_key(origin.ip, action, answer.status, answer.problem, at) if is_folded else None,
        **who,
    )


def _who(caller: Caller) -> dict[str, Any]:
    match caller:
        case Anybody():
            return {"actor": Actor.ANYBODY}
        case Operations():
            return {"actor": Actor.OPERATIONS}
        case Person():
            return {"actor": Actor.USER, "actor_id": caller.user_id, "user_id": caller.user_id}
        case Staff():
            roles = [role.value for role in caller.roles]
            return {
                "actor": Actor.STAFF,
                "actor_id": caller.user_id,
                "user_id": caller.user_id,
                "roles": roles,
            }
        case Member():
            return _member(caller)
        case LinkHolder():
            return {
                "actor": Actor.SIGNER,
                "actor_id": caller.signer.id,
                "business_id": caller.envelope.business_id,
                "objects": [caller.envelope.id, caller.signer.id],
            }


def _member(caller: Member) -> dict[str, Any]:
    by_key = caller.api_key_id is not None
    return {
        "actor": Actor.API_KEY if by_key else Actor.USER,
        "actor_id": caller.api_key_id or caller.user_id,
        "business_id": caller.business_id,
        "user_id": caller.user_id,
    }


def _named(request: Request) -> list[str]:
    """What the path names. The entry keeps ids of ours alone, so that no token or name gets in."""
    return [str(value) for name, value in request.path_params.items() if name != "token"]


def _business(caller: Caller, objects: list[str], answer: Answer) -> str | None:
    """A person's act on a business that they named or made is that business's, once it was admitted."""
    if not answer.is_success or not isinstance(caller, Person):
        return None
    prefix = f"{Prefix.BUSINESS.value}_"
    return next((item for item in objects if item.startswith(prefix)), None)
