"""Requests of data subjects, and the part that each controller has in one (contract P6, P7)."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, LongText, Sha256


class RightsRequest(Base):
    """What a person asks for. Rows of the dpo; also seen by whoever presents the mailed token.

    What people do is written by the API; `state`, `passed_on_at`, `extension_told_at`,
    `extension_unreached_at` and `ended_at` by the request's workflow alone. A request that turns out to be
    nobody's keeps no personal data.
    """

    __tablename__ = "rights_requests"

    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    """One of `terms.rights_requests.Right`."""
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    """In lower case: the address under which data is looked for."""
    name: Mapped[str | None] = mapped_column(String(200))
    words: Mapped[LongText | None]
    language: Mapped[str] = mapped_column(String(2))
    channel: Mapped[str] = mapped_column(String(16))
    """One of `terms.rights_requests.RequestChannel`."""
    received_at: Mapped[Instant]
    """When it reached the holder: all its periods count from then."""
    registered_at: Mapped[Instant]
    registered_by: Mapped[Id | None]
    """Who of the staff entered what did not come by the form."""
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    confirm_until: Mapped[Instant | None]
    """When the mailed link ends; empty where the dpo was convinced from the start."""
    ip: Mapped[str | None] = mapped_column(String(64))
    user_agent: Mapped[str | None] = mapped_column(String(512))

    identity: Mapped[str] = mapped_column(String(16), default="pending")
    """One of `terms.rights_requests.RequesterIdentity`."""
    identity_at: Mapped[Instant | None]
    identity_by: Mapped[Id | None]
    """The dpo who decided on documents."""
    identity_reason: Mapped[LongText | None]
    withdrawn_at: Mapped[Instant | None]
    extended_at: Mapped[Instant | None]
    extended_by: Mapped[Id | None]
    extension_reason: Mapped[LongText | None]

    state: Mapped[str] = mapped_column(String(16), default="received", index=True)
    """One of `terms.rights_requests.RequestState`."""
    passed_on_at: Mapped[Instant | None]
    extension_told_at: Mapped[Instant | None]
    extension_unreached_at: Mapped[Instant | None]
    """When the person's address refused for good to hear of it: they have to be told another way."""
    ended_at: Mapped[Instant | None] = mapped_column(index=True)


class RightsPart(Base):
    """A request as one controller has it. Rows of `business_id`, for its owner once told, and of the dpo.

    It holds all that the controller is told, so that nobody has to look at the request itself, nor at the
    parts of others. Without a business it is the holder's own. The answer is written by the API.
    """

    __tablename__ = "rights_parts"
    __table_args__ = (
        UniqueConstraint("request_id", "business_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("(outcome IS NULL) = (resolved_at IS NULL)", name="resolved"),
        Index("ix_rights_parts_business_id_id", "business_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    request_id: Mapped[Id] = mapped_column(ForeignKey("rights_requests.id"))
    business_id: Mapped[Id | None] = mapped_column(ForeignKey("businesses.id"))
    kind: Mapped[str] = mapped_column(String(24))
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str | None] = mapped_column(String(200))
    words: Mapped[LongText | None]
    language: Mapped[str] = mapped_column(String(2))
    received_at: Mapped[Instant]
    identity: Mapped[str] = mapped_column(String(16))
    """As it stands with the request."""
    envelopes: Mapped[int] = mapped_column(Integer)
    """How many of the controller's envelopes name the person."""
    answer_due_at: Mapped[Instant]
    """When the person has to have an answer (GDPR art. 12.3)."""

    passed_at: Mapped[Instant | None]
    """When the controller was told; for the holder's own, when its part began."""
    unreached_at: Mapped[Instant | None]
    """When the controller's address refused the notice for good: it has to be told another way."""
    reminded_at: Mapped[Instant | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    """One of `terms.rights_requests.RequestOutcome`."""
    answer: Mapped[LongText | None]
    """What the person is told."""
    reference: Mapped[str | None] = mapped_column(String(100))
    """The controller's own, such as of the measure it took."""
    resolved_by: Mapped[Id | None]
    resolved_at: Mapped[Instant | None]
    person_told_at: Mapped[Instant | None]
    person_unreached_at: Mapped[Instant | None]
    """When the person's address refused the answer for good, or it was found to have come back."""
    answered_again: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    """How often it was answered anew, because the person had not got the answer; each has its own mail."""
    answer_email: Mapped[str | None] = mapped_column(String(254))
    """Where the answer goes, if not to the address that the person gave."""
