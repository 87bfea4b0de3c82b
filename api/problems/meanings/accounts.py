"""Registration, and the ways back into an account."""

from api.problems.meanings.meaning import Meaning

CONSENT_REQUIRED = Meaning(422, "A text has to be accepted", "`errors` names each text that is missing.")
CONSENT_OUTDATED = Meaning(
    409, "The text accepted is not the current one", "Show the current text and ask again."
)
VERIFICATION_LINK_UNKNOWN = Meaning(
    404, "This verification link is not valid", "Check that it is whole, or register again."
)
VERIFICATION_LINK_EXPIRED = Meaning(
    410,
    "This verification link has expired",
    "Ask for a new one with `POST /v1/registrations/link`; it goes to the same address.",
)
ALREADY_REGISTERED = Meaning(409, "This address is already registered", "Sign in.")
CREDENTIAL_REPORT_UNKNOWN = Meaning(
    404, "This link to confirm a report is not valid", "Check that it is whole, or report again."
)
RECOVERY_LINK_UNKNOWN = Meaning(
    404, "This link to get back into an account is not valid", "Check that it is whole, or ask again."
)
RECOVERY_ENDED = Meaning(
    409, "This way back into the account has ended", "`POST /v1/account-recoveries` asks anew."
)
RECOVERY_UNDER_WAY = Meaning(
    409,
    "Another recovery of this account is under way",
    "Go on with it, or stop it, by the link mailed for it.",
)
CREDENTIAL_REPORT_EXPIRED = Meaning(
    410, "This link to confirm a report has expired", "Nothing was changed; report again."
)
