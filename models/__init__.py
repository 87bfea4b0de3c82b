"""The tables, one module per aggregate. Importing this package registers all of them."""

from models.access_reviews import (
    AccessReview,
    AccessReviewDecision,
    AccessReviewItem,
    AccessReviewRecord,
)
from models.accounts import (
    Acceptance,
    ApiKey,
    Business,
    Membership,
    Registration,
    ReplacedVerificationLink,
    Session,
    User,
)
from models.activity import Activity, ActivityBegun, ActivityDestruction
from models.base import Base
from models.billing import Bill, CardPage, GatewayEvent, GatewayRefund, PaymentAttempt
from models.businesses import BusinessChange
from models.captcha import CaptchaUse
from models.catalogue import PlanPromotion, PlanVersion
from models.credential_reports import CredentialReport
from models.credentials import (
    Device,
    Passkey,
    PasskeyChallenge,
    PasswordReset,
    RecoveryCode,
    TotpFactor,
)
from models.customers import CustomerLookup
from models.documents import Document
from models.envelopes import Act, Envelope, EnvelopeDocument, Field, Signer, SigningLink, Submission
from models.evidence import Certificate, EvidenceEvent, Revision
from models.idempotency import IdempotencyRecord
from models.incidents import Incident, IncidentEntry
from models.invoices import Invoice, InvoiceDocument, InvoiceSeries
from models.letters import OrderedLetter
from models.mail import Mail, MailProviderEvent
from models.members import Departure, Invitation, InvitationAnswer
from models.misuse import MisuseAct, MisuseAppeal, MisuseDecision, MisuseReport
from models.openings import DocumentOpening, DocumentOpeningView
from models.ownership import OwnershipAnswer, OwnershipTransfer
from models.staff import StaffEvent, StaffInvitation, StaffMember, StaffRoleChange
from models.subscriptions import Subscription, SubscriptionAct
from models.texts import ShownText
from models.throttle import Lockout, Throttle
from models.vault import BusinessKey

__all__ = [
    "Acceptance",
    "AccessReview",
    "AccessReviewDecision",
    "AccessReviewItem",
    "AccessReviewRecord",
    "Act",
    "Activity",
    "ActivityBegun",
    "ActivityDestruction",
    "ApiKey",
    "Base",
    "Bill",
    "Business",
    "BusinessChange",
    "BusinessKey",
    "CaptchaUse",
    "CardPage",
    "Certificate",
    "CredentialReport",
    "CustomerLookup",
    "Departure",
    "Device",
    "Document",
    "DocumentOpening",
    "DocumentOpeningView",
    "Envelope",
    "EnvelopeDocument",
    "EvidenceEvent",
    "Field",
    "GatewayEvent",
    "GatewayRefund",
    "IdempotencyRecord",
    "Incident",
    "IncidentEntry",
    "Invitation",
    "InvitationAnswer",
    "Invoice",
    "InvoiceDocument",
    "InvoiceSeries",
    "Lockout",
    "Mail",
    "MailProviderEvent",
    "Membership",
    "MisuseAct",
    "MisuseAppeal",
    "MisuseDecision",
    "MisuseReport",
    "OrderedLetter",
    "OwnershipAnswer",
    "OwnershipTransfer",
    "Passkey",
    "PasskeyChallenge",
    "PasswordReset",
    "PaymentAttempt",
    "PlanPromotion",
    "PlanVersion",
    "RecoveryCode",
    "Registration",
    "ReplacedVerificationLink",
    "Revision",
    "Session",
    "ShownText",
    "Signer",
    "SigningLink",
    "StaffEvent",
    "StaffInvitation",
    "StaffMember",
    "StaffRoleChange",
    "Submission",
    "Subscription",
    "SubscriptionAct",
    "Throttle",
    "TotpFactor",
    "User",
]
