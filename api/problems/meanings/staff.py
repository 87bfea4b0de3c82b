"""The holder's staff: who is let in, and by whom."""

from api.problems.meanings.meaning import Meaning

COMMITMENTS_REQUIRED = Meaning(
    403,
    "The confidentiality commitments have to be accepted first",
    "Accept the current `staff-commitments` with `POST /v1/staff/commitments`.",
)
STAFF_DUTIES_MISSING = Meaning(
    403,
    "Signed commitments and a training come before access",
    "`errors` says which of `commitment` and `training` is missing, and the page to do it; see"
    " `GET /v1/staff/duties`.",
)
COURSE_OUTDATED = Meaning(
    409, "The course has changed", "Read the current one with `GET /v1/staff/course` and answer again."
)
SECOND_PERSON_REQUIRED = Meaning(
    403, "This takes a second person", "Somebody else, whom it is not about either, has to do it."
)
SHARED_MAILBOX = Meaning(
    422, "The address is not a person's", "Staff accounts are named: give somebody's own work address."
)
ROLES_INCOMPATIBLE = Meaning(
    422, "One person cannot hold these roles together", "`detail` says which two and why."
)
ALREADY_STAFF = Meaning(409, "This person works here already", "Change their roles instead.")
STAFF_ALREADY_INVITED = Meaning(
    409, "There is an open invitation for this address", "Withdraw it first, or wait for the answer."
)
STAFF_INVITATION_UNKNOWN = Meaning(
    404, "This invitation is not valid", "Check that the link is whole, or ask for another invitation."
)
STAFF_INVITATION_ENDED = Meaning(
    409, "The invitation has ended", "Its `state` says how; a new one can be made."
)
STAFF_INVITATION_FOR_ANOTHER = Meaning(
    403, "The invitation is for another address", "Sign in with the address it was sent to."
)
DECISION_ENDED = Meaning(409, "This has been decided already", "Its `state` says how.")
DECISION_AWAITED = Meaning(
    409, "Another change of this person's roles awaits a decision", "Decide or withdraw that one first."
)
ROLES_UNCHANGED = Meaning(409, "These are their roles already", "Nothing is left to do.")
BUSINESS_NOT_BLOCKED = Meaning(
    409, "The business is not blocked", "Only documents of a blocked business are opened in this way."
)
OPENING_NOT_OPEN = Meaning(
    409, "The opening is not open", "Its `state` says why; documents are open for minutes."
)
LAST_ADMINISTRATOR = Meaning(
    409,
    "Nobody would be left who can let staff in and out",
    "Give the role `security` to somebody else first.",
)
