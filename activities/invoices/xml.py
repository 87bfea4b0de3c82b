"""The invoice as XML by EN 16931 (UN/CEFACT Cross Industry Invoice), checked against its schema.

What is outside the scope of VAT (category O) names neither a VAT number nor a rate (rules BR-O-02, -05): the
seller is known by its number for the tax office, the buyer by an identifier.
"""

from decimal import Decimal

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration, TradeParty
from drafthorse.models.tradelines import LineItem

from activities.invoices.facts import InvoiceFacts, Party
from terms.invoices import VatCategory
from terms.tax_ids import vat_number

GUIDELINE = "urn:cen.eu:en16931:2017"
SCHEMA = "FACTUR-X_EN16931"
_INVOICE, _CREDIT_NOTE = "380", "381"
_UNIT = "C62"
_VAT_NUMBER, _TAX_OFFICE_NUMBER = "VA", "FC"
_EXEMPTION_CODES = {VatCategory.REVERSE_CHARGE: "VATEX-EU-AE", VatCategory.OUT_OF_SCOPE: "VATEX-EU-O"}


def invoice_xml(facts: InvoiceFacts) -> bytes:
    """The XML. Raises drafthorse's errors when it does not fit the schema."""
    document = Document()
    document.context.guideline_parameter.id = GUIDELINE
    document.header.id = facts.number
    document.header.type_code = _CREDIT_NOTE if facts.rectifies else _INVOICE
    document.header.issue_date_time = facts.issued_on
    if facts.vat_ground:
        document.header.notes.add(IncludedNote(content=facts.vat_ground))
    _seller(document.trade.agreement.seller, facts)
    _buyer(document.trade.agreement.buyer, facts)
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


def _stated(amount: Decimal) -> Decimal:
    """A credit note states positive amounts: its type says that they are given back."""
    return abs(amount)


def _in_scope(facts: InvoiceFacts) -> bool:
    return facts.vat_category != VatCategory.OUT_OF_SCOPE


def _seller(target: TradeParty, facts: InvoiceFacts) -> None:
    """The seller is known by a number of its own whatever the category (rule BR-CO-26)."""
    issuer = facts.issuer
    _address(target, issuer)
    target.legal_organization.id = ("", issuer.tax_id)
    if _in_scope(facts):
        number = "".join(vat_number(issuer.tax_id, issuer.country))
        target.tax_registrations.add(TaxRegistration(id=(_VAT_NUMBER, number)))
    else:
        target.tax_registrations.add(TaxRegistration(id=(_TAX_OFFICE_NUMBER, issuer.tax_id)))


def _buyer(target: TradeParty, facts: InvoiceFacts) -> None:
    customer = facts.customer
    if customer.tax_id and not _in_scope(facts):
        target.id = customer.tax_id
    _address(target, customer)
    if customer.tax_id and _in_scope(facts):
        number = "".join(vat_number(customer.tax_id, customer.country))
        target.tax_registrations.add(TaxRegistration(id=(_VAT_NUMBER, number)))


def _address(target: TradeParty, party: Party) -> None:
    target.name = party.name
    target.address.line_one = party.street
    target.address.postcode = party.postal_code
    target.address.city_name = party.city
    target.address.country_id = party.country


def _line(facts: InvoiceFacts) -> LineItem:
    line = LineItem()
    line.document.line_id = "1"
    line.product.name = facts.subject
    net = _stated(facts.net)
    quantity, price = _counted(facts, net)
    line.agreement.net.amount = price
    line.agreement.net.basis_quantity = (Decimal(1), _UNIT)
    line.delivery.billed_quantity = (quantity, _UNIT)
    line.settlement.trade_tax.type_code = "VAT"
    line.settlement.trade_tax.category_code = facts.vat_category
    if _in_scope(facts):
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
    tax.calculated_amount = _stated(facts.vat)
    tax.type_code = "VAT"
    if not facts.vat_rate:
        tax.exemption_reason = facts.vat_ground
        tax.exemption_reason_code = _EXEMPTION_CODES[VatCategory(facts.vat_category)]
    tax.basis_amount = _stated(facts.net)
    tax.category_code = facts.vat_category
    if _in_scope(facts):
        tax.rate_applicable_percent = facts.vat_rate
    return tax


def _sums(document: Document, facts: InvoiceFacts) -> None:
    sums = document.trade.settlement.monetary_summation
    sums.line_total = _stated(facts.net)
    sums.charge_total = sums.allowance_total = Decimal("0.00")
    sums.tax_basis_total = _stated(facts.net)
    sums.tax_total = (_stated(facts.vat), "EUR")
    sums.grand_total = _stated(facts.gross)
    sums.prepaid_total = _stated(facts.gross)
    sums.due_amount = Decimal("0.00")
