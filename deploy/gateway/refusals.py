"""Refusals in Stripe's form."""

from typing import Any


class Refusal(Exception):
    """An error answer: `type` tells the kind, `code` and `decline_code` the cause."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        given = {"type": kind, "message": message, "code": code, "param": param, **more}
        self.error = {name: value for name, value in given.items() if value is not None}

    @property
    def body(self) -> dict[str, Any]:
        """The answer's body."""
        return {"error": self.error}

    @property
    def is_kept(self) -> bool:
        """Whether an idempotency key keeps it: what was refused before anything began is not kept."""
        return self.status == 402 or self.status >= 500


def missing(kind: str, object_id: str) -> Refusal:
    """There is no such object."""
    return Refusal(404, f"No such {kind}: '{object_id}'", code="resource_missing", param="id")
