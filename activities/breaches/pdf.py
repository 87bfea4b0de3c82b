"""The notification to the authority as PDF/A, by the sections of its form."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from activities.breaches.form import AuthorityForm
from activities.mail.wording import instant_words
from activities.papers.pdf import Paper, Section, paper_pdf


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language, `es` or `en`."""
    read: dict[str, Any] = json.loads(files(__package__).joinpath("words", f"{language}.json").read_text())
    return read


def form_pdf(form: AuthorityForm, language: str, zone: str) -> bytes:
    """The form laid out; instants are written in `zone`. CPU work: not for an event loop."""
    writer = _Writer(form, words(language), language, zone)
    said = writer.said
    facts = [
        (said["kind"], said["kinds"][form.kind]),
        (said["breach"], form.breach_id),
        (said["incident"], form.incident_id),
        (said["reference"], form.reference or said["none"]),
        (said["made_at"], writer.instant(form.made_at)),
    ]
    sections = [
        Section(said["sections"]["about"], facts=facts),
        writer.notifier(),
        writer.controllers(),
        writer.timeline(),
        *writer.breach(),
        writer.missing(),
    ]
    intro = f"{said['drill']} {said['intro']}" if form.drill else said["intro"]
    author = f"{form.notifier.name} · {form.notifier.tax_id}"
    return paper_pdf(Paper(said["title"], language, author, intro, [], sections), form.made_at)


class _Writer:
    """Writes the sections of one form."""

    def __init__(self, form: AuthorityForm, said: Mapping[str, Any], language: str, zone: str) -> None:
        self.form = form
        self.said = said
        self._language = language
        self._zone = zone

    def instant(self, at: datetime | None) -> str:
        """An instant, or that it is not known."""
        return instant_words(at, self._zone, self._language) if at else str(self.said["unknown"])

    def notifier(self) -> Section:
        """The holder and its DPO."""
        who = self.form.notifier
        dpo = f"{who.dpo.name} ({who.dpo.email})" if who.dpo.name else who.dpo.email
        values = {
            "name": who.name,
            "tax_id": who.tax_id,
            "address": who.address,
            "email": who.email,
            "dpo": dpo,
        }
        return self._section("notifier", values)

    def controllers(self) -> Section:
        """Each by its id, with its numbers and when it was told."""
        said = self.said
        table = [[said["controller"], said["people_count"], said["record_count"], said["told_at"]]]
        table += [
            [
                one.business_id,
                str(one.people),
                str(one.records),
                self.instant(one.told_at) if one.told_at else said["not_told"],
            ]
            for one in self.form.controllers
        ]
        return Section(said["sections"]["controllers"], lead=said["controllers_text"], table=table)

    def timeline(self) -> Section:
        """How and when it was found, and whether the notification is in time."""
        form, facts = self.form, self.form.facts
        return self._section(
            "timeline",
            {
                "source": self.said["sources"][form.incident_source],
                "began_at": self.instant(facts.began_at),
                "aware_at": self.instant(form.aware_at),
                "ended_at": self.instant(facts.ended_at),
                "due_at": self.instant(form.due_at),
                "delay_reason": facts.delay_reason or self.said["unknown" if form.late else "in_time"],
            },
        )

    def breach(self) -> list[Section]:
        """What happened, to which data and people, and what is done about it."""
        form, facts, said = self.form, self.form.facts, self.said
        effects = ", ".join(said["effect_names"][one] for one in facts.effects)
        before = said["before_text"].format(version=form.contract_version) if form.contract_version else ""
        return [
            self._section(
                "nature",
                {
                    "incident_kind": said["incident_kinds"][form.incident_kind],
                    "nature": self._text(form.nature),
                    "effects": effects or said["unknown"],
                    "origin": self._named("origins", facts.origin),
                    "intent": self._named("intents", facts.intent),
                },
            ),
            self._section(
                "data",
                {
                    "records": self._text(form.records),
                    "record_count": str(form.record_count),
                    "special_categories": self._answer(facts.special_categories),
                    "encrypted": self._answer(facts.encrypted),
                },
            ),
            self._section(
                "people",
                {
                    "people": self._text(form.people),
                    "people_count": str(form.people_count),
                    "minors": self._answer(facts.minors),
                },
            ),
            self._section(
                "consequences",
                {
                    "consequences": self._text(form.consequences),
                    "severity": self._named("severities", facts.severity),
                },
            ),
            self._section("measures", {"before": before, "measures": self._text(form.measures)}),
            self._section("told", {"people_informed": self._answer(facts.people_informed)}),
            self._section("border", {"other_countries": ", ".join(facts.other_countries) or said["none"]}),
        ]

    def missing(self) -> Section:
        """What has to follow."""
        said = self.said
        items = [said[name] for name in self.form.missing]
        lead = said["missing_text"] if items else said["nothing_missing"]
        return Section(said["sections"]["missing"], lead=lead, items=items)

    def _section(self, name: str, values: Mapping[str, str]) -> Section:
        facts = [(self.said[label], value) for label, value in values.items()]
        return Section(self.said["sections"][name], facts=facts)

    def _text(self, text: Mapping[str, str]) -> str:
        return text.get(self._language) or str(self.said["unknown"])

    def _named(self, names: str, value: str | None) -> str:
        return str(self.said[names][value] if value else self.said["unknown"])

    def _answer(self, value: bool | None) -> str:
        return str(self.said["unknown"] if value is None else self.said["yes" if value else "no"])
