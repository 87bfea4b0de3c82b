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
    """The person did not get the holder's own answer."""
    answered_again: int = 0
    """How often that was given anew."""
    others_unreached: int = 0
    """Answers of other controllers that the person did not get."""
    answers_returned: int = 0
    """Mails to the person that came back after they had been taken, and are not noted yet."""
    answers_look_at: datetime | None = None
    """When it is next to be looked at what the person was told; none once nothing can come of it."""


@dataclass(frozen=True)
class RightsRecord:
    """The state that a request takes."""

    request_id: str
    state: RequestState
    at: datetime
    passed_on_at: datetime | None = None


def mail_key(whose: str, part_id: str, purpose: Purpose, again: int = 0) -> str:
    """The key of a mail about a part. It begins with the business whose part it is, or the request for the
    holder's own: it is destroyed with what has that id. `again` counts the answers that followed the first.
    """
    key = f"rights:{whose}:{part_id}:{purpose.value}"
    return f"{key}:{again + 1}" if again else key


def extension_key(request_id: str) -> str:
    """The key of the mail that says that the holder takes longer."""
    return f"rights:{request_id}:extended"
