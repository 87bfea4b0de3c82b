"""The workflow's writes on a real PostgreSQL: ordered by sequence, each occurrence once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.records.envelope_messages import (
    DeadlineKind,
    EnvelopeRecord,
    Occurrence,
    PlannedSigner,
    SignerRecord,
    Step,
)
from activities.records.envelope_records import EnvelopeRecords
from activities.records.ledger import read_chain
from models import Envelope, EvidenceEvent, Signer
from models.database import Database
from terms.envelope import EnvelopeState, SignerState
from terms.evidence import ActorKind, EventKind

NOW = datetime(2027, 1, 20, 10, tzinfo=UTC)


@pytest.fixture
def records(database: Database) -> EnvelopeRecords:
    return EnvelopeRecords(database, "Europe/Madrid")


def record(draft: dict[str, str], sequence: int, *occurrences: Occurrence) -> EnvelopeRecord:
    return EnvelopeRecord(
        envelope_id=draft["envelope"],
        sequence=sequence,
        state=EnvelopeState.SENT,
        step=Step.WAITING_FOR_SIGNERS,
        step_since=NOW,
        waits_for=[draft["first"]],
        paused=False,
        signers=[
            SignerRecord(draft["first"], SignerState.NOTIFIED, notified_at=NOW),
            SignerRecord(draft["second"], SignerState.WAITING),
        ],
        sent_at=NOW,
        expires_at=NOW + timedelta(days=30),
        next_deadline=NOW + timedelta(days=3),
        next_deadline_kind=DeadlineKind.REMINDER,
        occurrences=occurrences,
    )


def occurrence(draft: dict[str, str], kind: EventKind, act: str) -> Occurrence:
    return Occurrence(
        key=f"{kind.value}:test",
        kind=kind,
        at=NOW,
        actor=ActorKind.SIGNER,
        signer_id=draft["first"],
        act_id=draft[act],
    )


async def events(database: Database, draft: dict[str, str]) -> list[EvidenceEvent]:
    async with database.transaction() as session:
        return await read_chain(session, draft["envelope"])


async def test_the_plan_is_the_draft(records: EnvelopeRecords, draft: dict[str, str]) -> None:
    plan = await records.load_plan(draft["envelope"])
    assert plan.signers == [PlannedSigner(draft["first"], 1), PlannedSigner(draft["second"], 2)]
    assert plan.document_ids == [draft["document"]]
    assert (plan.created_by, plan.expires_in_days, plan.reminders.every_days) == (draft["user"], 30, 3)


async def test_an_unknown_envelope_is_final(records: EnvelopeRecords) -> None:
    with pytest.raises(ApplicationError) as failure:
        await records.load_plan("env_none")
    assert failure.value.non_retryable


async def test_a_late_or_repeated_write_changes_nothing(
    records: EnvelopeRecords, draft: dict[str, str], read
) -> None:
    newer = replace(record(draft, 5), state=EnvelopeState.VOIDED, step=Step.CERTIFYING)
    await records.record(newer)
    await records.record(record(draft, 4))
    await records.record(replace(newer, step=Step.FINISHED))
    envelope = await read(Envelope, draft["envelope"])
    assert (envelope.state, envelope.step, envelope.sequence) == ("voided", "certifying", 5)


async def test_an_overtaken_write_still_leaves_its_evidence(
    records: EnvelopeRecords, database: Database, draft: dict[str, str]
) -> None:
    await records.record(record(draft, 2))
    overtaken = record(draft, 1, occurrence(draft, EventKind.SIGNER_SIGNED, "submission"))
    await records.record(overtaken)
    await records.record(overtaken)
    assert [event.kind for event in await events(database, draft)] == ["signer:signed"]


async def test_a_signature_records_circumstances_but_only_hashes_in_clear(
    records: EnvelopeRecords, database: Database, draft: dict[str, str]
) -> None:
    consent = occurrence(draft, EventKind.CONSENT_ACCEPTED, "submission")
    signed = occurrence(draft, EventKind.SIGNER_SIGNED, "submission")
    await records.record(record(draft, 1, consent, signed))
    consented, act = await events(database, draft)
    assert consented.data["version"] == "2026-11-22"
    assert consented.data["sha256"] == "c" * 64
    assert act.data["documents"] == {draft["document"]: "a" * 64}
    assert act.personal is not None
    assert act.personal["ip"] == "192.0.2.8"
    assert act.personal["email"] == "first@example.com"
    assert "first@example.com" not in str(act.data)


async def test_a_decline_keeps_its_words(records: EnvelopeRecords, draft: dict[str, str], read) -> None:
    declined = replace(
        record(draft, 1, occurrence(draft, EventKind.SIGNER_DECLINED, "decline")),
        state=EnvelopeState.DECLINED,
        reason_act_id=draft["decline"],
    )
    await records.record(declined)
    assert (await read(Envelope, draft["envelope"])).reason == "El precio no es el acordado"
    assert (await read(Signer, draft["first"])).decline_reason == "El precio no es el acordado"


async def test_a_correction_changes_the_address_and_ends_old_links(
    records: EnvelopeRecords, draft: dict[str, str], read
) -> None:
    await records.record(record(draft, 1, occurrence(draft, EventKind.SIGNER_CORRECTED, "correct")))
    signer = await read(Signer, draft["first"])
    assert (signer.email, signer.name) == ("nueva@example.com", "First")
