"""The receipt as PDF/A, before it is sealed: a durable medium (2011/83/EU, art. 2.10 and 11a)."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from activities.invoices.facts import Party
from activities.invoices.pdf import party_data
from activities.invoices.wording import euros
from activities.mail.wording import instant_words
from activities.papers.pdf import Paper, Section, paper_pdf
from activities.receipts.facts import ReceiptFacts
from terms.subscription_declarations import Declaration

Rows = list[tuple[str, str]]


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language, `es` or `en`."""
    read: dict[str, Any] = json.loads(files(__package__).joinpath("words", f"{language}.json").read_text())
    return read


def receipt_pdf(facts: ReceiptFacts, zone: str) -> bytes:
    """The receipt in its customer's language; instants are in `zone`, named. CPU work of some 20 ms."""
    said = words(facts.language)
    of_kind = said["kinds"][facts.kind]

    def at(instant: datetime | None) -> str:
        return instant_words(instant, zone, facts.language) if instant else ""

    quoted = said["quoted"].format(facts.statement)
    sections = [
        Section(said["declaration"], quoted, _filled(_declared(facts, said, at))),
        Section(said["follows"], of_kind["follows"], _filled(_following(facts, said, at))),
        Section(said["customer"], facts=_filled(_party(facts.customer, said))),
        Section(said["holder"], facts=_filled(_holder(facts, said))),
    ]
    intro = of_kind["intro"].format(clause=facts.clause, version=facts.terms_version)
    author = f"{facts.issuer.name} · {facts.issuer.tax_id}"
    reference = [(said["receipt"], facts.receipt_id), (said["issued"], at(facts.issued_at))]
    paper = Paper(of_kind["title"], facts.language, author, intro, reference, sections)
    return paper_pdf(paper, facts.issued_at)


def _declared(facts: ReceiptFacts, said: dict[str, Any], at: Any) -> Rows:
    is_two_steps = facts.kind == Declaration.WITHDRAW
    return [
        (said["declared_by"], facts.declared_by),
        (said["stated"], at(facts.stated_at)),
        (said["confirmed"], at(facts.confirmed_at) if is_two_steps else ""),
        (said["act"], facts.act_id),
        (said["contract"], facts.subscription_id),
        (said["plan"], facts.plan),
        (said["contracted"], at(facts.selected_at)),
    ]


def _following(facts: ReceiptFacts, said: dict[str, Any], at: Any) -> Rows:
    back = euros(facts.given_back, facts.language) if facts.given_back is not None else ""
    return [
        (said["effective" if facts.kind == Declaration.CANCEL else "ends"], at(facts.ends_at)),
        (said["downloads"], at(facts.downloads_end)),
        (said["given_back"], back),
        (said["given_back_until"], at(facts.given_back_until)),
    ]


def _party(party: Party, said: dict[str, Any]) -> Rows:
    data = party_data(party)
    return [(said[name], data[name]) for name in ("name", "tax_id", "address")]


def _holder(facts: ReceiptFacts, said: dict[str, Any]) -> Rows:
    return [
        *_party(facts.issuer, said),
        (said["email"], facts.issuer_email),
        (said["registry"], facts.registry),
    ]


def _filled(rows: Rows) -> Rows:
    return [row for row in rows if row[1]]
