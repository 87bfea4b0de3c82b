"""A record of processing as PDF/A, in one of the service's languages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from activities.invoices.wording import day
from activities.mail.wording import address_words, instant_words
from activities.papers.pdf import Paper, Section, paper_pdf
from activities.processing.facts import (
    Contact,
    ControllerRecord,
    MadeDisclosure,
    ProcessingRecord,
    StandingInstruction,
    UsedSubprocessor,
)


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language, `es` or `en`."""
    read: dict[str, Any] = json.loads(files(__package__).joinpath("words", f"{language}.json").read_text())
    return read


def record_pdf(record: ProcessingRecord, language: str, zone: str, at: datetime) -> bytes:
    """The record laid out; instants are written in `zone`. CPU work: not for an event loop."""
    said = words(language)
    facts = [
        (said["on"], day(record.on, language)),
        (said["as_of"], instant_words(record.as_of, zone, language)),
    ]
    sections = [_processor(record, said)]
    for controller in record.controllers:
        sections.extend(_controller(controller, said, language, zone))
    if record.next is not None:
        sections.append(Section("", lead=said["next"].format(id=record.next)))
    sections.append(_measures(record, said, language))
    author = f"{record.processor.name} · {record.processor.tax_id}"
    return paper_pdf(Paper(said["title"], language, author, said["intro"], facts, sections), at)


def _processor(record: ProcessingRecord, said: Mapping[str, Any]) -> Section:
    who = record.processor
    facts = [
        (said["name"], who.name),
        (said["tax_id"], who.tax_id),
        (said["address"], who.address),
        (said["email"], who.email),
        (said["registry"], who.registry or said["none"]),
        (said["dpo"], _contact(who.dpo, said)),
    ]
    return Section(said["processor"], facts=facts)


def _controller(
    record: ControllerRecord, said: Mapping[str, Any], language: str, zone: str
) -> Iterator[Section]:
    contract = record.contract
    facts = [
        (said["id"], record.business_id),
        (said["tax_id"], record.tax_id or said["none"]),
        (said["address"], address_words({**record.address, "country": record.country})),
        (said["since"], instant_words(record.since, zone, language)),
        (said["contact"], _contact(record.contact, said)),
        (said["representative"], _contact(record.representative, said)),
        (said["dpo"], _contact(record.dpo, said)),
        (
            said["contract"],
            said["none"]
            if contract is None
            else said["contract_text"].format(
                version=contract.version,
                language=contract.language,
                at=instant_words(contract.accepted_at, zone, language),
            ),
        ),
        (said["digest"], contract.sha256 if contract else said["none"]),
    ]
    yield Section(f"{said['controller']}: {record.name}", facts=facts)
    yield _categories(record, said)
    yield _subprocessors(record.subprocessors, said, language)
    yield _instructions(record.instructions, said, language, zone)
    yield _disclosures(record.disclosures, said, language, zone)


def _categories(record: ControllerRecord, said: Mapping[str, Any]) -> Section:
    if not record.categories:
        return Section(said["categories"], lead=said["categories_none"], level=2)
    table = [[said["datum"], said["group"], said["envelopes"], said["people"]]]
    table += [
        [said["data"][one.datum], said["groups"][one.group], str(one.envelopes), str(one.people)]
        for one in record.categories
    ]
    own = [(said["own_fields"], "; ".join(record.own_fields))] if record.own_fields else []
    lead = said["categories_text"].format(envelopes=record.envelopes, people=record.people)
    return Section(said["categories"], lead=lead, facts=own, table=table, level=2)


def _subprocessors(used: Sequence[UsedSubprocessor], said: Mapping[str, Any], language: str) -> Section:
    if not used:
        return Section(said["subprocessors"], lead=said["subprocessors_none"], level=2)
    abroad = sorted({one.country for one in used if one.third_country})
    lead = said["transfers"].format(countries=", ".join(abroad)) if abroad else said["no_transfer"]
    table = [[said["subprocessor"], said["treats"], said["country"], said["safeguards"]]]
    table += [
        [
            f"{one.name} ({one.contact})",
            f"{one.purpose[language]}: {one.data[language]}",
            one.country,
            one.safeguards[language],
        ]
        for one in used
    ]
    return Section(said["subprocessors"], lead=lead, table=table, level=2)


def _instructions(
    standing: Sequence[StandingInstruction], said: Mapping[str, Any], language: str, zone: str
) -> Section:
    if not standing:
        return Section(said["instructions"], lead=said["instructions_none"], level=2)
    table = [[said["instruction"], said["state"], said["state_since"], "SHA-256"]]
    table += [
        [
            f"{one.subject} ({one.id}, {said['version']} {one.version})",
            said["states"][one.state],
            instant_words(one.since, zone, language),
            one.sha256,
        ]
        for one in standing
    ]
    return Section(said["instructions"], lead=said["instructions_text"], table=table, level=2)


def _disclosures(
    made: Sequence[MadeDisclosure], said: Mapping[str, Any], language: str, zone: str
) -> Section:
    if not made:
        return Section(said["disclosures"], lead=said["disclosures_none"], level=2)
    table = [[said["recipient"], said["disclosed"], said["made_at"], said["basis"], said["safeguards"]]]
    table += [
        [
            f"{one.recipient} ({one.country})",
            ", ".join(said["disclosed_data"][datum] for datum in one.data),
            instant_words(one.made_at, zone, language),
            one.basis,
            one.safeguards or said["none"],
        ]
        for one in made
    ]
    return Section(said["disclosures"], table=table, level=2)


def _measures(record: ProcessingRecord, said: Mapping[str, Any], language: str) -> Section:
    items = [one.es if language == "es" else one.en for one in record.measures]
    return Section(
        said["measures"], lead=said["measures_text"].format(version=record.contract_version), items=items
    )


def _contact(contact: Contact | None, said: Mapping[str, Any]) -> str:
    if contact is None:
        return str(said["none"])
    return f"{contact.name} ({contact.email})" if contact.name else contact.email
