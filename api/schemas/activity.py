"""The log of interactions as people read it."""

from pydantic import Field

from api.schemas.common import Instant, Schema
from terms.activity import Actor


class ActorView(Schema):
    """Who acted. `name` is what they are called today, where the reader may know it."""

    kind: Actor
    id: str | None
    name: str | None
    roles: list[str] = Field(description="In which a member of the holder's staff acted.")


class ActivityView(Schema):
    """One interaction. `status` is empty for what was broken off (`problem` says so) and for acts inside."""

    id: str
    at: Instant
    action: str = Field(description="`source:subject:action`, such as `api:envelopes:send`.")
    actor: ActorView
    objects: list[str] = Field(description="Ids of what it is about.")
    status: int | None
    problem: str | None = Field(description="End of the problem's `type`, where it was refused or failed.")
    ip: str | None
    user_agent: str | None
    request_id: str | None
