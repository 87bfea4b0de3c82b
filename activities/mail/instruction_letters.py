"""Letters about instructions and disclosures: to the controller's owner, and to the dpo (contract P1, P3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, many_lines, one_line
from activities.records.duty_holders import stands_in_for_dpo
from models import (
    Business,
    Deadline,
    Disclosure,
    DisclosureDuty,
    Instruction,
    InstructionEntry,
)
from models.identifiers import Prefix
from terms.deadlines import CLOCKS, DeadlineKind
from terms.disclosures import DisclosedData
from terms.instructions import WORDED, InstructionAct

_OWNERS_PATH = "/app/instructions"
_STAFF_PATH = "/app/staff/instructions"
_DISCLOSURE_CLAUSE = "4.3"
_CLOCK = DeadlineKind.INSTRUCTION_ANSWER
_DATA: Mapping[str, Mapping[DisclosedData, str]] = MappingProxyType(
    {
        "es": {
            DisclosedData.IDENTIFICATION: "identificación",
            DisclosedData.ANSWERS: "respuestas a los campos",
            DisclosedData.TECHNICAL: "datos técnicos",
            DisclosedData.DOCUMENTS: "documentos",
            DisclosedData.EVIDENCE: "evidencias",
        },
        "en": {
            DisclosedData.IDENTIFICATION: "identification",
            DisclosedData.ANSWERS: "answers to fields",
            DisclosedData.TECHNICAL: "technical data",
            DisclosedData.DOCUMENTS: "documents",
            DisclosedData.EVIDENCE: "evidence",
        },
    }
)


async def _of_entry(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is the act."""
    entry = found(await desk.session.get(InstructionEntry, order.about_id or ""), order)
    recipient = await user_of(desk, order)
    return await _about(desk, order, recipient, entry, {"due": _at(await _due(desk, entry), recipient)})


async def _due(desk: Desk, entry: InstructionEntry) -> datetime | None:
    """When the answer to an act is due; once a doubt was taken back, to what awaited one before it."""
    of_entry = Deadline.subject_id == entry.id
    if entry.act == InstructionAct.DISPEL.value:
        acts = select(InstructionEntry.id).where(InstructionEntry.instruction_id == entry.instruction_id)
        of_entry = Deadline.subject_id.in_(acts) & Deadline.outcome.is_(None)
    return await desk.session.scalar(select(Deadline.due_at).where(of_entry, Deadline.kind == _CLOCK.value))


async def _reminder(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is the instruction, whose last doubt nobody answered."""
    entry = await desk.session.scalar(
        select(InstructionEntry)
        .where(
            InstructionEntry.instruction_id == (order.about_id or ""),
            InstructionEntry.act == InstructionAct.DOUBT.value,
            InstructionEntry.sequence.is_not(None),
        )
        .order_by(InstructionEntry.sequence.desc())
        .limit(1)
    )
    return await _about(desk, order, await user_of(desk, order), found(entry, order), {})


async def _about(
    desk: Desk, order: MailOrder, recipient: Recipient, entry: InstructionEntry, more: Mapping[str, Word]
) -> AccountLetter:
    business = found(await desk.session.get(Business, entry.business_id), order)
    version = found(await _version(desk, entry), order)
    words: dict[str, Word] = {
        "business": one_line(business.name),
        "subject": one_line(version.subject or ""),
        "act": entry.act,
        "version": str(entry.version or version.version or 1),
        "reference": entry.instruction_id,
        "sha256": version.sha256,
        "lines": many_lines(entry.words),
        "text_lines": many_lines(version.words),
        "ground": one_line(entry.ground or ""),
        "at": _at(entry.at, recipient),
        "clause": CLOCKS[_CLOCK].clause,
    }
    told = words | _authorised(version.terms, recipient) | dict(more)
    return AccountLetter(recipient, f"{_OWNERS_PATH}?business={business.id}", words=told)


def _authorised(terms: Mapping[str, Any] | None, recipient: Recipient) -> dict[str, Word]:
    """Of a version that authorises disclosures: to whom, of what, and how protected."""
    if terms is None:
        return dict.fromkeys(("to", "to_data", "to_measures", "to_safeguards"), "")
    entity = terms["recipient"]
    return {
        "to": one_line(f"{entity['name']} ({entity['tax_id']}, {entity['country']})"),
        "to_data": _data(terms["data"], recipient),
        "to_measures": one_line(terms["measures"]),
        "to_safeguards": one_line(terms["safeguards"] or ""),
    }


async def _version(desk: Desk, entry: InstructionEntry) -> InstructionEntry | None:
    """The version that an act made or was about."""
    return await desk.session.scalar(
        select(InstructionEntry).where(
            InstructionEntry.instruction_id == entry.instruction_id,
            InstructionEntry.version == entry.version,
            InstructionEntry.act.in_([act.value for act in WORDED]),
            InstructionEntry.sequence.is_not(None),
        )
    )


async def _warning(desk: Desk, order: MailOrder) -> AccountLetter:
    """To the dpo, or whoever stands in for them; `about_id` is `what:step`.

    Says which controller, and nothing of what it wrote.
    """
    about, _, step = (order.about_id or "").partition(":")
    get = desk.session.get
    match about.partition("_")[0]:
        case Prefix.DISCLOSURE_DUTY.value:
            business_id = found(await get(DisclosureDuty, about), order).business_id
        case Prefix.DISCLOSURE.value:
            business_id = found(await get(Disclosure, about), order).business_id
        case _:
            business_id = found(await get(Instruction, about), order).business_id
    recipient = await user_of(desk, order)
    due = await desk.session.scalar(
        select(Deadline.due_at)
        .join(InstructionEntry, InstructionEntry.id == Deadline.subject_id)
        .where(InstructionEntry.instruction_id == about, Deadline.outcome.is_(None))
    )
    words: dict[str, Word] = {
        "reference": about,
        "whose": business_id,
        "step": step.partition("-")[0],
        "due": _at(due, recipient),
        "stands_in": await stands_in_for_dpo(desk.session, order.user_id or ""),
    }
    return AccountLetter(recipient, f"{_STAFF_PATH}#{about}", words=words)


async def _duty(desk: Desk, order: MailOrder) -> AccountLetter:
    """What the law demands, before anything is handed over."""
    duty = found(await desk.session.get(DisclosureDuty, order.about_id or ""), order)
    business = found(await desk.session.get(Business, duty.business_id), order)
    recipient = await user_of(desk, order)
    words: dict[str, Word] = {
        "business": one_line(business.name),
        "kind": duty.kind,
        "recipient": one_line(duty.recipient),
        "country": duty.country,
        "ground": one_line(duty.ground),
        "data": _data(duty.data, recipient),
        "lines": many_lines(duty.words),
        "late": duty.silence_reason is not None,
        "reference": duty.id,
        "clause": _DISCLOSURE_CLAUSE,
    }
    return AccountLetter(recipient, f"{_OWNERS_PATH}?business={business.id}", words=words)


async def _made(desk: Desk, order: MailOrder) -> AccountLetter:
    made = found(await desk.session.get(Disclosure, order.about_id or ""), order)
    business = found(await desk.session.get(Business, made.business_id), order)
    recipient = await user_of(desk, order)
    words: dict[str, Word] = {
        "business": one_line(business.name),
        "recipient": one_line(str(made.recipient["name"])),
        "country": str(made.recipient["country"]),
        "data": _data(made.data, recipient),
        "count": "" if made.envelopes is None else str(len(made.envelopes)),
        "at": _at(made.made_at, recipient),
        "lines": many_lines(made.words),
        "basis": made.instruction_id or made.duty_id or "",
        "by_instruction": made.instruction_id is not None,
        "reference": made.id,
        "clause": _DISCLOSURE_CLAUSE,
    }
    return AccountLetter(recipient, f"{_OWNERS_PATH}?business={business.id}", words=words)


def _data(names: Sequence[str], recipient: Recipient) -> str:
    words = _DATA[recipient.language]
    return ", ".join(words[DisclosedData(name)] for name in names)


def _at(at: datetime | None, recipient: Recipient) -> str:
    return "" if at is None else instant_words(at, recipient.zone, recipient.language)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.INSTRUCTION_RECEIVED: _of_entry,
        Purpose.INSTRUCTION_FOLLOWED: _of_entry,
        Purpose.INSTRUCTION_DOUBTED: _of_entry,
        Purpose.INSTRUCTION_DOUBT_ENDED: _of_entry,
        Purpose.INSTRUCTION_REMINDER: _reminder,
        Purpose.INSTRUCTION_WARNING: _warning,
        Purpose.DISCLOSURE_DUTY: _duty,
        Purpose.DISCLOSURE_MADE: _made,
    }
)
