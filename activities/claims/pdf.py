"""The claim as PDF/A. What people wrote reaches the layout as JSON only, never as code."""

import json
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from activities.claims.facts import ClaimedDebt, ClaimFacts
from activities.evidence.glyphs import FONT_FOLDER, printable
from activities.invoices.pdf import PDF_STANDARD, party_data
from activities.invoices.wording import day, euros
from activities.invoices.wording import words as invoice_words
from terms.interest import Stretch


def claim_pdf(facts: ClaimFacts, at: datetime) -> bytes:
    """The claim in its customer's language; `at` is the PDF's creation date. CPU work of some 20 ms."""
    made = typst.compile(
        str(files(__package__).joinpath("claim.typ")),
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


@cache
def words(language: str) -> dict[str, str]:
    """The words of a language; Spanish for one without."""
    name = language if language in ("es", "en") else "es"
    read: dict[str, str] = json.loads(files(__package__).joinpath("words", f"{name}.json").read_text())
    return read


def _data(facts: ClaimFacts) -> dict[str, Any]:
    language, said = facts.language, words(facts.language)
    rule = said["rule_company" if facts.is_company else "rule_consumer"]
    return {
        "words": said,
        "language": language,
        "claim_id": facts.claim_id,
        "subscription_id": facts.subscription_id,
        "made_on": day(facts.made_on, language),
        "last_day": day(facts.last_day, language),
        "issuer": party_data(facts.issuer),
        "registry": facts.registry,
        "customer": party_data(facts.customer),
        "rule": rule.format(clause=facts.clause, version=facts.terms_version),
        "ask": said["ask"].format(email=facts.issuer_email),
        "debts": [_debt(debt, language) for debt in facts.debts],
        "principal": euros(facts.principal, language),
        "interest": euros(facts.interest, language),
        "total": euros(facts.principal + facts.interest, language),
    }


def _debt(debt: ClaimedDebt, language: str) -> dict[str, Any]:
    claimed, said = debt.claimed, words(language)
    return {
        "charges": [
            {
                "subject": charge.subject,
                "net": euros(charge.net, language),
                "vat": f"{euros(charge.vat, language)} ({percent(charge.vat_rate, language)})",
                "gross": euros(charge.gross, language),
            }
            for charge in debt.charges
        ],
        "principal": euros(claimed.bill.gross, language),
        "since": said["since"].format(day=day(claimed.bill.late_since, language)),
        "stretches": [_stretch(one, language) for one in claimed.stretches],
        "interest": euros(claimed.interest, language),
    }


def _stretch(stretch: Stretch, language: str) -> dict[str, str]:
    said = words(language)
    between = said["between"].format(
        first=day(stretch.first_day, language), last=day(stretch.last_day, language), days=stretch.days
    )
    return {
        "between": between,
        "percent": percent(stretch.rate.percent, language),
        "source": stretch.rate.source,
    }


def percent(rate: Decimal, language: str) -> str:
    """Such as `10,15 %`."""
    return f"{rate.normalize():f} %".replace(".", str(invoice_words(language)["decimal"]))
