"""What a controller does about one data subject (contract P6, P7), and where that person appears."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText, Sha256


class SubjectMeasure(Base):
    """An export, a restriction or an erasure. Rows of `business_id`, for its owner.

    Asked for by the API; what follows is written by its workflow's activities alone, but for the release
    that the owner asks for. `kind`, `ground` and `state` are of `terms.subjects`.
    """

    __tablename__ = "subject_measures"
    __table_args__ = (Index("ix_subject_measures_business_id_id", "business_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    asked_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[Instant]
    kind: Mapped[str] = mapped_column(String(16))
    ground: Mapped[str | None] = mapped_column(String(32))
    reference: Mapped[str | None] = mapped_column(String(200))
    """The controller's own, such as the id of the request that it answers."""
    email: Mapped[str | None] = mapped_column(String(254))
    """By which address the person was looked for; gone once it is erased."""
    details: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    """Of a rectification, what is right: `name`, `email`, and `words` about it, and `former`, what it put
    right by signer; of an erasure, whether texts are redacted; gone with the address.
    """
    state: Mapped[str] = mapped_column(String(16), default="under_way", server_default="under_way")
    begun_at: Mapped[Instant | None]
    release_asked_at: Mapped[Instant | None]
    release_asked_by: Mapped[Id | None]
    release_reason: Mapped[LongText | None]
    ended_at: Mapped[Instant | None]
    facts: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    """What was done, in numbers."""
    elsewhere: Mapped[dict[str, dict[str, object]] | None] = mapped_column(JSONB(none_as_null=True))
    """Of an erasure: what is left of the person outside the envelopes, by `terms.subjects.Elsewhere`:
    `count`, `until` where it has a date, and `ids` where they lead to it.
    """

    object_key: Mapped[str | None] = mapped_column(String(255))
    sha256: Mapped[Sha256 | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    fetch_until: Mapped[Instant | None]
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary)
    """PDF/A with the organisation's seal, of no personal data."""
    certified: Mapped[Sha256 | None]
    """Digest of what the certificate says, but for its date."""


class SubjectPlace(Base):
    """An envelope in which the person of a measure is a signer, and what the measure does there.

    Rows of `business_id`. Neither signer nor envelope is a foreign key: an erasure may destroy both.
    """

    __tablename__ = "subject_places"
    __table_args__ = (
        Index(
            "ix_subject_places_blocked",
            "envelope_id",
            postgresql_where=text("blocks AND released_at IS NULL"),
        ),
    )

    measure_id: Mapped[Id] = mapped_column(ForeignKey("subject_measures.id"), primary_key=True)
    signer_id: Mapped[Id] = mapped_column(primary_key=True)
    envelope_id: Mapped[Id] = mapped_column(index=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    blocks: Mapped[bool] = mapped_column(Boolean)
    """Whether processing is restricted there until `released_at`."""
    released_at: Mapped[Instant | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    """Of an erasure: `destroyed`, or `kept` for the reason that follows."""
    reason: Mapped[str | None] = mapped_column(String(32))
    kept_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    texts: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    """Of an erasure: what of the envelope still names the person, of `terms.subjects.OwnText`."""
