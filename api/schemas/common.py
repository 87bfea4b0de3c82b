"""Shapes that all resources share."""

from typing import Annotated, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

Item = TypeVar("Item")
Language = Annotated[str, StringConstraints(pattern="^(es|en)$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Instant = AwareDatetime


class Schema(BaseModel):
    """Base of all bodies: unknown members are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Schema, Generic[Item]):
    """One page of a list, newest first. `next` is the cursor of the following page, absent on the last."""

    items: list[Item]
    next: str | None = None


