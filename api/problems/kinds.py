"""Every kind of problem the API answers with. `docs/problems.md` is generated from this list."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Meaning:
    """Status, short title, and what the caller can do about it."""

    status: int
    title: str
    advice: str


class Kind(Enum):
    """A kind of problem. Its name, in lower case with hyphens, ends the `type` URI and never changes."""

    # The request itself
    MALFORMED_REQUEST = Meaning(400, "The request cannot be read", "Check method, headers and encoding.")
    VALIDATION = Meaning(
        422, "Some values are not acceptable", "`errors` names each value by JSON pointer or parameter."
    )
    NOT_FOUND = Meaning(
        404,
        "There is nothing here",
        "Check the address and the id; objects of other businesses look the same.",
    )
    METHOD_NOT_ALLOWED = Meaning(405, "The method is not offered here", "`Allow` names those that are.")
    VERSION_NOT_FOUND = Meaning(
        404,
        "This version does not exist",
        "A document's signed version exists once the first signature is applied; `versions` names a text's.",
    )
    BODY_TOO_LARGE = Meaning(
        413, "The request body is too large", "Send less; documents have their own limit."
    )
    TOO_MANY_REQUESTS = Meaning(429, "Too many attempts", "Wait for the seconds in `Retry-After`.")

    # Who asks
    AUTHENTICATION_REQUIRED = Meaning(
        401, "Sign in first", "Send a session cookie or `Authorization: Bearer live_…`."
    )
    CREDENTIALS_REFUSED = Meaning(
        401, "Address or password is not right", "Check both; after some tries, wait."
    )
    PASSWORD_RESET_REQUIRED = Meaning(
        403,
        "The password has to be reset first",
        "Its loss or theft was reported: ask for a reset by mail, then sign in with the new password.",
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

    # Registration
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
    CREDENTIAL_REPORT_EXPIRED = Meaning(
        410, "This link to confirm a report has expired", "Nothing was changed; report again."
    )

    # Staff
    REPORT_CLAIMED = Meaning(409, "Another reviewer has this report", "Take another one.")
    REPORT_NOT_CLAIMED = Meaning(409, "You have not claimed this report", "Claim it first.")
    REPORT_DECIDED = Meaning(409, "The report is decided, or waits for a second person", "See its decision.")
    DECISION_NOT_AWAITING = Meaning(
        409, "The decision does not wait for a second person", "See its state; nothing was changed."
    )
    DECISION_NOT_IN_FORCE = Meaning(
        409, "The decision is not in force", "See its state; nothing was changed."
    )
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

    # Guests and owners, as `terms.members.MembersRefusal` has them
    INVITATION_UNKNOWN = Meaning(404, "This invitation is not valid", "Check that the link is whole.")
    INVITATION_ACCEPTED = Meaning(409, "The invitation was accepted already", "Sign in.")
    INVITATION_DECLINED = Meaning(409, "The invitation was declined", "Its owner can invite again.")
    INVITATION_REVOKED = Meaning(409, "The invitation was taken back", "Ask whoever invited.")
    INVITATION_EXPIRED = Meaning(409, "The invitation has expired", "Its owner can invite again.")
    INVITATION_FOR_ANOTHER = Meaning(
        403, "Another address was invited", "Sign in with the address that received the invitation."
    )
    ALREADY_INVITED = Meaning(
        409, "This address is invited already", "Renew the invitation, or revoke it and invite again."
    )
    ALREADY_MEMBER = Meaning(409, "This user belongs to the business already", "Nothing is left to do.")
    TRANSFER_UNDER_WAY = Meaning(
        409, "The business is being offered to somebody already", "Withdraw that offer first."
    )
    TRANSFER_ACCEPTED = Meaning(409, "The offer was accepted already", "Nothing is left to do.")
    TRANSFER_DECLINED = Meaning(409, "The offer was declined", "The owner can offer again.")
    TRANSFER_WITHDRAWN = Meaning(409, "The offer was withdrawn", "The owner can offer again.")
    TRANSFER_EXPIRED = Meaning(409, "The offer has expired", "The owner can offer again.")
    ALREADY_OWNER = Meaning(409, "This user owns the business already", "Nothing is left to do.")
    NOT_A_MEMBER = Meaning(
        409, "One of both is no longer what the offer says", "The owner withdraws it and offers again."
    )
    BUSINESS_LIMITED = Meaning(
        409, "The service of the business is limited or has ended", "It takes in nobody until it is complete."
    )
    DELETION_FORBIDDEN = Meaning(
        409, "The business cannot be deleted now", "`errors` names what stands against it and the way out."
    )
    OWNER_CANNOT_LEAVE = Meaning(
        409, "A business always has its owner", "Transfer the ownership to another member first."
    )

    # Staff of the holder
    COMMITMENTS_REQUIRED = Meaning(
        403,
        "The confidentiality commitments have to be accepted first",
        "Accept the current `staff-commitments` with `POST /v1/staff/commitments`.",
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

    # Idempotency
    IDEMPOTENCY_KEY_REUSED = Meaning(
        422, "The key was used for another request", "Use a new `Idempotency-Key` for a new request."
    )
    IDEMPOTENCY_KEY_MALFORMED = Meaning(
        422, "The idempotency key is not usable", "1 to 255 visible ASCII characters."
    )
    REQUEST_IN_PROGRESS = Meaning(
        409, "The same request is still under way", "Repeat it after `Retry-After` seconds."
    )

    # Documents refused at upload, as `terms.uploads.RefusalCause` has them
    NOT_A_PDF = Meaning(422, "The file is not a PDF", "Upload a PDF.")
    EMPTY = Meaning(422, "The document is empty", "Upload a PDF with at least one page.")
    PASSWORD_PROTECTED = Meaning(422, "The document needs a password", "Upload it without one.")
    TOO_LARGE = Meaning(422, "The document is too large", "Make it smaller; the limit is in `detail`.")
    TOO_MANY_PAGES = Meaning(422, "The document has too many pages", "Split it.")
    TOO_COMPLEX = Meaning(
        422, "The document takes too much to examine", "Print it to a new PDF and upload that."
    )
    INFECTED = Meaning(422, "Malware was found in the document", "Check where it comes from.")
    ACTIVE_CONTENT = Meaning(422, "The document holds scripts or launch actions", "Remove them.")
    SIGNING_FORBIDDEN = Meaning(
        422,
        "The document forbids further signatures",
        "Ask its author for a version without that restriction.",
    )
    OWNER_RESTRICTED = Meaning(422, "The document restricts changes", "Upload it without restrictions.")
    UNSIGNABLE = Meaning(422, "The document cannot be signed", "Print it to a new PDF and upload that.")
    DAMAGED = Meaning(
        422, "The document is damaged beyond repair", "Export it again from where it comes from."
    )
    SIGNED_IN_TEST = Meaning(
        422,
        "A signed document cannot be used in test mode",
        "Its watermark would break the signatures; use an unsigned one.",
    )

    # Envelopes, as `terms.envelope.Refusal` has them
    UNKNOWN_SIGNER = Meaning(404, "There is no such signer in this envelope", "Check the signer's id.")
    TEST_RECIPIENT = Meaning(
        422,
        "A test goes to members of the business alone",
        "`errors` names each address that is not a member's; use a member's, or send it in live mode.",
    )
    ENVELOPE_NOT_SENT = Meaning(409, "The envelope has not been sent", "Send it first.")
    ENVELOPE_COMPLETED = Meaning(409, "The envelope is completed", "Final states are final.")
    ENVELOPE_DECLINED = Meaning(409, "The envelope was declined", "Final states are final; send a new one.")
    ENVELOPE_EXPIRED = Meaning(409, "The envelope has expired", "Final states are final; send a new one.")
    ENVELOPE_VOIDED = Meaning(409, "The envelope was voided", "Final states are final; send a new one.")
    SENDER_SERVICE_INTERRUPTED = Meaning(
        409,
        "The sender's service is interrupted",
        "It goes on when the sender's service does; nothing is lost.",
    )
    NOT_YOUR_TURN = Meaning(409, "It is not this signer's turn", "Others sign first; a mail says when.")
    ALREADY_SIGNED = Meaning(409, "This signer has signed already", "Nothing is left to do.")
    ENVELOPE_BEING_SEALED = Meaning(
        409, "Everybody has signed; the document is being sealed", "Nothing is left to do."
    )
    REMINDED_TOO_RECENTLY = Meaning(409, "They were reminded a moment ago", "Wait some minutes.")
    NOBODY_TO_REMIND = Meaning(409, "There is nobody to remind", "See `waits_for` in the explanation.")
    EXPIRY_IN_THE_PAST = Meaning(422, "The expiry has to lie in the future", "Choose a later instant.")
    NOTHING_TO_CORRECT = Meaning(422, "The correction changes nothing", "Give a name or an address.")
    CERTIFICATE_NOT_READY = Meaning(
        409,
        "The certificate is not there yet",
        "It is issued when the envelope has ended; see the explanation.",
    )
    EVIDENCE_NOT_READY = Meaning(409, "There is no evidence yet", "Send the envelope first.")

    # Subscriptions, as `terms.subscription_refusals` has them
    SUBSCRIPTION_NOT_BEGUN = Meaning(409, "The subscription has not begun", "Its first payment is awaited.")
    SUBSCRIPTION_ALREADY_ENDING = Meaning(409, "The subscription is ending already", "See its dates.")
    SUBSCRIPTION_NOT_CANCELLED = Meaning(409, "The subscription is not cancelled", "Nothing to take back.")
    SUBSCRIPTION_ENDED = Meaning(409, "The subscription has ended", "Choose a plan.")
    NO_RIGHT_OF_WITHDRAWAL = Meaning(
        409, "There is no right to withdraw", "Consumers have it for 14 days; cancelling is possible."
    )
    PLAN_NOT_OFFERED = Meaning(409, "This plan is not on offer", "Choose one of `GET /v1/plans`.")
    BUYER_UNKNOWN = Meaning(
        409,
        "The VAT of the business cannot be told",
        "Complete country, postal code and kind of customer in the settings of the business.",
    )
    PRICE_CHANGED = Meaning(
        409, "The price is not the one that was shown", "Preview again; nothing was contracted."
    )
    ALREADY_SUBSCRIBED = Meaning(
        409, "The business has a plan already", "Change it, or cancel it and choose when it has ended."
    )
    PAYMENT_PENDING = Meaning(
        409, "A choice awaits its first payment", "Pay it, or abandon it and choose again."
    )
    SUBSCRIPTION_NOT_PENDING = Meaning(
        409, "The choice no longer awaits its payment", "See the subscription's state."
    )
    NOTHING_OWED = Meaning(409, "Nothing is owed", "There is nothing to pay now.")
    PAYMENT_UNDER_WAY = Meaning(
        409, "A payment is under way", "Its outcome will be known in a moment; look again then."
    )

    # Signing
    LINK_UNKNOWN = Meaning(404, "This link is not valid", "Check that it is whole.")
    LINK_EXPIRED = Meaning(
        410, "This link has expired", "Ask for a new one with `POST …/link`; it goes to the signer's address."
    )
    COPY_NOT_READY = Meaning(409, "The finished copy is not there yet", "A mail says when it is.")

    # Reviews of access, as `terms.access_review.ReviewRefusal` has them
    REVIEW_CLOSED = Meaning(409, "The review has ended", "What is left is reviewed in the next quarter's.")
    ALREADY_DECIDED = Meaning(409, "This access was decided about already", "Read the review again.")
    OWN_ACCESS = Meaning(409, "Nobody decides about their own access", "Ask somebody else who reviews.")
    ITEMS_UNDECIDED = Meaning(409, "Not everything is decided", "Confirm or remove each access first.")

    # Us
    SERVICE_UNAVAILABLE = Meaning(
        503,
        "A part of the service is away",
        "Repeat the request after `Retry-After` seconds; nothing is lost.",
    )
    INTERNAL_ERROR = Meaning(500, "Something went wrong on our side", "Tell us the `request_id`.")

    @property
    def slug(self) -> str:
        """End of the `type` URI."""
        return self.name.lower().replace("_", "-")

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.value.status

    @classmethod
    def of(cls, slug: str) -> "Kind":
        """The kind whose `type` ends with `slug`. Raises `KeyError` when there is none."""
        return cls[slug.upper().replace("-", "_")]
