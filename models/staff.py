"""The holder's staff (contract M2, P5): named people with roles, how they joined, changed, and left.

None of these rows belongs to a business: security and DPO read them, security changes them.
"""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText, Sha256


class StaffMember(Base):
    """A user who works for the holder, from joining to leaving; their own row is `user_id`'s to read."""

    __tablename__ = "staff_members"

    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), primary_key=True)
    roles: Mapped[list[str]] = mapped_column(JSONB)
    """Of `terms.roles.StaffRole`."""
    joined_at: Mapped[Instant]
    joined_by: Mapped[str | None] = mapped_column(String(40))
    """The member of staff who let them in; empty for the first administrator."""
    leaves_at: Mapped[Instant | None]
    """When their access ends by itself, where that is known."""
    left_at: Mapped[Instant | None]
    left_by: Mapped[str | None] = mapped_column(String(40))
    records_kept_until: Mapped[Instant | None]
    """When what a leaver signed and learned is destroyed (`terms.people.records_until`)."""
    duties_due_at: Mapped[Instant | None]
    """Until when who worked here before commitments were signed and trainings taken goes on without."""


class StaffEvent(Base):
    """What happened to a member of staff (`terms.staff.StaffEventKind`). Append-only: it outlives them."""

    __tablename__ = "staff_events"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[Instant]
    kind: Mapped[str] = mapped_column(String(24))
    by: Mapped[Id | None]
    """Who asked for it; empty for the first administrator and for what happens by itself."""
    second: Mapped[Id | None]
    """The second person who agreed, where it took one."""
    roles: Mapped[list[str]] = mapped_column(JSONB)
    """Their roles from then on; for a leaving, those that ended."""
    reason: Mapped[LongText]
    leaves_at: Mapped[Instant | None]


class StaffInvitation(Base):
    """Somebody asked to join the staff; also seen by whoever presents the mailed token.

    `asked_by` is empty for the command that makes administrators. Who is asked, for which roles and why is
    fixed once it is written.
    """

    __tablename__ = "staff_invitations"
    __table_args__ = (
        Index(
            "uq_staff_invitations_open",
            "email",
            unique=True,
            postgresql_where=text("state IN ('awaiting_confirmation', 'invited')"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    """In lower case; a person's, never a shared mailbox."""
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    roles: Mapped[list[str]] = mapped_column(JSONB)
    reason: Mapped[LongText]
    last_day: Mapped[date | None] = mapped_column(Date)
    asked_by: Mapped[Id | None]
    asked_at: Mapped[Instant]
    needs_second: Mapped[bool]
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)

    state: Mapped[str] = mapped_column(String(24))
    """One of `terms.staff.StaffInvitationState`."""
    expires_at: Mapped[Instant]
    """Until when a second person can decide; from the invitation's mail on, until when it can be accepted."""
    confirmed_by: Mapped[Id | None]
    confirmed_at: Mapped[Instant | None]
    accepted_at: Mapped[Instant | None]
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[Instant | None]
    ended_by: Mapped[Id | None]
    ended_reason: Mapped[LongText | None]


class StaffRoleChange(Base):
    """A change of somebody's roles, applied at once or once a second person agrees."""

    __tablename__ = "staff_role_changes"
    __table_args__ = (
        Index(
            "uq_staff_role_changes_awaiting",
            "user_id",
            unique=True,
            postgresql_where=text("state = 'awaiting_confirmation'"),
        ),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    roles_before: Mapped[list[str]] = mapped_column(JSONB)
    roles: Mapped[list[str]] = mapped_column(JSONB)
    reason: Mapped[LongText]
    asked_by: Mapped[Id]
    asked_at: Mapped[Instant]
    needs_second: Mapped[bool]
    expires_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(24))
    """One of `terms.staff.DecisionState`."""
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Instant | None]
    decision_reason: Mapped[LongText | None]
