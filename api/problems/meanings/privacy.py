"""Data protection: sub-processors and breaches (contract P4, P8), instructions and disclosures (P1, P3)."""

from api.problems.meanings.meaning import Meaning

OBJECTION_TOO_LATE = Meaning(
    409,
    "It is too late to object, or there is nothing to object to",
    "`objection_until` says until when; end the contract if you cannot agree.",
)
SUBPROCESSOR_NOT_UNDER_WAY = Meaning(
    409, "The sub-processor is not being announced any more", "See its state; nothing was changed."
)
SUBPROCESSOR_NOT_CURRENT = Meaning(
    409, "The sub-processor is not a current one", "See its state; nothing was changed."
)
BREACH_REGISTERED = Meaning(409, "The incident is registered as a breach already", "Open that one.")
BREACH_ENDED = Meaning(409, "The breach is closed", "Enter a new incident for what came up since.")
CONTROLLERS_TOLD = Meaning(
    409, "Controllers were told, or are about to be", "Go on with assessments; say there what was wrong."
)

INSTRUCTION_WITHDRAWN = Meaning(409, "The instruction is withdrawn", "Give a new one.")
INSTRUCTION_SUSPENDED = Meaning(
    409,
    "The instruction is suspended: its legality is doubted",
    "Its controller confirms, amends or withdraws it, or the holder takes its doubt back.",
)
INSTRUCTION_NOT_SUSPENDED = Meaning(
    409, "Nobody doubts the legality of the instruction", "There is nothing to confirm or to take back."
)
INSTRUCTION_FOLLOWED = Meaning(409, "The instruction is in force already", "Nothing is left to acknowledge.")
INSTRUCTION_CHANGED = Meaning(
    409, "The instruction has another version by now", "Read it again, then act on that version."
)
DISCLOSURE_NOT_AUTHORISED = Meaning(
    409,
    "No authorisation is in force",
    "Hand nothing over before the controller's instruction is acknowledged and stands.",
)
DISCLOSURE_OTHER_ENTITY = Meaning(
    409, "The recipient is another than the one that was authorised", "Ask the controller for an instruction."
)
DISCLOSURE_MORE_DATA = Meaning(
    409, "More data than was authorised", "Hand over what is covered, or ask the controller for more."
)
DISCLOSURE_OTHER_ENVELOPES = Meaning(
    409, "Other envelopes than were authorised", "Name envelopes that the authorisation names."
)
DISCLOSURE_SAFEGUARDS_MISSING = Meaning(
    409,
    "Data would go to a third country without safeguards",
    "Have the controller name the safeguards (GDPR art. 46) in its instruction.",
)
DISCLOSURE_UNTOLD = Meaning(
    409,
    "The controller has not been told of the legal duty",
    "Wait until its notice has gone, or tell it another way; silence takes a second person.",
)
DISCLOSURE_SILENCE = Meaning(
    409, "Telling of it is not forbidden, or is so no longer", "See whether the controller was told."
)
