"""The caller of a request, as its access rule found out."""

from dataclasses import dataclass

from models import Envelope, Signer, SigningLink
from terms.keys import Mode
from terms.roles import BusinessRole, Permission, StaffRole, staff_permissions
from terms.subscription import ACTIVE, Standing


@dataclass(frozen=True)
class Anybody:
    """Nobody in particular."""

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are."""
        return "anybody"


@dataclass(frozen=True)
class Operations:
    """Whoever holds the operations token of the settings."""

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are."""
        return "operations"


@dataclass(frozen=True)
class Person:
    """A signed-in user, by session."""

    user_id: str
    session_id: str

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are."""
        return self.user_id


@dataclass(frozen=True)
class Member:
    """Somebody who acts for a business: a member by session, or a program by key in its maker's name."""

    business_id: str
    user_id: str
    role: BusinessRole
    permissions: frozenset[Permission]
    """What the role is granted; of a key, what it was given."""
    session_id: str | None = None
    api_key_id: str | None = None
    mode: Mode = Mode.LIVE
    """In which mode what they make is made."""
    standing: Standing = ACTIVE
    """How the business stands: what its people and programs may do at all (contract S16, S17)."""

    @property
    def test(self) -> bool:
        """Whether what they make is a test."""
        return self.mode is Mode.TEST

    def may_see(self, *, test: bool) -> bool:
        """Programs see what belongs to the mode of their key; people see everything."""
        return self.api_key_id is None or test is self.test

    @property
    def is_owner_in_person(self) -> bool:
        """Whether it is the owner, and no program in the owner's name."""
        return self.role is BusinessRole.OWNER and self.api_key_id is None

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are: shared by the business's keys, so that they can be changed."""
        mode = "/test" if self.test else ""
        return f"{self.business_id}/{self.user_id}{mode}"


@dataclass(frozen=True)
class Staff:
    """Somebody who works for the holder, by session."""

    user_id: str
    session_id: str
    roles: frozenset[StaffRole]

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the roles together are granted."""
        return staff_permissions(self.roles)

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are."""
        return f"staff/{self.user_id}"


@dataclass(frozen=True)
class LinkHolder:
    """Whoever holds the link mailed to a signer. `usable` is false once it has expired or been replaced."""

    link: SigningLink
    signer: Signer
    envelope: Envelope
    usable: bool
    standing: Standing
    """How the sender's business stands (contract S16, S17)."""
    restricted: bool = False
    """Processing of the envelope is restricted at somebody's request (GDPR art. 18)."""

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are: the signer's, over all their links."""
        return self.signer.id


Caller = Anybody | Operations | Person | Member | Staff | LinkHolder
