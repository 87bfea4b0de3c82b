"""Who ran the service when: what configuration said, kept since it may change (contract P2, P10)."""

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256


class HolderVersion(Base):
    """The holder's identity and contacts from an instant on. Nobody's rows: they are published. Append-only.

    `facts` holds the fields of `terms.texts.Holder`.
    """

    __tablename__ = "holder_versions"

    id: Mapped[Id] = mapped_column(primary_key=True)
    since: Mapped[Instant] = mapped_column(index=True)
    facts: Mapped[JsonObject]
    sha256: Mapped[Sha256]
    """Of the facts as canonical JSON: a new version is written only where it differs."""
