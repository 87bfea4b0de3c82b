"""Letters that a change of an account causes: ordered in the change's own transaction, sent afterwards."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject


class OrderedLetter(Base):
    """A letter to a user about their account. Rows of `user_id`. What it says stays here and in the mail."""

    __tablename__ = "account_letters"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    words: Mapped[JsonObject] = mapped_column(default=dict)
    ordered_at: Mapped[Instant]
    posted_at: Mapped[Instant | None] = mapped_column(index=True)
    """When its workflow was started; a letter without it is one that a crash held up."""
