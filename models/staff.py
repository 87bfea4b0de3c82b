"""The holder's staff (contract M2): named people with roles."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class StaffMember(Base):
    """A user who works for the holder, from joining to leaving. Belongs to no business: staff's own rows."""

    __tablename__ = "staff_members"

    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), primary_key=True)
    roles: Mapped[list[str]] = mapped_column(JSONB)
    """Of `terms.roles.StaffRole`."""
    joined_at: Mapped[Instant]
    joined_by: Mapped[str | None] = mapped_column(String(40))
    """The member of staff who let them in; empty for the first administrator."""
    left_at: Mapped[Instant | None]
    left_by: Mapped[str | None] = mapped_column(String(40))
