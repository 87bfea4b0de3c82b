"""Invoices and their series (contract S19). Invoices are rows of `business_id`; series are nobody's."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Instant, JsonObject, Sha256


class InvoiceSeries(Base):
    """A series with the last number given. Nobody's row; it stays locked until the invoice stands."""

    __tablename__ = "invoice_series"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Invoice(Base):
    """An invoice as it was issued. Append-only: what is wrong is rectified by another one.

    `key` is the charge or refund it is for: none has two. `facts` hold issuer, customer and line as they were
    then; its documents are made from them alone.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("series", "sequence"),
        CheckConstraint("gross = net + vat", name="sum"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    bill_id: Mapped[Id] = mapped_column(ForeignKey("bills.id"), index=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    series: Mapped[str] = mapped_column(String(8))
    sequence: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    """Of `terms.invoices.InvoiceKind`."""
    rectifies: Mapped[Id | None] = mapped_column(ForeignKey("invoices.id"))
    issued_at: Mapped[Instant]
    issued_on: Mapped[date] = mapped_column(Date)
    """In the holder's zone."""
    net: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    vat_rate: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    vat: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    gross: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    facts: Mapped[JsonObject]


class InvoiceDocument(Base):
    """An invoice's PDF or XML in the vault. Append-only. Rows of `business_id`."""

    __tablename__ = "invoice_documents"

    invoice_id: Mapped[Id] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    format: Mapped[str] = mapped_column(String(8), primary_key=True)
    """`pdf` or `xml`."""
    business_id: Mapped[Id] = mapped_column(ForeignKey("businesses.id"), index=True)
    object_key: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[Sha256]
