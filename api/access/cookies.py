"""The service's cookies: out of scripts' reach, never sent along by other sites, and by TLS alone."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

SESSION_COOKIE = "rubrica_session"
DEVICE_COOKIE = "rubrica_device"


def cookie_name(name: str, *, secure: bool) -> str:
    """The name in the browser: under TLS one that no other host, path or plain connection can set."""
    return f"__Host-{name}" if secure else name


def read_cookie(request: Request, name: str, *, secure: bool) -> str | None:
    """What the browser sent, if anything."""
    return request.cookies.get(cookie_name(name, secure=secure)) or None


def put_cookie(response: Response, name: str, value: str, life: timedelta, *, secure: bool) -> None:
    """Hands a value to the browser for at most `life`."""
    response.set_cookie(
        cookie_name(name, secure=secure),
        value,
        max_age=int(life.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def take_cookie(response: Response, name: str, *, secure: bool) -> None:
    """Takes it back."""
    response.delete_cookie(
        cookie_name(name, secure=secure), path="/", secure=secure, httponly=True, samesite="strict"
    )
