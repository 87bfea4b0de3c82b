"""Who asks, and whether they may."""

from api.problems.meanings.meaning import Meaning

AUTHENTICATION_REQUIRED = Meaning(
    401, "Sign in first", "Send a session cookie or `Authorization: Bearer live_…`."
)
CREDENTIALS_REFUSED = Meaning(401, "Address or password is not right", "Check both; after some tries, wait.")
PASSWORD_RESET_REQUIRED = Meaning(
    403,
    "The password has to be reset first",
    "Its loss or theft was reported: ask for a reset by mail, give a recovery code if you have a second "
    "factor, then sign in with the new password.",
)
ACCESS_REVOKED = Meaning(
    403, "Your access was revoked", "A mail told you why; write to the holder's contact address."
)
SECOND_FACTOR_REQUIRED = Meaning(
    403, "The second factor is still to be given", "`POST /v1/sessions/current/second-factor`."
)
SECOND_FACTOR_ENROLMENT_REQUIRED = Meaning(
    403, "Staff need a second factor", "Enrol one under `/v1/me/factors`; nothing else works before."
)
PASSWORD_EXPIRED = Meaning(
    403, "The password is too old", "Change it with `PUT /v1/me/password`; nothing else works before."
)
SECOND_FACTOR_REFUSED = Meaning(
    401, "The code is not right", "Wait for the next code, or use another factor; some tries are free."
)
PASSKEY_REFUSED = Meaning(401, "The passkey was not accepted", "Ask for a new challenge and try again.")
PASSKEY_KNOWN = Meaning(409, "This passkey is enrolled already", "Nothing is left to do.")
ENROLMENT_EXPIRED = Meaning(410, "The code came too late", "Begin enrolling anew.")
TOO_MANY_FACTORS = Meaning(409, "There are enough second factors", "Remove one first.")
FACTOR_NEEDED = Meaning(409, "Staff keep at least one second factor", "Enrol another one first.")
NO_FACTOR = Meaning(409, "There is no second factor", "Enrol one; recovery codes come with it.")
PASSWORD_UNCHANGED = Meaning(409, "The new password is the old one", "Choose another.")
RESET_LINK_UNKNOWN = Meaning(
    404, "This reset link is not valid", "Check that it is whole, or ask for another."
)
RESET_LINK_EXPIRED = Meaning(
    410, "This reset link no longer works", "It lasts an hour and works once; ask for another."
)
CROSS_SITE_REQUEST = Meaning(
    403,
    "The request does not come from this site's own pages",
    "With a session cookie, changes need `Sec-Fetch-Site: same-origin` or an `Origin` of this service; "
    "programs use an API key.",
)
SESSION_REQUIRED = Meaning(403, "This needs a person's session", "API keys cannot do this; sign in.")
OWNER_REQUIRED = Meaning(403, "Only the owner of the business can do this", "Ask its owner.")
SCOPE_REQUIRED = Meaning(
    403, "The API key was not given this scope", "`detail` names it; use a key that has it."
)
ROLE_REQUIRED = Meaning(403, "Your role does not include this", "`detail` names the permission it needs.")
STEP_UP_REQUIRED = Meaning(
    403, "Prove again who you are first", "`POST /v1/sessions/current/step-up`, then repeat the request."
)
TOO_MANY_KEYS = Meaning(409, "The business has too many keys", "End those that nobody uses any more.")
SERVICE_DOWNLOAD_ONLY = Meaning(
    403,
    "The service of this business is limited to downloads",
    "`errors` names the reason as `code` and the way out as `detail`; reading and exporting go on.",
)
SERVICE_BLOCKED = Meaning(
    403, "The service of this business has ended", "Its data is blocked; write to the holder's address."
)
PLAN_REQUIRED = Meaning(
    409,
    "The business has no plan in force",
    "Choose one of `GET /v1/plans`; drafts and tests need none.",
)
PLAN_LIMIT_REACHED = Meaning(
    409,
    "The plan includes no more",
    "`errors` names the limit as `code`, what is allowed and used, and the way out as `detail`.",
)
BUSINESS_REQUIRED = Meaning(
    403, "You have no business yet", "Create one with `POST /v1/businesses`, accepting the contract."
)
BUSINESS_NOT_CHOSEN = Meaning(
    422, "It is not clear for which business you act", "Name it in the header `Rubrica-Business`."
)
WEBHOOK_REFUSED = Meaning(
    403, "The signature of the events is not right", "Sign the raw body with the provider's key, in time."
)
CAPTCHA_REQUIRED = Meaning(
    403,
    "This form asks for a proof of work",
    "Solve a challenge of `GET /v1/captcha` and send it in the header `Rubrica-Captcha`.",
)
CAPTCHA_REFUSED = Meaning(
    403,
    "The proof of work is wrong, late or used",
    "Solve a fresh challenge of `GET /v1/captcha` and repeat the request.",
)
