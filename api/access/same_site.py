"""Requests that a browser sends with its cookie must come from our own pages."""

from starlette.requests import Request

from api.problems.kinds import Kind
from api.problems.problem import Problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def require_same_site(request: Request, public_origin: str) -> None:
    """Refuses a change that another site may have caused (403).

    Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`. A request with
    neither is refused too: it cannot be told from a forged one.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    is_ours = request.headers.get("origin") == public_origin if site is None else site == "same-origin"
    if not is_ours:
        raise Problem(Kind.CROSS_SITE_REQUEST)


def refuse_foreign_site(request: Request, public_origin: str) -> None:
    """Refuses what another site's page sends without a cookie, such as signing somebody in unasked.

    Programs, which send neither header, are let through.
    """
    if "sec-fetch-site" in request.headers or "origin" in request.headers:
        require_same_site(request, public_origin)
