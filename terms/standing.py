"""Which capability of a business's standing each permission takes (contract S16, S17, E5)."""

from collections.abc import Mapping
from types import MappingProxyType

from terms.roles import Permission
from terms.subscription_capabilities import Capability

_NEEDS: Mapping[Permission, Capability] = MappingProxyType(
    {
        Permission.BUSINESS_EXPORT: Capability.EXPORT,
        Permission.DOCUMENTS_READ: Capability.DOWNLOAD,
        Permission.DOCUMENTS_UPLOAD: Capability.UPLOAD,
        Permission.ENVELOPES_READ: Capability.LIST,
        Permission.ENVELOPES_DRAFT: Capability.SEND,
        Permission.ENVELOPES_SEND: Capability.SEND,
        Permission.ENVELOPES_CHANGE: Capability.VOID,
        Permission.PAYMENT_CHANGE: Capability.PAY,
    }
)


def capability_of(permission: Permission) -> Capability:
    """What a member's standing has to allow for a permission; whatever is not listed takes entering alone.

    Routes that let somebody in, by an invitation or a new key, name `INVITE` themselves: those that end an
    access, or replace one that may have leaked, must work in every standing.
    """
    return _NEEDS.get(permission, Capability.SIGN_IN)
