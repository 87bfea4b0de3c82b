"""Shapes that all resources share."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, model_validator

Item = TypeVar("Item")
Language = Annotated[str, StringConstraints(pattern="^(es|en)$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Instant = AwareDatetime


class Schema(BaseModel):
    """Base of all bodies: unknown members are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, given: Any) -> Any:
        """Refuses the one character that PostgreSQL cannot keep."""
        if _holds_nul(given):
            raise ValueError("text cannot contain the character U+0000")
        return given


class Page(Schema, Generic[Item]):
    """One page of a list, newest first. `next` is the cursor of the following page, absent on the last."""

    items: list[Item]
    next: str | None = None


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(key) or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(_holds_nul(item) for item in value)
