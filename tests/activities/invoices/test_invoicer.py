"""Every charge has its invoice and every refund its rectifying one: once, without gap, to the cent (S19)."""

import asyncio
import hashlib
from decimal import Decimal

import pypdfium2
import pytest
from lxml import etree
from sqlalchemy import func, select
from temporalio.exceptions import ApplicationError

from activities.invoices.invoicer import Invoicer
from activities.vault.vault import Vault
from models import Invoice, InvoiceDocument, InvoiceSeries
from models.database import Database
from tests.activities.invoices.billed import RENEWAL, USAGE, paid_bill, refunded

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


async def invoices(database: Database, ids: list[str]) -> list[Invoice]:
    """The rows, in the order of their numbers."""
    async with database.transaction() as session:
        rows = await session.scalars(select(Invoice).where(Invoice.id.in_(ids)).order_by(Invoice.sequence))
        return list(rows)


async def document(database: Database, vault: Vault, invoice_id: str, name: str) -> bytes:
    """A stored document, checked against its hash."""
    async with database.transaction() as session:
        row = await session.get_one(InvoiceDocument, (invoice_id, name))
    data = await vault.get(row.business_id, row.object_key)
    assert hashlib.sha256(data).hexdigest() == row.sha256
    return data


def text_of(pdf: bytes) -> str:
    """All words of a PDF."""
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


@pytest.mark.rule("S19")
async def test_each_charge_of_a_bill_is_an_invoice(
    invoicer: Invoicer, database: Database, vault: Vault
) -> None:
    bill = await paid_bill(database, RENEWAL, USAGE)
    ids = await invoicer.issue(bill.id)
    assert await invoicer.issue(bill.id) == ids
    first, second = await invoices(database, ids)
    assert second.sequence == first.sequence + 1
    assert first.number == f"F{first.issued_on.year}-{first.sequence:06d}"
    assert [(row.net, row.vat, row.gross) for row in (first, second)] == [
        (Decimal("29.00"), Decimal("6.09"), Decimal("35.09")),
        (Decimal("12.40"), Decimal("2.60"), Decimal("15.00")),
    ]
    said = text_of(await document(database, vault, first.id, "pdf"))
    for words in (first.number, "Plan Profesional: cuota de febrero de 2027", "35,09 €", "21 %", "B12345674"):
        assert words in said
    use = text_of(await document(database, vault, second.id, "pdf"))
    assert "uso de enero de 2027 (1 de enero de 2027 a 31 de enero de 2027)" in use


USED = {
    "first_day": "2027-01-01",
    "last_day": "2027-01-19",
    "envelopes": 81,
    "included": 50,
    "price": "0.40",
}
UNTIL_THE_END = USED | {"first_day": "2027-01-20", "last_day": "2027-01-31", "envelopes": 1, "price": None}


@pytest.mark.rule("S6")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "es",
            "81 sobres del 1 de enero de 2027 al 19 de enero de 2027 (incluidos 50; cobrados 31 a 0,40 €)",
        ),
        ("en", "81 envelopes from 1 January 2027 to 19 January 2027 (50 included; 31 charged at 0.40 €)"),
    ],
)
async def test_an_invoice_of_use_names_its_amount_and_its_days(
    invoicer: Invoicer, database: Database, vault: Vault, language: str, words: str
) -> None:
    bill = await paid_bill(database, USAGE | {"use": [USED]}, language=language)
    (invoice_id,) = await invoicer.issue(bill.id)
    assert words in text_of(await document(database, vault, invoice_id, "pdf"))
    xml = etree.fromstring(await document(database, vault, invoice_id, "xml"))
    assert words in str(xml.findtext(f".//{RAM}SpecifiedTradeProduct/{RAM}Name"))
    assert xml.findtext(f".//{RAM}BilledQuantity") == "31"
    period = xml.find(f".//{RAM}BillingSpecifiedPeriod")
    assert period is not None
    assert "".join(period.itertext()).split() == ["20270101", "20270119"]


async def test_an_invoice_of_use_under_two_plans_names_both(
    invoicer: Invoicer, database: Database, vault: Vault
) -> None:
    bill = await paid_bill(database, USAGE | {"use": [USED, UNTIL_THE_END]})
    (invoice_id,) = await invoicer.issue(bill.id)
    said = text_of(await document(database, vault, invoice_id, "pdf"))
    assert "; 1 sobre del 20 de enero de 2027 al 31 de enero de 2027" in said
    xml = etree.fromstring(await document(database, vault, invoice_id, "xml"))
    assert xml.findtext(f".//{RAM}LineTotalAmount") == "12.40"


async def test_the_xml_says_the_same(invoicer: Invoicer, database: Database, vault: Vault) -> None:
    (invoice_id,) = await invoicer.issue((await paid_bill(database)).id)
    xml = etree.fromstring(await document(database, vault, invoice_id, "xml"))
    assert xml.findtext(f".//{RAM}GrandTotalAmount") == "35.09"
    assert xml.findtext(f".//{RAM}DuePayableAmount") == "0.00"
    assert [node.text for node in xml.iter(f"{RAM}TypeCode")] == ["380", "VAT", "VAT"]
    assert {node.text for node in xml.iter(f"{RAM}CategoryCode")} == {"S"}


async def test_a_reverse_charge_says_so_in_the_customers_language(
    invoicer: Invoicer, database: Database, vault: Vault
) -> None:
    item = {"kind": "renewal", "net": "29.00", "vat_rate": "0", "vat": "0.00", "gross": "29.00"}
    bill = await paid_bill(database, item, country="DE", postal_code="10115", confirmed=True, language="en")
    (invoice_id,) = await invoicer.issue(bill.id)
    said = text_of(await document(database, vault, invoice_id, "pdf"))
    assert "inversión del sujeto pasivo" in said
    assert "Professional plan: fee of February 2027" in said
    xml = etree.fromstring(await document(database, vault, invoice_id, "xml"))
    assert {node.text for node in xml.iter(f"{RAM}CategoryCode")} == {"AE"}


@pytest.mark.rule("S19")
async def test_numbers_have_no_gap_whoever_asks_at_once(invoicer: Invoicer, database: Database) -> None:
    bills = [await paid_bill(database) for _ in range(12)]
    made = await asyncio.gather(*(invoicer.issue(bill.id) for bill in bills for _ in range(2)))
    ids = sorted({invoice_id for several in made for invoice_id in several})
    rows = await invoices(database, ids)
    assert len(rows) == 12
    assert [row.sequence for row in rows] == list(range(rows[0].sequence, rows[0].sequence + 12))
    async with database.transaction() as session:
        series = await session.get_one(InvoiceSeries, rows[0].series)
        count = await session.scalar(
            select(func.count()).select_from(Invoice).where(Invoice.series == rows[0].series)
        )
    assert series.last == count == rows[-1].sequence


async def test_a_transaction_that_fails_gives_its_number_back(
    invoicer: Invoicer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = await invoices(database, await invoicer.issue((await paid_bill(database)).id))
    bill = await paid_bill(database)
    with monkeypatch.context() as broken:
        broken.setattr("activities.invoices.ledger.number_in", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await invoicer.issue(bill.id)
    (after,) = await invoices(database, await invoicer.issue(bill.id))
    assert after.sequence == before.sequence + 1


async def test_documents_lost_on_the_way_are_made_again(
    invoicer: Invoicer, database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = await paid_bill(database)
    with monkeypatch.context() as broken:
        broken.setattr("activities.invoices.invoicer.invoice_xml", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await invoicer.issue(bill.id)
    (invoice_id,) = await invoicer.issue(bill.id)
    assert (await document(database, vault, invoice_id, "pdf")).startswith(b"%PDF")
    assert await document(database, vault, invoice_id, "xml")


@pytest.mark.rule("S19")
async def test_a_refund_is_rectified_in_a_series_of_its_own(
    invoicer: Invoicer, database: Database, vault: Vault
) -> None:
    bill = await paid_bill(database, RENEWAL, USAGE)
    ordinary = await invoices(database, await invoicer.issue(bill.id))
    refund = await refunded(database, bill, "40.09")
    ids = await invoicer.rectify(refund)
    assert await invoicer.rectify(refund) == ids
    rows = await invoices(database, ids)
    assert [(row.rectifies, row.gross) for row in rows] == [
        (ordinary[0].id, Decimal("-35.09")),
        (ordinary[1].id, Decimal("-5.00")),
    ]
    assert (rows[1].net, rows[1].vat) == (Decimal("-4.13"), Decimal("-0.87"))
    assert all(row.number.startswith("R") for row in rows)
    said = text_of(await document(database, vault, rows[0].id, "pdf"))
    assert "Factura rectificativa" in said
    assert f"Rectifica la factura {ordinary[0].number}" in said
    xml = etree.fromstring(await document(database, vault, rows[0].id, "xml"))
    assert next(xml.iter(f"{RAM}TypeCode")).text == "381"
    assert xml.findtext(f".//{RAM}InvoiceReferencedDocument/{RAM}IssuerAssignedID") == ordinary[0].number


async def test_a_second_refund_rectifies_what_the_first_has_left(
    invoicer: Invoicer, database: Database
) -> None:
    bill = await paid_bill(database, RENEWAL, USAGE)
    ordinary = await invoices(database, await invoicer.issue(bill.id))
    for amount, parts in (("20.00", {0: "-20.00"}), ("30.09", {0: "-15.09", 1: "-15.00"})):
        refund = await refunded(database, bill, amount)
        rows = await invoices(database, await invoicer.rectify(refund))
        assert {row.rectifies: row.gross for row in rows} == {
            ordinary[place].id: Decimal(gross) for place, gross in parts.items()
        }


async def test_hostile_names_stay_words(invoicer: Invoicer, database: Database, vault: Vault) -> None:
    bill = await paid_bill(database, name='#eval("x") <b>& "Ñandú" $x$ \u202egnp')
    (invoice_id,) = await invoicer.issue(bill.id)
    said = text_of(await document(database, vault, invoice_id, "pdf"))
    assert '#eval("x") <b>& "Ñandú" $x$' in said
    assert await document(database, vault, invoice_id, "xml")


async def test_what_was_not_paid_has_no_invoice(invoicer: Invoicer) -> None:
    with pytest.raises(ApplicationError, match="not paid"):
        await invoicer.issue("bil_none")
