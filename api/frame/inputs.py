"""What endpoints ask the frame for, as annotated parameters."""

from typing import Annotated, TypeVar

from fastapi import BackgroundTasks, Depends, Path, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from api.access.callers import LinkHolder, Member, Person, Staff
from api.access.devices import Browser, browser_of
from api.acting.letters import AccountLetters
from api.acting.signing_in import Reception
from api.frame.answers import Claim
from api.frame.context import Origin, now, origin_of
from api.frame.journal import Journal
from api.parts import Parts
from models.identifiers import Prefix, new_id

SigningToken = Annotated[str, Path(max_length=200, description="Of the link in the signer's mail.")]
Kind = TypeVar("Kind", LinkHolder, Member, Person, Staff)


class Making:
    """Makes ids that stay the same when the same request is repeated with its `Idempotency-Key`."""

    def __init__(self, claim: Claim | None) -> None:
        self._claim = claim

    def id(self, prefix: Prefix) -> str:
        """The id of the one thing of this kind that the request makes."""
        return self._claim.id_for(prefix) if self._claim else new_id(prefix)


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


def _session(request: Request) -> AsyncSession:
    session: AsyncSession = request.state.session
    return session


def _making(request: Request) -> Making:
    return Making(getattr(request.state, "claim", None))


def _journal(request: Request) -> Journal:
    journal: Journal = request.state.journal
    return journal


def _caller(request: Request, kind: type[Kind]) -> Kind:
    caller = request.state.caller
    if not isinstance(caller, kind):
        raise TypeError(f"the route's access rule admits {type(caller).__name__}, not {kind.__name__}")
    return caller


def _person(request: Request) -> Person:
    return _caller(request, Person)


def _member(request: Request) -> Member:
    return _caller(request, Member)


def _staff(request: Request) -> Staff:
    return _caller(request, Staff)


def _link_holder(request: Request, token: SigningToken) -> LinkHolder:  # noqa: ARG001 - for the OpenAPI
    return _caller(request, LinkHolder)


def _browser(request: Request) -> Browser:
    return browser_of(request, secure=_parts(request).settings.secure_cookies)


def _letters(request: Request, afterwards: BackgroundTasks) -> AccountLetters:
    return AccountLetters(_parts(request), _session(request), afterwards)


def _reception(request: Request, response: Response, afterwards: BackgroundTasks) -> Reception:
    letters = _letters(request, afterwards)
    return Reception(
        _parts(request),
        _session(request),
        letters,
        _journal(request),
        _browser(request),
        response,
        now(),
    )


PartsIn = Annotated[Parts, Depends(_parts)]
SessionIn = Annotated[AsyncSession, Depends(_session)]
"""The request's transaction: committed by the frame, together with the kept answer."""
MakingIn = Annotated[Making, Depends(_making)]
OriginIn = Annotated[Origin, Depends(origin_of)]
JournalIn = Annotated[Journal, Depends(_journal)]
"""The request's entry in the log, for routes that learn whom they are about."""
PersonIn = Annotated[Person, Depends(_person)]
MemberIn = Annotated[Member, Depends(_member)]
StaffIn = Annotated[Staff, Depends(_staff)]
LinkHolderIn = Annotated[LinkHolder, Depends(_link_holder)]
LettersIn = Annotated[AccountLetters, Depends(_letters)]
"""Orders letters to users in the request's transaction; they are posted after its commit."""
ReceptionIn = Annotated[Reception, Depends(_reception)]
