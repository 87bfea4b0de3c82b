"""Who may do what (contract A4, A5, M2): roles, permissions, and the matrix that grants one to the other.

Least privilege: a role has what its duty needs and nothing else. Every route names the one permission it
needs; a role without it is refused, and so is an API key to which it was not given.
"""

from collections.abc import Mapping, Set
from enum import StrEnum
from types import MappingProxyType


class BusinessRole(StrEnum):
    """A user's place in a business."""

    OWNER = "owner"
    GUEST = "guest"


class StaffRole(StrEnum):
    """A duty at the holder; a person may have several."""

    SUPPORT = "support"
    BILLING = "billing"
    REVIEWER = "reviewer"
    DPO = "dpo"
    SECURITY = "security"
    OPERATIONS = "operations"


DUTIES: Mapping[StaffRole, str] = MappingProxyType(
    {
        StaffRole.SUPPORT: "helps customers, also back into an account; sees that a business exists, no more",
        StaffRole.BILLING: "runs plans, charges and refunds",
        StaffRole.REVIEWER: "judges reported documents and decides about misuse",
        StaffRole.DPO: "watches over data protection; answers authorities about blocked data",
        StaffRole.SECURITY: "lets staff in and out, reviews access, runs incidents, approves openings",
        StaffRole.OPERATIONS: "keeps the service running, without seeing customers' data",
    }
)
"""What each role of the staff is for."""


class Permission(StrEnum):
    """What a route can need, as `subject:act`."""

    BUSINESS_READ = "business:read"
    BUSINESS_CHANGE = "business:change"
    BUSINESS_DELETE = "business:delete"
    BUSINESS_EXPORT = "business:export"
    OWNERSHIP_TRANSFER = "ownership:transfer"
    MISUSE_APPEAL = "misuse:appeal"
    DATA_PROTECTION_CHANGE = "data_protection:change"
    PLAN_READ = "plan:read"
    PLAN_CHANGE = "plan:change"
    PAYMENT_CHANGE = "payment:change"
    MEMBERS_READ = "members:read"
    MEMBERS_CHANGE = "members:change"
    KEYS_CHANGE = "keys:change"
    KEYS_OVERSEE = "keys:oversee"
    ACTIVITY_READ = "activity:read"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_UPLOAD = "documents:upload"
    ENVELOPES_READ = "envelopes:read"
    ENVELOPES_DRAFT = "envelopes:draft"
    ENVELOPES_SEND = "envelopes:send"
    ENVELOPES_CHANGE = "envelopes:change"

    STAFF_READ = "staff:read"
    STAFF_CHANGE = "staff:change"
    ACCESS_REVIEW = "access:review"
    CUSTOMERS_READ = "customers:read"
    ACCOUNTS_RECOVER = "accounts:recover"
    CUSTOMERS_BILL = "customers:bill"
    CATALOGUE_CHANGE = "catalogue:change"
    TERMS_READ = "terms:read"
    INCIDENTS_READ = "incidents:read"
    INCIDENTS_CHANGE = "incidents:change"
    MISUSE_REVIEW = "misuse:review"
    REPORTED_DOCUMENTS_OPEN = "reported_documents:open"
    BLOCKED_DOCUMENTS_OPEN = "blocked_documents:open"
    OPENED_DOCUMENTS_VIEW = "opened_documents:view"
    OPENINGS_APPROVE = "openings:approve"
    RETENTION_READ = "retention:read"
    LEGAL_HOLDS_READ = "legal_holds:read"
    LEGAL_HOLDS_CHANGE = "legal_holds:change"
    LEGAL_HOLDS_RELEASE = "legal_holds:release"
    OPERATIONS_READ = "operations:read"
    MEASURES_READ = "measures:read"
    CHANNELS_REVIEW = "channels:review"
    PROCESSING_RECORD_READ = "processing_record:read"
    PRIVACY_READ = "privacy:read"
    PRIVACY_CHANGE = "privacy:change"


_WORK = frozenset(
    {
        Permission.BUSINESS_READ,
        Permission.DOCUMENTS_READ,
        Permission.DOCUMENTS_UPLOAD,
        Permission.ENVELOPES_READ,
        Permission.ENVELOPES_DRAFT,
        Permission.ENVELOPES_SEND,
        Permission.ENVELOPES_CHANGE,
    }
)

BUSINESS_GRANTS: Mapping[BusinessRole, frozenset[Permission]] = MappingProxyType(
    {
        BusinessRole.GUEST: _WORK | {Permission.KEYS_CHANGE},
        BusinessRole.OWNER: _WORK
        | {
            Permission.BUSINESS_CHANGE,
            Permission.BUSINESS_DELETE,
            Permission.BUSINESS_EXPORT,
            Permission.OWNERSHIP_TRANSFER,
            Permission.MISUSE_APPEAL,
            Permission.DATA_PROTECTION_CHANGE,
            Permission.PLAN_READ,
            Permission.PLAN_CHANGE,
            Permission.PAYMENT_CHANGE,
            Permission.MEMBERS_READ,
            Permission.MEMBERS_CHANGE,
            Permission.KEYS_CHANGE,
            Permission.KEYS_OVERSEE,
            Permission.ACTIVITY_READ,
        },
    }
)
"""A guest works with documents; plan, payment, invitations and the like are the owner's (contract A5).

Both make keys for their own programs; the owner sees and ends everybody's.
"""

STAFF_GRANTS: Mapping[StaffRole, frozenset[Permission]] = MappingProxyType(
    {
        StaffRole.SUPPORT: frozenset({Permission.CUSTOMERS_READ, Permission.ACCOUNTS_RECOVER}),
        StaffRole.BILLING: frozenset(
            {Permission.CUSTOMERS_READ, Permission.CUSTOMERS_BILL, Permission.CATALOGUE_CHANGE}
        ),
        StaffRole.REVIEWER: frozenset(
            {
                Permission.MISUSE_REVIEW,
                Permission.REPORTED_DOCUMENTS_OPEN,
                Permission.OPENED_DOCUMENTS_VIEW,
            }
        ),
        StaffRole.DPO: frozenset(
            {
                Permission.BLOCKED_DOCUMENTS_OPEN,
                Permission.OPENED_DOCUMENTS_VIEW,
                Permission.RETENTION_READ,
                Permission.LEGAL_HOLDS_READ,
                Permission.LEGAL_HOLDS_CHANGE,
                Permission.INCIDENTS_READ,
                Permission.INCIDENTS_CHANGE,
                Permission.STAFF_READ,
                Permission.ACCESS_REVIEW,
                Permission.TERMS_READ,
                Permission.MEASURES_READ,
                Permission.PROCESSING_RECORD_READ,
                Permission.PRIVACY_READ,
                Permission.PRIVACY_CHANGE,
            }
        ),
        StaffRole.SECURITY: frozenset(
            {
                Permission.STAFF_READ,
                Permission.STAFF_CHANGE,
                Permission.ACCOUNTS_RECOVER,
                Permission.OPENINGS_APPROVE,
                Permission.LEGAL_HOLDS_READ,
                Permission.LEGAL_HOLDS_RELEASE,
                Permission.ACCESS_REVIEW,
                Permission.INCIDENTS_READ,
                Permission.INCIDENTS_CHANGE,
                Permission.MEASURES_READ,
                Permission.CHANNELS_REVIEW,
                Permission.PRIVACY_READ,
            }
        ),
        StaffRole.OPERATIONS: frozenset({Permission.OPERATIONS_READ, Permission.MEASURES_READ}),
    }
)
"""No role but reviewer and DPO may open documents, and those only by an opening of their own (A8, S17).

Whoever lets people in, or is the second person of the DPO's openings, cannot open anything.
"""

POWERFUL_ROLES = frozenset(
    role
    for role, granted in STAFF_GRANTS.items()
    if granted & {Permission.STAFF_CHANGE, Permission.OPENED_DOCUMENTS_VIEW}
)
"""Roles that let others in or see customers' documents: giving one takes a second person (contract M2)."""

APART: Mapping[frozenset[StaffRole], str] = MappingProxyType(
    {
        frozenset(
            {StaffRole.SECURITY, StaffRole.REVIEWER}
        ): "who gives access must not be able to open documents",
        frozenset(
            {StaffRole.SECURITY, StaffRole.DPO}
        ): "who gives access, and approves openings, must not be able to open documents",
        frozenset(
            {StaffRole.SECURITY, StaffRole.OPERATIONS}
        ): "who runs the machines must not decide who has access",
        frozenset(
            {StaffRole.DPO, StaffRole.REVIEWER}
        ): "the DPO watches over what reviewers do (GDPR art. 38.6)",
        frozenset(
            {StaffRole.DPO, StaffRole.OPERATIONS}
        ): "the DPO watches over how data is processed (GDPR art. 38.6)",
        frozenset(
            {StaffRole.DPO, StaffRole.BILLING}
        ): "the DPO has no interest in what customers pay (GDPR art. 38.6)",
    }
)
"""Pairs of roles that one person must not hold together, each with why (separation of duties, M2)."""

KEY_SCOPES = _WORK
"""Permissions that an API key may be given: a program works with documents, and cannot make itself keys."""


def staff_permissions(roles: frozenset[StaffRole]) -> frozenset[Permission]:
    """Everything that a member of staff with these roles may do."""
    return frozenset[Permission]().union(*(STAFF_GRANTS[role] for role in roles))


def clash(roles: Set[StaffRole]) -> frozenset[StaffRole] | None:
    """Two of these roles that one person must not hold together; `None` when they go together."""
    return next((pair for pair in APART if pair <= roles), None)
