"""A controller's instructions, and disclosures of its data to others (contract P1, P3)."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, LongText, Sha256


class Instruction(Base):
    """What a controller told the holder to do with its data. Rows of `business_id`, for its owner, and of the
    dpo. The API adds it; everything below `given_at` is written by its workflow alone.
    """

    __tablename__ = "instructions"
    __table_args__ = (Index("ix_instructions_business_id_id", "business_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """One of `terms.instructions.InstructionKind`."""
    given_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[Instant]

    state: Mapped[str] = mapped_column(String(16), default="recorded", server_default="recorded", index=True)
    """One of `terms.instructions.InstructionState`."""
    version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """The newest; 0 until the workflow took the instruction in."""
    sequence: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Of the last act that counts."""
    state_at: Mapped[Instant | None]


class InstructionEntry(Base):
    """One act about an instruction, in the words of who did it. Rows of `business_id`, for its owner, and of
    the dpo; append-only. It counts from when the workflow took it in, which alone writes what follows
    `read_version`. One that neither counts nor was refused is asked for again until it is either.
    """

    __tablename__ = "instruction_entries"
    __table_args__ = (
        UniqueConstraint("instruction_id", "sequence"),
        CheckConstraint("(sequence IS NULL) = (counted_at IS NULL)", name="counted"),
        CheckConstraint("refusal IS NULL OR counted_at IS NULL", name="refused"),
        Index("ix_instruction_entries_business_id_id", "business_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    instruction_id: Mapped[Id] = mapped_column(ForeignKey("instructions.id"))
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    act: Mapped[str] = mapped_column(String(16))
    """One of `terms.instructions.InstructionAct`."""
    subject: Mapped[str | None] = mapped_column(String(200))
    """Of a version, what it is about."""
    words: Mapped[LongText]
    """Of a version, the instruction; of an acknowledgement, how it is followed; else why."""
    ground: Mapped[str | None] = mapped_column(String(200))
    """Of a doubt, the law that seems to be infringed."""
    terms: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Of a version that authorises disclosures: to whom, of what, for what, how protected."""
    sha256: Mapped[Sha256]
    """Of the act's content (`terms.instructions.digest_of`)."""
    by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    at: Mapped[Instant]

    read_version: Mapped[int | None] = mapped_column(Integer)
    """The version that whoever did it had read."""

    version: Mapped[int | None] = mapped_column(Integer)
    """The version that it made, or was about."""
    sequence: Mapped[int | None] = mapped_column(Integer)
    counted_at: Mapped[Instant | None]
    refusal: Mapped[str | None] = mapped_column(String(32))
    """Why it will never count: one of `terms.instructions.InstructionRefusal`."""
    told_at: Mapped[Instant | None]
    """When the controller's mail about it was taken; empty again once that came back."""
    unreached_at: Mapped[Instant | None]
    """When it was known that no mail reaches the controller: it has to be told another way."""


class DisclosureDuty(Base):
    """What the law obliges the holder to hand over or transfer. Rows of the dpo, and of `business_id` for its
    owner unless the law forbids telling it.
    """

    __tablename__ = "disclosure_duties"
    __table_args__ = (
        CheckConstraint(
            "silence_approved_by IS NULL OR silence_approved_by <> registered_by", name="second_person"
        ),
        CheckConstraint("lifted_at IS NULL OR silence_reason IS NOT NULL", name="lifted"),
        Index("ix_disclosure_duties_business_id_id", "business_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    kind: Mapped[str] = mapped_column(String(16))
    """One of `terms.disclosures.DutyKind`."""
    recipient: Mapped[str] = mapped_column(String(200))
    """Which authority, or who in the third country."""
    country: Mapped[str] = mapped_column(String(2))
    ground: Mapped[str] = mapped_column(String(500))
    """The law, and the order that rests on it."""
    data: Mapped[list[str]] = mapped_column(JSONB)
    """Of `terms.disclosures.DisclosedData`."""
    words: Mapped[LongText]
    """What exactly is demanded."""
    registered_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    registered_at: Mapped[Instant]
    silence_reason: Mapped[LongText | None]
    """Which law forbids telling the controller, and why."""
    silence_approved_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"))
    silence_approved_at: Mapped[Instant | None]
    lifted_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[Instant | None]
    """From when it may be told after all."""
    told_at: Mapped[Instant | None]
    """When the mail about it was taken; empty again once that came back."""
    unreached_at: Mapped[Instant | None]
    contacted_at: Mapped[Instant | None]
    """When it was told another way."""
    contacted_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"))
    contact_words: Mapped[LongText | None]


class Disclosure(Base):
    """Data that was handed over. Rows of `business_id`, for its owner (of a duty, as far as the owner sees
    the duty), and of the dpo; append-only, but for when the controller was told.
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        CheckConstraint("(instruction_id IS NULL) <> (duty_id IS NULL)", name="by_one_ground"),
        CheckConstraint("(instruction_id IS NULL) = (version IS NULL)", name="version"),
        Index("ix_disclosures_business_id_id", "business_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"))
    instruction_id: Mapped[Id | None] = mapped_column(ForeignKey("instructions.id"), index=True)
    version: Mapped[int | None] = mapped_column(Integer)
    """The version of the instruction under which it was made."""
    duty_id: Mapped[Id | None] = mapped_column(ForeignKey("disclosure_duties.id"), index=True)
    recipient: Mapped[JsonObject]
    """`name`, `tax_id` where there is one, `country`."""
    data: Mapped[list[str]] = mapped_column(JSONB)
    """Of `terms.disclosures.DisclosedData`."""
    envelopes: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    """Their ids; without, of all."""
    words: Mapped[LongText]
    """How it was handed over, and how protected."""
    made_at: Mapped[Instant]
    recorded_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[Instant]
    told_at: Mapped[Instant | None]
    unreached_at: Mapped[Instant | None]
