"""What `Mailer` is asked and answers. Addresses, names and tokens stay in PostgreSQL and the mail itself."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from terms.messaging import Channel


class Purpose(StrEnum):
    """Every mail the service sends; each has templates in es and en."""

    VERIFY_EMAIL = "verify-email"
    ALREADY_REGISTERED = "already-registered"
    VERIFY_REMINDER = "verify-reminder"
    VERIFY_NEW_LINK = "verify-new-link"
    WELCOME = "welcome"
    FINISH_SIGN_UP = "finish-sign-up"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a name, no secret
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a name, no secret
    NEW_DEVICE = "new-device"
    BUSINESS_REGISTERED = "business-registered"
    TEXTS_ACCEPTED = "texts-accepted"
    TERMS_CHANGED = "terms-changed"
    TERMS_REMINDER = "terms-reminder"
    SECOND_FACTOR_ADDED = "second-factor-added"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    PROOFS_REFUSED = "proofs-refused"
    SIGN_REQUEST = "sign-request"
    SIGN_REMINDER = "sign-reminder"
    SIGN_NEW_LINK = "sign-new-link"
    SIGN_INTERRUPTED = "sign-interrupted"
    SIGN_RESUMED = "sign-resumed"
    ENVELOPE_COMPLETED = "envelope-completed"
    ENVELOPE_DECLINED = "envelope-declined"
    ENVELOPE_EXPIRED = "envelope-expired"
    ENVELOPE_VOIDED = "envelope-voided"
    SIGNER_BOUNCED = "signer-bounced"
    INVITATION = "invitation"
    INVITATION_REMINDER = "invitation-reminder"
    INVITATION_ACCEPTED = "invitation-accepted"
    INVITATION_DECLINED = "invitation-declined"
    INVITATION_EXPIRED = "invitation-expired"
    ACCESS_WITHDRAWN = "access-withdrawn"
    MEMBER_LEFT = "member-left"
    SIGNER_LINK_ENDED = "signer-link-ended"
    CREDENTIAL_REPORT_CONFIRM = "credential-report-confirm"
    CREDENTIALS_SECURED = "credentials-secured"
    CREDENTIALS_REPORTED = "credentials-reported"
    RECOVERY_CONFIRM = "recovery-confirm"
    RECOVERY_IDENTITY = "recovery-identity"
    RECOVERY_AHEAD = "recovery-ahead"
    RECOVERY_DONE = "recovery-done"
    RECOVERY_ENDED = "recovery-ended"
    OWNERSHIP_OFFERED = "ownership-offered"
    OWNERSHIP_REMINDER = "ownership-reminder"
    OWNERSHIP_TRANSFERRED = "ownership-transferred"
    OWNERSHIP_OFFER_ENDED = "ownership-offer-ended"
    ACCOUNT_CLOSED = "account-closed"
    BUSINESS_DELETION_ASKED = "business-deletion-asked"
    BUSINESS_DELETION_AHEAD = "business-deletion-ahead"
    BUSINESS_DELETION_TAKEN_BACK = "business-deletion-taken-back"
    BUSINESS_DELETED = "business-deleted"
    STAFF_DECISION_ASKED = "staff-decision-asked"
    STAFF_DEBT_WAITS = "staff-debt-waits"
    STAFF_DECISION_TAKEN = "staff-decision-taken"
    STAFF_INVITATION = "staff-invitation"
    STAFF_INVITATION_ENDED = "staff-invitation-ended"
    STAFF_ROLES_CHANGED = "staff-roles-changed"
    STAFF_LEAVING_SOON = "staff-leaving-soon"
    STAFF_LEFT = "staff-left"
    MISUSE_RECEIVED = "misuse-received"
    MISUSE_OUTCOME = "misuse-outcome"
    MISUSE_STATEMENT = "misuse-statement"
    MISUSE_REVOKED = "misuse-revoked"
    MISUSE_ENDED = "misuse-ended"
    MISUSE_UPHELD = "misuse-upheld"
    PURGE_AHEAD = "purge-ahead"
    PURGED = "purged"
    ACCESS_REVIEW = "access-review"
    ACCESS_REVIEW_REMINDER = "access-review-reminder"
    ACCESS_REVIEW_OVERDUE = "access-review-overdue"
    STAFF_KEY_CHANGE = "staff-key-change"
    STAFF_KEY_EXPIRED = "staff-key-expired"
    TRAINING_DUE = "training-due"
    SUBSCRIPTION_CONTRACTED = "subscription-contracted"
    SUBSCRIPTION_RENEWAL_AHEAD = "subscription-renewal-ahead"
    SUBSCRIPTION_CHARGED = "subscription-charged"
    SUBSCRIPTION_CHARGE_FAILED = "subscription-charge-failed"
    SUBSCRIPTION_LIMITED_UNPAID = "subscription-limited-unpaid"
    SUBSCRIPTION_GRACE_ENDING = "subscription-grace-ending"
    SUBSCRIPTION_RESTORED = "subscription-restored"
    SUBSCRIPTION_ENDED_UNPAID = "subscription-ended-unpaid"
    SUBSCRIPTION_END_AGREED = "subscription-end-agreed"
    SUBSCRIPTION_END_PUT_OFF = "subscription-end-put-off"
    SUBSCRIPTION_DEBT_WAIVED = "subscription-debt-waived"
    SUBSCRIPTION_CONTINUED = "subscription-continued"
    SUBSCRIPTION_PLAN_CHANGED = "subscription-plan-changed"
    SUBSCRIPTION_SERVICE_ENDING = "subscription-service-ending"
    SUBSCRIPTION_SERVICE_ENDED = "subscription-service-ended"
    SUBSCRIPTION_WITHDRAWN = "subscription-withdrawn"
    DECLARATION_RECEIPT = "declaration-receipt"
    SUBSCRIPTION_REFUND_ORDERED = "subscription-refund-ordered"
    SUBSCRIPTION_DOWNLOADS_ENDING = "subscription-downloads-ending"
    SUBSCRIPTION_BLOCKED = "subscription-blocked"
    SUBPROCESSOR_ANNOUNCED = "subprocessor-announced"
    SUBPROCESSOR_DROPPED = "subprocessor-dropped"
    OFFICER_CHANGED = "officer-changed"
    DOCUMENT_OPENED = "document-opened"
    EXPORT_READY = "export-ready"
    BREACH_NOTICE = "breach-notice"
    BREACH_WARNING = "breach-warning"
    ALARM = "alarm"
    RIGHTS_RECEIVED = "rights-received"
    RIGHTS_REMINDER = "rights-reminder"
    RIGHTS_NOTICE = "rights-notice"
    RIGHTS_NOTICE_REMINDER = "rights-notice-reminder"
    RIGHTS_EXTENDED = "rights-extended"
    RIGHTS_ANSWERED = "rights-answered"
    RIGHTS_WARNING = "rights-warning"
    INSTRUCTION_RECEIVED = "instruction-received"
    INSTRUCTION_FOLLOWED = "instruction-followed"
    INSTRUCTION_DOUBTED = "instruction-doubted"
    INSTRUCTION_REMINDER = "instruction-reminder"
    INSTRUCTION_DOUBT_ENDED = "instruction-doubt-ended"
    INSTRUCTION_WARNING = "instruction-warning"
    DISCLOSURE_DUTY = "disclosure-duty"
    DISCLOSURE_MADE = "disclosure-made"
    CHANNEL_CONSENTED = "channel-consented"
    EXPIRY_WARNING = "expiry-warning"
    CHANNEL_REVIEW = "channel-review"


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice about a subscription speaks of; amounts are in euros, VAT included (contract S21).

    `kind` is of `terms.subscription_notices.NoticeKind`, `detail` a small word that its template knows.
    """

    kind: str
    rule: str
    about: datetime
    amount: Decimal | None = None
    then: datetime | None = None
    then_amount: Decimal | None = None
    bill_id: str | None = None
    detail: str | None = None
    change_id: str | None = None
    """The change of plan that it is about."""
    act_id: str | None = None
    """The declaration whose receipt comes with it."""


@dataclass(frozen=True)
class MailOrder:
    """One mail to one recipient: a signer of the envelope, a user (the sender), or whom its writer finds.

    `key` is workflow id + step + recipient and makes the mail unique for ever. Purposes that carry a
    signing link (request, reminder, new link) issue it for `signer_id` under the same key.
    """

    key: str
    purpose: Purpose
    envelope_id: str | None = None
    signer_id: str | None = None
    user_id: str | None = None
    registration_id: str | None = None
    about_signer_id: str | None = None
    about_id: str | None = None
    """The row that a letter outside envelopes is about, such as an invitation."""
    notice: NoticeFacts | None = None


@dataclass(frozen=True)
class MailReceipt:
    """The provider accepted it; `mail_id` is the ledger's.

    `channels` are those over which this signer consented to be told besides (contract W1).
    """

    mail_id: str
    channels: tuple[Channel, ...] = ()
