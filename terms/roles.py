"""Who may do what (contract A4, A5, M2): roles, permissions, and the matrix that grants one to the other.

Least privilege: a role has what its duty needs and nothing else. Every route names the one permission it
needs; a role without it is refused, and so is an API key to which it was not given.
"""

from collections.abc import Mapping
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


class Permission(StrEnum):
    """What a route can need, as `subject:act`."""

    BUSINESS_READ = "business:read"
    BUSINESS_CHANGE = "business:change"
    BUSINESS_DELETE = "business:delete"
    OWNERSHIP_TRANSFER = "ownership:transfer"
    DATA_PROTECTION_CHANGE = "data_protection:change"
    PLAN_READ = "plan:read"
    PLAN_CHANGE = "plan:change"
    PAYMENT_CHANGE = "payment:change"
    MEMBERS_READ = "members:read"
    MEMBERS_CHANGE = "members:change"
    KEYS_CHANGE = "keys:change"
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
    CUSTOMERS_BILL = "customers:bill"
    TERMS_READ = "terms:read"
    INCIDENTS_READ = "incidents:read"
    INCIDENTS_CHANGE = "incidents:change"
    MISUSE_REVIEW = "misuse:review"
    REPORTED_DOCUMENTS_OPEN = "reported_documents:open"
    BLOCKED_DOCUMENTS_OPEN = "blocked_documents:open"
    OPERATIONS_READ = "operations:read"


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
        BusinessRole.GUEST: _WORK,
        BusinessRole.OWNER: _WORK
        | {
            Permission.BUSINESS_CHANGE,
            Permission.BUSINESS_DELETE,
            Permission.OWNERSHIP_TRANSFER,
            Permission.DATA_PROTECTION_CHANGE,
            Permission.PLAN_READ,
            Permission.PLAN_CHANGE,
            Permission.PAYMENT_CHANGE,
            Permission.MEMBERS_READ,
            Permission.MEMBERS_CHANGE,
            Permission.KEYS_CHANGE,
            Permission.ACTIVITY_READ,
        },
    }
)
"""A guest works with documents; plan, payment, invitations and the like are the owner's (contract A5)."""

STAFF_GRANTS: Mapping[StaffRole, frozenset[Permission]] = MappingProxyType(
    {
        StaffRole.SUPPORT: frozenset({Permission.CUSTOMERS_READ}),
        StaffRole.BILLING: frozenset({Permission.CUSTOMERS_READ, Permission.CUSTOMERS_BILL}),
        StaffRole.REVIEWER: frozenset({Permission.MISUSE_REVIEW, Permission.REPORTED_DOCUMENTS_OPEN}),
        StaffRole.DPO: frozenset(
            {
                Permission.BLOCKED_DOCUMENTS_OPEN,
                Permission.INCIDENTS_READ,
                Permission.INCIDENTS_CHANGE,
                Permission.STAFF_READ,
                Permission.TERMS_READ,
            }
        ),
        StaffRole.SECURITY: frozenset(
            {
                Permission.STAFF_READ,
                Permission.STAFF_CHANGE,
                Permission.ACCESS_REVIEW,
                Permission.INCIDENTS_READ,
                Permission.INCIDENTS_CHANGE,
            }
        ),
        StaffRole.OPERATIONS: frozenset({Permission.OPERATIONS_READ}),
    }
)
"""No role but reviewer and DPO may open documents, and those only by an opening of their own (A8, S17)."""

KEY_SCOPES = _WORK
"""Permissions that an API key may be given: a program works with documents, and cannot make itself keys."""


def staff_permissions(roles: frozenset[StaffRole]) -> frozenset[Permission]:
    """Everything that a member of staff with these roles may do."""
    return frozenset[Permission]().union(*(STAFF_GRANTS[role] for role in roles))
