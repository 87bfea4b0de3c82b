"""Keys of the encrypted object storage: destroying a key destroys its objects."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class BusinessKey(Base):
    """A key of one business, wrapped by the master key; `destroyed_at` when it was shredded.

    One for each class of data, because each class has its own date of destruction (contract S18).
    """

    __tablename__ = "business_keys"

    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    data_class: Mapped[str] = mapped_column(
        String(32),
        primary_key=True,
        default="documents_and_evidence",
        server_default="documents_and_evidence",
    )
    """Of `terms.retention.DataClass`."""
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[Instant]
    destroyed_at: Mapped[Instant | None]
