"""Keys of programs."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.common import Instant, Schema
from api.schemas.members import PersonView
from terms.keys import OVERLAP_HOURS, OVERLAP_HOURS_MAX, Mode
from terms.roles import Permission


class ApiKeyDraft(Schema):
    """A name by which its owner knows the key, and what it may do."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    mode: Mode = Mode.LIVE
    """What a `test` key makes is marked as a test and seen by test keys alone."""
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=50)] | None = None
    """Without them, everything that its maker can give."""
    expires_at: Instant | None = None


class ApiKeyView(Schema):
    """A key without its secret. One that has expired is listed until it is ended."""

    id: str
    name: str
    hint: str
    """How the secret begins."""
    mode: Mode
    scopes: list[Permission]
    created_by: PersonView
    created_at: Instant
    expires_at: Instant | None
    last_used_at: Instant | None


class ApiKeyMade(ApiKeyView):
    """The only time the secret is shown."""

    secret: str


class ApiKeyRotation(Schema):
    """How long the replaced key goes on working beside the new one."""

    overlap_hours: Annotated[int, Field(ge=0, le=OVERLAP_HOURS_MAX)] = OVERLAP_HOURS
