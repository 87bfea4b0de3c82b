"""The tables, one module per aggregate. Importing this package registers all of them."""

from models.access_reviews import (
    AccessReview,
    AccessReviewDecision,
    AccessReviewItem,
    AccessReviewRecord,
)
from models.account_recoveries import AccountRecovery
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
from models.archive import ArchiveTerm, SealedVersion
from models.base import Base
from models.billing import Bill, CardPage, GatewayEvent, GatewayRefund, PaymentAttempt
from models.breaches import Breach, BreachAssessment, BreachContact, BreachController
from models.businesses import BusinessChange
from models.captcha import CaptchaUse
from models.catalogue import PlanPromotion, PlanVersion
from models.claims import Claim
from models.clearings import Clearing
from models.contract_decisions import ContractDecision
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
from models.deadlines import Deadline
from models.deletions import BusinessDeletion
from models.documents import Document
from models.duties import ExternalTraining, StaffCommitment, TrainingAttempt
from models.envelopes import Act, Envelope, EnvelopeDocument, Field, Signer, SigningLink, Submission
from models.evidence import Certificate, EvidenceEvent, Revision
from models.evidence_packs import EvidencePack
from models.exports import Export, ExportMember
from models.holders import HolderVersion
from models.idempotency import IdempotencyRecord
from models.incidents import Incident, IncidentEntry
from models.instructions import Disclosure, DisclosureDuty, Instruction, InstructionEntry
from models.invoices import Invoice, InvoiceDocument, InvoiceSeries
from models.letters import OrderedLetter
from models.log_chain import LogLeaf, LogSegment
from models.mail import Mail, MailProviderEvent
from models.measures import MeasureRecord
from models.members import Departure, Invitation, InvitationAnswer
from models.messaging import ChannelClause, ChannelConsent, Message
from models.misuse import MisuseAct, MisuseAppeal, MisuseDecision, MisuseReport
from models.openings import DocumentOpening, DocumentOpeningView
from models.ownership import OwnershipAnswer, OwnershipTransfer
from models.people import KnownPerson
from models.receipts import DeclarationReceipt
from models.retention import DepartingUser, LegalHold, PurgeCertificate, PurgeStep, Retention
from models.rights_requests import RightsPart, RightsRequest
from models.staff import StaffEvent, StaffInvitation, StaffMember, StaffRoleChange
from models.subjects import SubjectMeasure, SubjectPlace
from models.subprocessors import Subprocessor, SubprocessorObjection
from models.subscriptions import EnvelopeAdmission, PlanChange, PlanShare, Subscription, SubscriptionAct
from models.texts import ShownText
from models.throttle import Lockout, Throttle
from models.vault import BusinessKey

__all__ = [
    "Acceptance",
    "AccessReview",
    "AccessReviewDecision",
    "AccessReviewItem",
    "AccessReviewRecord",
    "AccountRecovery",
    "Act",
    "Activity",
    "ActivityBegun",
    "ActivityDestruction",
    "ApiKey",
    "ArchiveTerm",
    "Base",
    "Bill",
    "Breach",
    "BreachAssessment",
    "BreachContact",
    "BreachController",
    "Business",
    "BusinessChange",
    "BusinessDeletion",
    "BusinessKey",
    "CaptchaUse",
    "CardPage",
    "Certificate",
    "ChannelClause",
    "ChannelConsent",
    "Claim",
    "Clearing",
    "ContractDecision",
    "CredentialReport",
    "CustomerLookup",
    "Deadline",
    "DeclarationReceipt",
    "DepartingUser",
    "Departure",
    "Device",
    "Disclosure",
    "DisclosureDuty",
    "Document",
    "DocumentOpening",
    "DocumentOpeningView",
    "Envelope",
    "EnvelopeAdmission",
    "EnvelopeDocument",
    "EvidenceEvent",
    "EvidencePack",
    "Export",
    "ExportMember",
    "ExternalTraining",
    "Field",
    "GatewayEvent",
    "GatewayRefund",
    "HolderVersion",
    "IdempotencyRecord",
    "Incident",
    "IncidentEntry",
    "Instruction",
    "InstructionEntry",
    "Invitation",
    "InvitationAnswer",
    "Invoice",
    "InvoiceDocument",
    "InvoiceSeries",
    "KnownPerson",
    "LegalHold",
    "Lockout",
    "LogLeaf",
    "LogSegment",
    "Mail",
    "MailProviderEvent",
    "MeasureRecord",
    "Membership",
    "Message",
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
    "PlanChange",
    "PlanPromotion",
    "PlanShare",
    "PlanVersion",
    "PurgeCertificate",
    "PurgeStep",
    "RecoveryCode",
    "Registration",
    "ReplacedVerificationLink",
    "Retention",
    "Revision",
    "RightsPart",
    "RightsRequest",
    "SealedVersion",
    "Session",
    "ShownText",
    "Signer",
    "SigningLink",
    "StaffCommitment",
    "StaffEvent",
    "StaffInvitation",
    "StaffMember",
    "StaffRoleChange",
    "SubjectMeasure",
    "SubjectPlace",
    "Submission",
    "Subprocessor",
    "SubprocessorObjection",
    "Subscription",
    "SubscriptionAct",
    "Throttle",
    "TotpFactor",
    "TrainingAttempt",
    "User",
]
