"""Reports, openings and look-ups by the staff."""

from api.problems.meanings.meaning import Meaning

REPORT_CLAIMED = Meaning(409, "Another reviewer has this report", "Take another one.")
REPORT_NOT_CLAIMED = Meaning(409, "You have not claimed this report", "Claim it first.")
REPORT_DECIDED = Meaning(409, "The report is decided, or waits for a second person", "See its decision.")
DECISION_NOT_AWAITING = Meaning(
    409, "The decision does not wait for a second person", "See its state; nothing was changed."
)
DECISION_NOT_IN_FORCE = Meaning(409, "The decision is not in force", "See its state; nothing was changed.")
OWNER_CANNOT_BE_REVOKED = Meaning(
    409,
    "Owners answer for their business: their access cannot be revoked alone",
    "Suspend or expel the business instead.",
)
ALREADY_APPEALED = Meaning(409, "The decision was appealed already", "Wait for the answer.")
APPEAL_TOO_LATE = Meaning(409, "The time to appeal is over", "Courts remain open to you.")
APPEAL_DECIDED = Meaning(409, "The appeal is decided", "Nothing is left to do.")
INCIDENT_STATE_UNCHANGED = Meaning(
    409, "The incident is in this state already", "Add a note instead, or choose another state."
)
