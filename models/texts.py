"""Legal texts exactly as people saw them, kept for as long as an acceptance may have to be proved."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, LongText, Sha256


class ShownText(Base):
    """A filled text by its hash. Append-only: the holder's data may change, what was accepted may not.

    `markdown` is the whole text; its UTF-8 bytes have the SHA-256 that acceptances and consents name.
    """

    __tablename__ = "shown_texts"

    sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    markdown: Mapped[LongText]
    first_shown_at: Mapped[Instant]
