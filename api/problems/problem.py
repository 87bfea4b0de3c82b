"""A problem as an exception, raised wherever a request cannot be met."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException

from api.problems.kinds import Kind


class Problem(HTTPException):
    """Ends the request with a problem of one kind. `detail` must hold no personal data and no internals."""

    def __init__(
        self,
        kind: Kind,
        detail: str | None = None,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        given = dict(headers or {})
        if retry_after is not None:
            given["Retry-After"] = str(retry_after)
        if kind.status == 401:
            given["WWW-Authenticate"] = 'Bearer realm="rubrica"'
        super().__init__(kind.status, detail or kind.value.advice, given)
        self.kind = kind
        self.errors = [dict(error) for error in errors]
        self.retry_after = retry_after

    def body(self, base_url: str, request_id: str) -> dict[str, Any]:
        """Members of the answer (RFC 9457), with the id under which our logs know the request."""
        members: dict[str, Any] = {
            "type": base_url + self.kind.slug,
            "title": self.kind.value.title,
            "status": self.kind.status,
            "detail": self.detail,
            "request_id": request_id,
        }
        if self.errors:
            members["errors"] = self.errors
        if self.retry_after is not None:
            members["retry_after"] = self.retry_after
        return members


def unavailable(part: str, retry_after: int = 5) -> Problem:
    """503 that names which part of the service is away, in words that say nothing of its inside."""
    return Problem(
        Kind.SERVICE_UNAVAILABLE,
        f"{part} cannot be reached; repeat the request with the same Idempotency-Key, nothing is lost.",
        retry_after=retry_after,
    )
