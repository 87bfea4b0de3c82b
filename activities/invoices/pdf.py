"""The invoice as PDF/A. What people wrote reaches the layout as JSON only, never as code."""

import json
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

import typst

from activities.evidence.glyphs import FONT_FOLDER, printable
from activities.invoices.facts import InvoiceFacts, Party
from activities.invoices.wording import day, euros, words

PDF_STANDARD: Final = "a-3b"


def invoice_pdf(facts: InvoiceFacts, at: datetime) -> bytes:
    """The invoice in its customer's language; `at` is the PDF's creation date. CPU work of some 20 ms."""
    made = typst.compile(
        str(files(__package__).joinpath("invoice.typ")),
        format="pdf",
        font_paths=[str(FONT_FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(printable(_data(facts), own_only=True), ensure_ascii=False)},
        pdf_standards=PDF_STANDARD,
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned no single PDF")
    return made


def _data(facts: InvoiceFacts) -> dict[str, Any]:
    language = facts.language
    said = words(language)
    rate = f"{facts.vat_rate.normalize():f}".replace(".", said["decimal"])
    return {
        "words": {name: text for name, text in said.items() if isinstance(text, str)},
        "language": language,
        "number": facts.number,
        "issued_on": day(facts.issued_on, language),
        "operation_on": day(facts.operation_on, language),
        "issuer": party_data(facts.issuer),
        "registry": facts.registry,
        "customer": party_data(facts.customer),
        "subject": facts.subject,
        "net": euros(facts.net, language),
        "vat_rate": f"{rate} %",
        "vat": euros(facts.vat, language),
        "gross": euros(facts.gross, language),
        "ground": facts.vat_ground,
        "rectifies": facts.rectifies,
        "rectifies_on": day(facts.rectifies_on, language) if facts.rectifies_on else "",
    }


def party_data(party: Party) -> dict[str, str]:
    """Name, tax id and address in one line each."""
    place = " ".join(part for part in (party.postal_code, party.city) if part)
    return {
        "name": party.name,
        "tax_id": party.tax_id,
        "address": ", ".join(part for part in (party.street, place, party.country) if part),
    }
