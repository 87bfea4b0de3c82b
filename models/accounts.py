"""Users, their registration, businesses, and what they accepted (contract A1–A6)."""

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, func, text, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256
from terms.subscription import DownloadReason, Standing, SubscriptionState


class User(Base):
    """A person with credentials. `email` is kept in lower case; verified when `email_verified_at` is set."""

    __tablename__ = "users"

    id: Mapped[Id] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    email_verified_at: Mapped[Instant]
    created_at: Mapped[Instant]
    name: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="es")
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/Madrid")
    password_changed_at: Mapped[Instant] = mapped_column(server_default=func.now())
    """Since when the password is the one it is; staff's has an age it may not pass (contract M3)."""
    password_reset_required_at: Mapped[Instant | None]
    """Since when nobody can sign in before the password is reset by mail (contract A7)."""
    password_reset_at: Mapped[Instant | None]
    """When the password was last chosen as after a report of its theft: by a mailed link, and with a recovery
    code where a second factor was enrolled (contract A7). It ends what holds them (`Membership.held_at`).
    """
    access_revoked_at: Mapped[Instant | None]
    """Since when the service is closed to this person for misuse (contract A8)."""
    closed_at: Mapped[Instant | None]
    """When its user closed the account: all access ended with it."""
    erased_at: Mapped[Instant | None]
    """Set once what need not be kept of a closed account is gone."""
    acceptances_kept_until: Mapped[Instant | None]
    """When what a closed account accepted is destroyed, unless it goes with a business before (S18)."""
    current_business_id: Mapped[Id | None]
    """For which business they act wherever no other is named, while they belong to it."""


class Registration(Base):
    """Phase 1 of a registration (A1): becomes a user when the mailed link is followed."""

    __tablename__ = "registrations"

    id: Mapped[Id] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(2), default="es")
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    link_number: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    """Which of the links mailed for it is the valid one; those before it are `ReplacedVerificationLink`s."""
    requested_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    verified_at: Mapped[Instant | None]
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("users.id"))
    privacy_version: Mapped[str] = mapped_column(String(32))
    privacy_language: Mapped[str] = mapped_column(String(2))
    privacy_sha256: Mapped[Sha256]
    """The privacy policy accepted with the request; it becomes an `Acceptance` of the user (A1)."""
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))


class ReplacedVerificationLink(Base):
    """A verification link in whose place another was mailed: good for asking for a new one, and no more.

    Belongs to whoever presents the token (`token_sha256`); written by the worker alone.
    """

    __tablename__ = "replaced_verification_links"

    token_sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    registration_id: Mapped[Id] = mapped_column(ForeignKey("registrations.id"), index=True)
    replaced_at: Mapped[Instant]


class Business(Base):
    """A business: centralises documents, plan and acceptances through its owner (A4)."""

    __tablename__ = "businesses"
    __table_args__ = (
        Index(
            "uq_businesses_of_holder",
            text("(owner_id IS NULL)"),
            unique=True,
            postgresql_where=text("owner_id IS NULL"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    owner_id: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Empty for the holder's own business alone, which no plan bills and nobody signs in to (contract P5)."""
    name: Mapped[str] = mapped_column(String(200))
    customer_kind: Mapped[str | None] = mapped_column(String(16))
    """One of `terms.plans.CustomerKind`, as its owner declared (A6); `None`: never asked, and not guessed."""
    tax_id: Mapped[str | None] = mapped_column(String(32))
    vat_checked_number: Mapped[str | None] = mapped_column(String(32))
    """The tax identifier that VIES was last asked about; its answer says nothing of another one."""
    vat_checked_at: Mapped[Instant | None]
    vat_confirmed: Mapped[bool | None]
    """What VIES said; `None`: not known."""
    country: Mapped[str] = mapped_column(String(2))
    address: Mapped[JsonObject] = mapped_column(default=dict)
    promotion_allowed: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    """Whether the holder may use name and logo for promotion: the terms let it, an owner may object (A9)."""
    privacy_contacts: Mapped[JsonObject] = mapped_column(default=dict, server_default=text("'{}'"))
    """The controller's own, where it has them: `dpo`, `representative` → `{"name", "email"}` (P2)."""
    deletion_requested_at: Mapped[Instant | None]
    created_at: Mapped[Instant]
    standing: Mapped[str] = mapped_column(String(16), default="active", server_default="active")
    """What the service is to this business, one of `terms.subscription.SubscriptionState` (S16, S17)."""
    standing_reason: Mapped[str | None] = mapped_column(String(16))
    """Why it is download-only, one of `terms.subscription.DownloadReason`."""
    standing_since: Mapped[Instant | None]

    @property
    def owned_by(self) -> str:
        """The owner of a customer's business. Raises `LookupError` for the holder's own."""
        if self.owner_id is None:
            raise LookupError(f"{self.id} is the holder's own")
        return self.owner_id

    @property
    def vat_number_confirmed(self) -> bool | None:
        """Whether VIES knows the tax identifier as a company's VAT number; `None` while that is not known."""
        return self.vat_confirmed if self.vat_checked_number == self.tax_id else None

    @property
    def current_standing(self) -> Standing:
        """The standing that access rules go by."""
        return standing_of(self.standing, self.standing_reason)


def standing_of(state: str, reason: str | None) -> Standing:
    """A standing from the two columns that keep it."""
    return Standing(SubscriptionState(state), DownloadReason(reason) if reason else None)


class Membership(Base):
    """A user's place in a business, one of `terms.roles.BusinessRole`.

    A business with members always has exactly one owner, the one `businesses.owner_id` names: the database
    refuses a transaction that ends otherwise.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        Index("uq_memberships_owner", "business_id", unique=True, postgresql_where=text("role = 'owner'")),
    )

    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
    """Since when the holder shut this user out of the business for misuse (A8); the place stays taken."""
    held_at: Mapped[Instant | None]
    """When the owner reported their device stolen (W3): nobody does anything here as this member before the
    password was reset (`User.password_reset_at`).
    """


class Acceptance(Base):
    """Evidence that a user accepted a version of a text (A2). Append-only for the application."""

    __tablename__ = "acceptances"
    __table_args__ = (UniqueConstraint("user_id", "business_id", "document", "version"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(index=True)
    business_id: Mapped[Id | None] = mapped_column(index=True)
    document: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    sha256: Mapped[Sha256]
    accepted_at: Mapped[Instant]
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))


class Session(Base):
    """A signed-in browser. The cookie's token is kept only as its hash."""

    __tablename__ = "sessions"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    stepped_up_at: Mapped[Instant | None]
    """When the user last proved again who they are; sensitive acts need that to be recent."""
    second_factor_at: Mapped[Instant | None]
    """When the second factor was given; without it, who has one can do nothing else (contract M3)."""
    wrong_proofs: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """In a row; too many end the session."""
    ended_at: Mapped[Instant | None]
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))


class ApiKey(Base):
    """A program's key to one business; shown once, kept as its hash. Rows of `business_id`."""

    __tablename__ = "api_keys"

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    created_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(100))
    hint: Mapped[str] = mapped_column(String(16))
    secret_sha256: Mapped[Sha256] = mapped_column(unique=True)
    mode: Mapped[str] = mapped_column(String(4), default="live", server_default="live")
    """One of `terms.keys.Mode`."""
    scopes: Mapped[list[str]] = mapped_column(JSONB)
    """What it may do, of `terms.roles.KEY_SCOPES`; never more than its maker may."""
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant | None]
    last_used_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
