"""The invoice as XML by EN 16931 (UN/CEFACT Cross Industry Invoice), checked against its schema."""

from decimal import Decimal

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration, TradeParty
from drafthorse.models.tradelines import LineItem

from activities.invoices.facts import InvoiceFacts, Party

GUIDELINE = "urn:cen.eu:en16931:2017"
SCHEMA = "FACTUR-X_EN16931"
_INVOICE, _CREDIT_NOTE = "380", "381"
_UNIT = "C62"
_VAT_NUMBER = "VA"


def invoice_xml(facts: InvoiceFacts) -> bytes:
    """The XML. Raises drafthorse's errors when it does not fit the schema."""
    document = Document()
    document.context.guideline_parameter.id = GUIDELINE
    document.header.id = facts.number
    document.header.type_code = _CREDIT_NOTE if facts.rectifies else _INVOICE
    document.header.issue_date_time = facts.issued_on
    if facts.vat_ground:
        document.header.notes.add(IncludedNote(content=facts.vat_ground))
    _party(document.trade.agreement.seller, facts.issuer)
    _party(document.trade.agreement.buyer, facts.customer)
    document.trade.delivery.event.occurrence = facts.operation_on
    document.trade.settlement.currency_code = "EUR"
    if facts.use:
        document.trade.settlement.period.start = facts.use[0].first_day
        document.trade.settlement.period.end = facts.use[-1].last_day
    if facts.rectifies:
        reference = document.trade.settlement.invoice_referenced_document
        reference.issuer_assigned_id = facts.rectifies
        reference.issue_date_time = facts.rectifies_on
    document.trade.items.add(_line(facts))
    document.trade.settlement.trade_tax.add(_tax(facts))
    _sums(document, facts)
    xml: bytes = document.serialize(schema=SCHEMA)
    return xml


def _sign(facts: InvoiceFacts) -> int:
    """A credit note states positive amounts: its type says that they are given back."""
    return -1 if facts.rectifies else 1


def _party(target: TradeParty, party: Party) -> None:
    target.name = party.name
    target.address.line_one = party.street
    target.address.postcode = party.postal_code
    target.address.city_name = party.city
    target.address.country_id = party.country
    if party.tax_id:
        number = party.tax_id if party.tax_id[:2].isalpha() else f"{party.country}{party.tax_id}"
        target.tax_registrations.add(TaxRegistration(id=(_VAT_NUMBER, number)))


def _line(facts: InvoiceFacts) -> LineItem:
    line = LineItem()
    line.document.line_id = "1"
    line.product.name = facts.subject
    net = facts.net * _sign(facts)
    quantity, price = _counted(facts, net)
    line.agreement.net.amount = price
    line.agreement.net.basis_quantity = (Decimal(1), _UNIT)
    line.delivery.billed_quantity = (quantity, _UNIT)
    line.settlement.trade_tax.type_code = "VAT"
    line.settlement.trade_tax.category_code = facts.vat_category
    line.settlement.trade_tax.rate_applicable_percent = facts.vat_rate
    line.settlement.monetary_summation.total_amount = net
    return line


def _counted(facts: InvoiceFacts, net: Decimal) -> tuple[Decimal, Decimal]:
    """Quantity and price: envelopes charged at one price, else the whole as one."""
    if len(facts.use) == 1:
        (part,) = facts.use
        if part.price is not None and part.net == net:
            return Decimal(part.charged), part.price
    return Decimal(1), net


def _tax(facts: InvoiceFacts) -> ApplicableTradeTax:
    tax = ApplicableTradeTax()
    tax.calculated_amount = facts.vat * _sign(facts)
    tax.type_code = "VAT"
    if not facts.vat_rate:
        tax.exemption_reason = facts.vat_ground
    tax.basis_amount = facts.net * _sign(facts)
    tax.category_code = facts.vat_category
    tax.rate_applicable_percent = facts.vat_rate
    return tax


def _sums(document: Document, facts: InvoiceFacts) -> None:
    sums = document.trade.settlement.monetary_summation
    sign = _sign(facts)
    sums.line_total = facts.net * sign
    sums.charge_total = sums.allowance_total = Decimal("0.00")
    sums.tax_basis_total = facts.net * sign
    sums.tax_total = (facts.vat * sign, "EUR")
    sums.grand_total = facts.gross * sign
    sums.prepaid_total = facts.gross * sign
    sums.due_amount = Decimal("0.00")
