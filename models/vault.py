"""Keys of the encrypted object storage: destroying a business's key destroys its objects."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant


class BusinessKey(Base):
    """The key of one business, wrapped by the master key; `destroyed_at` when it was shredded."""

    __tablename__ = "business_keys"

    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), primary_key=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[Instant]
    destroyed_at: Mapped[Instant | None]
