"""Requests of data subjects, and what controllers do about them (contract P6, P7)."""

from api.problems.meanings.meaning import Meaning

RIGHTS_LINK_UNKNOWN = Meaning(
    404, "The link does not work", "Open the newest mail about the request, or make another request."
)
RIGHTS_LINK_EXPIRED = Meaning(410, "The link's time is over", "Make another request.")
RIGHTS_REQUEST_ENDED = Meaning(409, "The request has ended", "Register another one for what came since.")
RIGHTS_REQUEST_PASSED_ON = Meaning(
    409, "The request is confirmed or passed on already", "Tell the controllers that you take it back."
)
RIGHTS_ANSWERED = Meaning(409, "The request has an answer already", "Tell the person what has changed.")
RIGHTS_NOT_OURS = Meaning(
    409, "The holder has no answer to give in this request", "Its controllers answer it."
)
RIGHTS_IDENTITY_OPEN = Meaning(
    409, "The person is not identified", "Decide on their identity first, or refuse with the reason."
)
RIGHTS_IDENTITY_DECIDED = Meaning(409, "The person's identity is decided", "Go on with the request.")
RIGHTS_NO_EXTENSION = Meaning(
    409, "The time cannot be extended", "It can be once, told within the first month."
)
SUBJECT_NOT_NAMED = Meaning(422, "Nobody is looked for", "Give `email` or `name`.")
SUBJECT_UNKNOWN = Meaning(
    404, "No envelope of yours names this person", "Look for another address, or for the name."
)
ENVELOPE_RESTRICTED = Meaning(
    403,
    "Processing of this envelope is restricted",
    "A person in it asked for that; the owner of the sender's business can see and release it.",
)
ERASED = Meaning(
    410, "This was erased", "It named somebody whose data was erased; what was done is certified."
)
SUBJECT_UNDER_WAY = Meaning(
    409,
    "An envelope waits for this person's signature",
    "Void it or let it end; meanwhile its processing can be restricted.",
)
MEASURE_ENDED = Meaning(409, "The restriction has ended", "There is nothing left to release.")
MEASURE_UNDER_WAY = Meaning(409, "This is still being carried out", "Read the measure until it is done.")
