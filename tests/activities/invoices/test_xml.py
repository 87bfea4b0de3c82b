"""The XML of each kind of invoice keeps the rules of EN 16931, as its published schematron judges them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from activities.invoices.facts import InvoiceFacts, Party
from activities.invoices.xml import invoice_xml
from terms.use import UseOfDays
from tests.activities.invoices.en16931 import broken_rules

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
HOLDER = Party("Rúbrica, S.L.", "B12345674", "Calle Mayor 1, 03001 Alicante", "", "", "ES")
ORDINARY = InvoiceFacts(
    number="F2027-000001",
    issued_on=date(2027, 2, 1),
    operation_on=date(2027, 2, 1),
    language="es",
    issuer=HOLDER,
    registry="Registro Mercantil de Alicante",
    customer=Party("Soler y Asociados", "B87654323", "Calle Mayor 2", "03001", "Alicante", "ES"),
    subject="Plan Profesional: cuota de febrero de 2027",
    net=Decimal("29.00"),
    vat_rate=Decimal(21),
    vat=Decimal("6.09"),
    gross=Decimal("35.09"),
    vat_category="S",
    vat_ground="Ley 37/1992, art. 90.Uno",
)
_NO_VAT = {"vat_rate": Decimal(0), "vat": Decimal("0.00"), "gross": Decimal("29.00")}
REVERSE_CHARGE = replace(
    ORDINARY,
    customer=Party("Schmidt GmbH", "DE123456789", "Hauptstrasse 1", "10115", "Berlin", "DE"),
    vat_category="AE",
    vat_ground="Directiva 2006/112/CE, arts. 44 y 196: inversión del sujeto pasivo",
    **_NO_VAT,
)
CANARIAS = replace(
    ORDINARY,
    customer=Party("Guanche, S.L.", "B35000009", "Calle Real 1", "35001", "Las Palmas", "ES"),
    vat_category="O",
    vat_ground="Canarias (IGIC): Ley 37/1992, art. 3; Directiva 2006/112/CE, art. 6",
    **_NO_VAT,
)
ABROAD = replace(
    CANARIAS,
    customer=Party("Doe Ltd", "", "1 High Street", "SW1A 1AA", "London", "GB"),
    vat_ground="Ley 37/1992, arts. 69 y 70",
)
USED = UseOfDays(date(2027, 1, 1), date(2027, 1, 31), 81, 50, Decimal("0.40"))
USE = replace(
    ORDINARY, net=Decimal("12.40"), vat=Decimal("2.60"), gross=Decimal("15.00"), use=(USED,), subject="Uso"
)
ALL = {
    "S": ORDINARY,
    "S of a consumer abroad": replace(ORDINARY, customer=replace(ABROAD.customer, country="FR")),
    "S of use": USE,
    "AE": REVERSE_CHARGE,
    "O in Canarias": CANARIAS,
    "O outside the EU": ABROAD,
}


def rectifying(facts: InvoiceFacts) -> InvoiceFacts:
    """What gives the whole of an invoice back."""
    return replace(
        facts,
        number="R2027-000001",
        rectifies=facts.number,
        rectifies_on=facts.issued_on,
        net=-facts.net,
        vat=-facts.vat,
        gross=-facts.gross,
    )


def read(facts: InvoiceFacts) -> etree._Element:
    """The XML, parsed."""
    return etree.fromstring(invoice_xml(facts))


def registrations(xml: etree._Element) -> list[tuple[str | None, str | None]]:
    """Scheme and number of each tax registration, the seller's first."""
    found = xml.iterfind(f".//{RAM}SpecifiedTaxRegistration/{RAM}ID")
    return [(one.get("schemeID"), one.text) for one in found]


@pytest.mark.rule("S19")
@pytest.mark.parametrize("name", ALL)
def test_invoices_and_credit_notes_keep_the_rules_of_the_norm(name: str) -> None:
    for facts in (ALL[name], rectifying(ALL[name])):
        assert broken_rules(invoice_xml(facts)) == []


def test_a_broken_rule_is_found() -> None:
    xml = invoice_xml(CANARIAS).replace(b'schemeID="FC"', b'schemeID="VA"')
    assert "BR-O-02" in " ".join(broken_rules(xml))


def test_what_is_outside_the_scope_of_vat_names_neither_a_vat_number_nor_a_rate() -> None:
    for facts in (CANARIAS, rectifying(CANARIAS), ABROAD):
        xml = read(facts)
        assert registrations(xml) == [("FC", "B12345674")]
        assert xml.find(f".//{RAM}RateApplicablePercent") is None
        assert {node.text for node in xml.iter(f"{RAM}ExemptionReasonCode")} == {"VATEX-EU-O"}
    assert read(CANARIAS).findtext(f".//{RAM}BuyerTradeParty/{RAM}ID") == "B35000009"


@pytest.mark.parametrize("tax_id", ["123456789", "EL123456789", "GR123456789"])
def test_greek_vat_numbers_begin_with_el(tax_id: str) -> None:
    customer = replace(REVERSE_CHARGE.customer, tax_id=tax_id, country="GR")
    found = registrations(read(replace(REVERSE_CHARGE, customer=customer)))
    assert found == [("VA", "ESB12345674"), ("VA", "EL123456789")]
