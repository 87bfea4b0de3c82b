"""Whose rows a transaction may see: what row-level security is told about it (contract M2)."""

from dataclasses import dataclass, field, fields
from typing import Literal

ScopeKind = Literal[
    "public",
    "credential",
    "mailbox",
    "person",
    "business",
    "link",
    "staff",
    "vault",
    "mail",
    "gateway",
    "upkeep",
    "service",
]


@dataclass(frozen=True)
class Scope:
    """Values of the settings `rubrica.*` of one transaction; policies read them, unset ones match nothing.

    `credential` is the SHA-256 of a token that somebody presents: it finds the one row with that hash.
    `request` is whose kept answers the transaction may touch, whatever else it sees.
    """

    kind: ScopeKind = "public"
    business: str = ""
    user: str = ""
    envelope: str = ""
    signer: str = ""
    credential: str = ""
    mailbox: str = ""
    vault: str = ""
    mail: str = ""
    request: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of_credential(cls, sha256: str) -> "Scope":
        """Before anybody is known: the row whose token has this hash."""
        return cls("credential", credential=sha256)

    @classmethod
    def of_mailbox(cls, email: str) -> "Scope":
        """Before anybody is known: user and registrations of one address, in lower case."""
        return cls("mailbox", mailbox=email)

    @classmethod
    def of_person(cls, user: str) -> "Scope":
        """A signed-in user's own rows."""
        return cls("person", user=user)

    @classmethod
    def of_business(cls, business: str, user: str, roles: frozenset[str] = frozenset()) -> "Scope":
        """A business's rows, for one of its members; some of them only with the role that may see them."""
        return cls("business", business=business, user=user, roles=roles)

    @classmethod
    def of_link(cls, envelope: str, signer: str = "") -> "Scope":
        """The rows of one envelope, for whoever holds a link to it as this signer."""
        return cls("link", envelope=envelope, signer=signer)

    @classmethod
    def of_staff(cls, user: str, roles: frozenset[str]) -> "Scope":
        """What these roles of the holder's staff may see."""
        return cls("staff", user=user, roles=roles)

    @classmethod
    def of_vault(cls, business: str) -> "Scope":
        """The key of one business's objects, and nothing else."""
        return cls("vault", vault=business)

    @classmethod
    def of_purge(cls, business: str) -> "Scope":
        """What the retention's role may destroy of one business, as far as that is due (contract S18)."""
        return cls("service", business=business)

    @classmethod
    def of_mail(cls, mail: str = "") -> "Scope":
        """The mail provider's reports, and the mail of this id, ours or the provider's."""
        return cls("mail", mail=mail)

    def settings(self) -> dict[str, str]:
        """Name → value of every setting, also the empty ones: a pooled connection keeps nothing."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {f"rubrica.{name}": _text(value) for name, value in values.items()}


def _text(value: str | frozenset[str]) -> str:
    return value if isinstance(value, str) else ",".join(sorted(value))


PUBLIC = Scope()
"""Nobody's rows: only what belongs to no one."""
GATEWAY = Scope("gateway")
"""What the payment gateway reports, and nothing else."""
UPKEEP = Scope("upkeep")
"""What the API does by itself: archive texts, remove what has lapsed."""
SERVICE = Scope("service")
"""The workflows' activities, which act for everybody; only the worker's role in the database can."""
