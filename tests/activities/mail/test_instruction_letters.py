"""Letters about instructions and disclosures, in both languages, as they arrive (contract P1, P3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Deadline, Disclosure, DisclosureDuty, Instruction, InstructionEntry, StaffMember
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SentEnvelope, sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, assert_tame

AT = datetime(2026, 12, 4, 9, 30, tzinfo=UTC)
DUE = datetime(2026, 12, 16, 23, tzinfo=UTC)
WORDS = "No lo conserven\r\nBcc: x@example.com\n<script>alert(1)</script>"
TERMS = {
    "recipient": {
        "name": "Nóminas <b>del Sur</b>",
        "tax_id": "B12345674",
        "country": "IN",
        "email": "x@example.com",
    },
    "data": ["identification", "evidence"],
    "envelopes": None,
    "measures": "Cifrado\nde extremo a extremo",
    "safeguards": "Cláusulas tipo",
}
LANGUAGES = pytest.mark.parametrize("language", ["es", "en"])


async def instructed(
    database: Database, sent: SentEnvelope, *acts: str, terms: dict[str, Any] | None = None
) -> tuple[str, list[str]]:
    """An instruction with these acts about its first version; ids of it and of them."""
    instruction_id = new_id(Prefix.INSTRUCTION)
    ids = [new_id(Prefix.INSTRUCTION_ENTRY) for _ in acts]
    async with database.transaction() as session:
        session.add(
            Instruction(
                id=instruction_id,
                business_id=sent.business_id,
                kind="written" if terms is None else "disclosure",
                given_by=sent.user_id,
                given_at=AT,
                version=1,
                sequence=len(acts),
                state_at=AT,
            )
        )
        await session.flush()
        for sequence, (entry_id, act) in enumerate(zip(ids, acts, strict=True), 1):
            session.add(
                InstructionEntry(
                    id=entry_id,
                    instruction_id=instruction_id,
                    business_id=sent.business_id,
                    act=act,
                    subject="Plazos\r\nBcc: y@example.com" if act == "give" else None,
                    words=WORDS,
                    ground="RGPD, art. 5.1.e" if act == "doubt" else None,
                    terms=terms if act == "give" else None,
                    sha256="0" * 64,
                    by=sent.user_id,
                    at=AT,
                    version=1,
                    sequence=sequence,
                    counted_at=AT,
                )
            )
        session.add(
            Deadline(
                id=new_id(Prefix.DEADLINE),
                kind="instruction_answer",
                subject_id=ids[0],
                business_id=sent.business_id,
                rule="P1",
                ground="GDPR art. 28.3.a",
                clause="4.1",
                reckoning="working_days",
                length=7,
                zone="Europe/Madrid",
                started_at=AT,
                due_at=DUE,
            )
        )
    return instruction_id, ids


def joined(message: dict[str, str]) -> str:
    return " ".join(message["text"].split())


@LANGUAGES
async def test_the_owner_is_told_of_each_act(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    acts = ("give", "acknowledge", "doubt", "dispel", "confirm", "withdraw")
    instruction_id, entries = await instructed(database, sent, *acts, terms=TERMS)
    purposes = {
        "acknowledge": Purpose.INSTRUCTION_FOLLOWED,
        "doubt": Purpose.INSTRUCTION_DOUBTED,
        "dispel": Purpose.INSTRUCTION_DOUBT_ENDED,
    }
    for act, entry_id in zip(acts, entries, strict=True):
        purpose = purposes.get(act, Purpose.INSTRUCTION_RECEIVED)
        key = f"instruction:{instruction_id}:{entry_id}"
        await mailer.send(MailOrder(key, purpose, user_id=sent.user_id, about_id=entry_id))
    await mailer.send(
        MailOrder(
            f"instruction:{instruction_id}:3:unanswered-1",
            Purpose.INSTRUCTION_REMINDER,
            user_id=sent.user_id,
            about_id=instruction_id,
        )
    )
    messages = sink.messages(sent.sender_address)
    assert len(messages) == len({message["subject"] for message in messages}) == len(acts) + 1
    for message in messages:
        assert_tame(message)
        assert message["headers"]["Content-Language"] == language
        assert message["links"] == [f"https://firma.example/app/instructions?business={sent.business_id}"]
        assert "Plazos Bcc: y@example.com" in message["subject"]
        assert instruction_id in message["text"]
        assert "> No lo conserven" in message["text"]
    doubts = [message for message in messages if "RGPD, art. 5.1.e" in message["text"]]
    assert len(doubts) == 2
    due = {"es": "16 de diciembre de 2026, 23:00", "en": "16 December 2026, 23:00"}[language]
    dated = [message for message in messages if due in joined(message)]
    assert len(dated) == 2, "the clock of what was given goes on once the doubt is taken back"
    (receipt,) = [message for message in dated if "Nóminas" in joined(message)]
    for said in ("Nóminas <b>del Sur</b> (B12345674, IN)", "Cifrado de extremo a extremo", "0" * 64):
        assert said in joined(receipt)
    data = {"es": "identificación, evidencias", "en": "identification, evidence"}[language]
    assert data in joined(receipt)


@LANGUAGES
@pytest.mark.parametrize("stands_in", [False, True])
async def test_the_dpo_learns_which_controller_and_nothing_it_wrote(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, *, stands_in: bool
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    if not stands_in:
        async with database.transaction() as session:
            session.add(StaffMember(user_id=sent.user_id, roles=["dpo"], joined_at=AT, left_at=AT))
    instruction_id, _ = await instructed(database, sent, "give")
    steps = (
        "give", "amend", "confirm", "withdraw", "half", "three_quarters", "overdue", "unanswered-2",
        "unreached",
    )  # fmt: skip
    for step in steps:
        await mailer.send(
            MailOrder(
                f"instruction:{instruction_id}:1:{step}:{sent.user_id}",
                Purpose.INSTRUCTION_WARNING,
                user_id=sent.user_id,
                about_id=f"{instruction_id}:{step}",
            )
        )
    messages = sink.messages(sent.sender_address)
    assert len({message["subject"] for message in messages}) == len(steps)
    for message in messages:
        assert_tame(message)
        assert sent.business_id in message["text"]
        assert "conserven" not in message["text"]
        assert message["links"] == [f"https://firma.example/app/staff/instructions#{instruction_id}"]
        assert ("delegado" in message["text"] or "data protection officer" in message["text"]) is stands_in


@LANGUAGES
@pytest.mark.parametrize(
    ("kind", "late"), [("authority", False), ("third_country", False), ("authority", True)]
)
async def test_a_legal_duty_is_told_with_its_ground(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, kind: str, *, late: bool
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    duty = DisclosureDuty(
        id=new_id(Prefix.DISCLOSURE_DUTY),
        business_id=sent.business_id,
        kind=kind,
        recipient="Juzgado\r\nBcc: z@example.com",
        country="ES",
        ground="Ley 36/2011, art. 90",
        data=["documents"],
        words=WORDS,
        registered_by=sent.user_id,
        registered_at=AT,
        silence_reason="secreto del sumario" if late else None,
        lifted_at=AT + timedelta(days=1) if late else None,
    )
    async with database.transaction() as session:
        session.add(duty)
    order = MailOrder(
        f"disclosure:{duty.id}", Purpose.DISCLOSURE_DUTY, user_id=sent.user_id, about_id=duty.id
    )
    await mailer.send(order)
    (message,) = sink.messages(sent.sender_address)
    assert_tame(message)
    for said in ("Ley 36/2011, art. 90", "Juzgado Bcc: z@example.com", duty.id, "> No lo conserven"):
        assert said in message["text"]
    first = {"es": "hasta ahora", "en": "until now"}[language]
    assert (first in joined(message)) is late


@LANGUAGES
@pytest.mark.parametrize("by_instruction", [True, False])
async def test_what_was_handed_over_is_told(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, *, by_instruction: bool
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    instruction_id, _ = await instructed(database, sent, "give", terms=TERMS)
    duty_id = new_id(Prefix.DISCLOSURE_DUTY)
    made = Disclosure(
        id=new_id(Prefix.DISCLOSURE),
        business_id=sent.business_id,
        instruction_id=instruction_id if by_instruction else None,
        version=1 if by_instruction else None,
        duty_id=None if by_instruction else duty_id,
        recipient={"name": "Nóminas <b>", "tax_id": "B12345674", "country": "ES"},
        data=["documents", "technical"],
        envelopes=[sent.envelope_id] if by_instruction else None,
        words=WORDS,
        made_at=AT,
        recorded_by=sent.user_id,
        recorded_at=AT,
    )
    async with database.transaction() as session:
        session.add(
            DisclosureDuty(
                id=duty_id,
                business_id=sent.business_id,
                kind="authority",
                recipient="Juzgado",
                country="ES",
                ground="Ley",
                data=["documents"],
                words="x",
                registered_by=sent.user_id,
                registered_at=AT,
            )
        )
        await session.flush()
        session.add(made)
    await mailer.send(
        MailOrder(f"disclosure:{made.id}", Purpose.DISCLOSURE_MADE, user_id=sent.user_id, about_id=made.id)
    )
    (message,) = sink.messages(sent.sender_address)
    assert_tame(message)
    data = {"es": "documentos, datos técnicos", "en": "documents, technical data"}[language]
    for said in (data, instruction_id if by_instruction else duty_id, made.id, "Nóminas <b>"):
        assert said in joined(message)
