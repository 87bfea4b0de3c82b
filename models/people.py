"""Other people as the application sees them: who they are, and never what proves it (contract M2)."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.base import Id, Instant


class Views(DeclarativeBase):
    """Base of what the database shows of tables that a scope must not see whole."""


class KnownPerson(Views):
    """A user whom the transaction's scope has to do with: a member of the business, whoever asks, staff.

    Read-only. The worker, which sees all rows, reads `User`.
    """

    __tablename__ = "known_people"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    email: Mapped[str]
    password_changed_at: Mapped[Instant | None]
    """Shown to staff alone: theirs has an age it may not pass (contract M3)."""
    second_factor: Mapped[bool | None]
    """Whether one is enrolled; shown to owners, and to staff who watch over access."""
