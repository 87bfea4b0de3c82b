"""Where a page of a list begins, and how long it is."""

from typing import Annotated

from fastapi import Query
from pydantic import StringConstraints

After = Annotated[
    Annotated[str, StringConstraints(min_length=1, max_length=200)] | None,
    Query(description="`next` of the page before."),
]
Limit = Annotated[int, Query(ge=1, le=100)]
LongLimit = Annotated[int, Query(ge=1, le=200)]
"""Of lists whose items are a line each."""
