"""What is said to have happened is not still to come."""

from datetime import date, datetime
from typing import TypeVar

from api.problems.kinds import Kind
from api.problems.problem import Problem

When = TypeVar("When", date, datetime)


def refuse_future(given: When, at: When, pointer: str, detail: str) -> None:
    """Raises 422 for an instant or a day after the present one; `detail` says what cannot be yet."""
    if given > at:
        raise Problem(Kind.VALIDATION, errors=[{"pointer": pointer, "code": "future", "detail": detail}])
