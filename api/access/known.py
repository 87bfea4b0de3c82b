"""Who asks, as soon as it is known: a refusal is logged under the name of whom it refused (contract M7)."""

from starlette.requests import Request

from api.access.callers import Anybody, Caller


def know(request: Request, caller: Caller) -> None:
    """Remembers who was recognised, whether or not the access rule will admit them."""
    request.state.known = caller


def known(request: Request) -> Caller:
    """Whoever was recognised so far."""
    caller: Caller = getattr(request.state, "known", Anybody())
    return caller
