"""What `RightsRequestRecords` is told and answers. Ids, instants, numbers and small enums only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.mail.messages import Purpose
from terms.rights_requests import Facts, RequestState


@dataclass(frozen=True)
class RightsLook:
    """A request to look at, and when."""

    request_id: str
    at: datetime


@dataclass(frozen=True)
class RightsPlan:
    """A request as it stands."""

    facts: Facts
    dpo_ids: Sequence[str]
    """Who of the staff watches over it."""
    own_part: bool
    """The holder has a part in it."""
    unreached: int
    """Controllers that no mail reaches."""
    untold: bool
    """The person has to be told something: an answer, or that the holder takes longer."""
    to_reach: int = 0
    """Controllers whose notice came back and for whom something is still to be done."""
    extension_unreached: bool = False
    """The person's address refuses to hear that the holder takes longer."""
    answer_unreached: bool = False
    """The person's address refuses the holder's own answer."""


@dataclass(frozen=True)
class RightsRecord:
    """The state that a request takes."""

    request_id: str
    state: RequestState
    at: datetime
    passed_on_at: datetime | None = None


def mail_key(whose: str, part_id: str, purpose: Purpose) -> str:
    """The key of a mail about a part. It begins with the business whose part it is, or the request for the
    holder's own: it is destroyed with what has that id.
    """
    return f"rights:{whose}:{part_id}:{purpose.value}"
