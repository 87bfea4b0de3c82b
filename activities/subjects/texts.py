"""What people wrote into an envelope and that names an erased person: redacted, or told (GDPR art. 17)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.subjects.destroying import ERASED_NAME
from activities.subjects.traces import is_about
from models import Act, Document, Envelope, EnvelopeDocument, EvidenceEvent, Field, Signer, Submission
from models.base import Base
from terms.subjects import OwnText

SHORTEST_NAME = 4
"""Shorter names are words of other meanings too."""
_NEVER = r"(?!)"


@dataclass(frozen=True)
class Texts:
    """An envelope, and what hangs on it with words of people other than the one who is looked for.

    `evidence`: personal details of events that are not about the person, and what others filled in.
    """

    envelope: Envelope
    documents: Sequence[Document] = ()
    fields: Sequence[Field] = ()
    others: Sequence[Signer] = ()
    acts: Sequence[Act] = ()
    evidence: Sequence[object] = ()


async def texts_of(session: AsyncSession, envelope: Envelope, signer_id: str) -> Texts:
    """The texts of an envelope around this signer, as its sender sees them; the signer's own go with them."""
    here = envelope.id
    documents = await session.scalars(
        select(Document).join(EnvelopeDocument).where(EnvelopeDocument.envelope_id == here)
    )
    fields = await session.scalars(select(Field).where(Field.envelope_id == here))
    others = await session.scalars(select(Signer).where(Signer.envelope_id == here, Signer.id != signer_id))
    events = await session.scalars(
        select(EvidenceEvent).where(EvidenceEvent.envelope_id == here, EvidenceEvent.personal.is_not(None))
    )
    said = [event.personal for event in events if not is_about(event, signer_id)]
    return Texts(envelope, documents.all(), fields.all(), others.all(), evidence=said)


async def all_texts_of(session: AsyncSession, envelope: Envelope, signer_id: str) -> Texts:
    """The same, and what the API cannot read: acts as they came in, and what the others filled in."""
    texts = await texts_of(session, envelope, signer_id)
    acts = await session.scalars(
        select(Act).where(Act.envelope_id == envelope.id, Act.signer_id.is_distinct_from(signer_id))
    )
    filled = await session.execute(
        select(Submission.values, Submission.typed_name).where(
            Submission.envelope_id == envelope.id, Submission.signer_id != signer_id
        )
    )
    evidence = [*texts.evidence, *([row.values, row.typed_name] for row in filled)]
    return replace(texts, acts=acts.all(), evidence=evidence)


def naming(email: str | None, name: str | None) -> re.Pattern[str]:
    """Finds the person's address and full name, and neither in a longer address or name; nothing of nobody.

    A name is found in any case, without its accents, and as file names write it (`ana_ruiz`).
    """
    return naming_any([email] if email else [], [name] if name else [])


def naming_any(emails: Iterable[str], names: Iterable[str]) -> re.Pattern[str]:
    """The same for a person of several addresses and names; of two names the longer one is found."""
    needles = [rf"(?<![\w.+]){re.escape(email)}(?![\w-]|\.\w)" for email in sorted(emails)]
    for name in sorted(names, key=lambda one: (-len(one), one)):
        words = name.split()
        if len(" ".join(words)) >= SHORTEST_NAME:
            joined = r"[\s_.-]+".join("".join(map(_letter, word)) for word in words)
            needles.append(rf"(?<![^\W_]){joined}(?![^\W_])")
    return re.compile("|".join(needles) or _NEVER, re.IGNORECASE)


def _letter(letter: str) -> str:
    """A letter as it is, taken apart into base and accent, or without the accent."""
    apart = unicodedata.normalize("NFD", letter)
    base, marks = apart[0], "".join(f"{mark}?" for mark in apart[1:])
    return f"(?:{re.escape(letter)}|{re.escape(base)}{marks})" if marks else re.escape(letter)


def texts_naming(texts: Texts, person: re.Pattern[str]) -> Sequence[OwnText]:
    """Which of the envelope's texts name the person, in the order of `OwnText`."""
    named = {text for text, row, column in _columns(texts) if _found(getattr(row, column), person)}
    if any(_found(said, person) for said in texts.evidence):
        named.add(OwnText.EVIDENCE)
    return [text for text in OwnText if text in named]


def redact_texts(texts: Texts, person: re.Pattern[str]) -> None:
    """Puts the word for what is erased in the person's place in all texts but the evidence of others."""
    instead = ERASED_NAME[texts.envelope.language]
    for _, row, column in _columns(texts):
        value = getattr(row, column)
        if _found(value, person):
            longest = getattr(inspect(type(row)).columns[column].type, "length", None)
            redacted = _over(value, lambda text: person.sub(instead, text))
            setattr(row, column, redacted[:longest] if longest else redacted)


def _columns(texts: Texts) -> Iterator[tuple[OwnText, Base, str]]:
    """Where each text is: row and column."""
    yield OwnText.TITLE, texts.envelope, "title"
    yield OwnText.MESSAGE, texts.envelope, "message"
    yield OwnText.METADATA, texts.envelope, "custom"
    yield OwnText.EXTERNAL_ID, texts.envelope, "external_id"
    yield OwnText.REASON, texts.envelope, "reason"
    for rows, text, column in (
        (texts.others, OwnText.DECLINE_REASON, "decline_reason"),
        (texts.acts, OwnText.ACTS, "words"),
        (texts.acts, OwnText.ACTS, "details"),
        (texts.fields, OwnText.FIELD_LABEL, "label"),
        (texts.documents, OwnText.DOCUMENT_NAME, "name"),
    ):
        for row in rows:
            yield text, row, column


def _over(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in it changed, names of members too."""
    match value:
        case str():
            return change(value)
        case dict():
            return {change(name): _over(member, change) for name, member in value.items()}
        case list():
            return [_over(member, change) for member in value]
        case _:
            return value


def _found(value: Any, person: re.Pattern[str]) -> bool:
    """Whether any text in a value names the person."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    _over(value, note)
    return any(map(person.search, found))
