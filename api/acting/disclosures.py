"""Legal duties to disclose, and records of what was handed over (contract P3)."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.instruction_records import lock_instruction
from api.access.callers import Staff
from api.access.scopes import owner_scope, scope_of
from api.acting.carrying_on import AT_ONCE, CUT_SHORT, carry_on_each
from api.acting.customers import require_customer
from api.acting.instructions import handover_of, version_in_force
from api.parts import Parts
from api.problems.future import refuse_future
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.disclosures import DisclosureDraft, DutyContact, DutyDraft
from models import Disclosure, DisclosureDuty, Envelope, Instruction
from models.scope import UPKEEP
from terms.breaches import may_approve
from terms.calendar import last_meant
from terms.disclosures import (
    DisclosureRefusal,
    DutyFacts,
    Handover,
    Recipient,
    data_of,
    refuse_by_duty,
    refuse_handover,
)
from terms.instructions import InstructionState
from workflows.disclosure_notice import DisclosureNoticeStart, DisclosureNoticeWorkflow
from workflows.identifiers import disclosure_notice_workflow_id

_NOT_YET = "It cannot have happened yet."


async def register_duty(parts: Parts, caller: Staff, draft: DutyDraft, duty_id: str, at: datetime) -> None:
    """Enters a duty and tells the controller, unless the law forbids it. Raises 404 where there is no such
    customer.
    """
    await require_customer(parts, caller, draft.business_id)
    values = draft.model_dump(mode="json")
    async with parts.database.transaction(scope_of(caller)) as session:
        await session.execute(
            insert(DisclosureDuty)
            .values(id=duty_id, registered_by=caller.user_id, registered_at=at, **values)
            .on_conflict_do_nothing()
        )
    if draft.silence_reason is None:
        await _tell(parts, DisclosureNoticeStart(draft.business_id, duty_id=duty_id))


async def approve_silence(session: AsyncSession, caller: Staff, duty_id: str, at: datetime) -> None:
    """A second person agrees that the law forbids telling. Raises 403 for the first, 404, 409."""
    duty = await _silent(session, duty_id)
    if not may_approve(duty.registered_by, caller.user_id):
        raise Problem(Kind.SECOND_PERSON_REQUIRED)
    if duty.lifted_at is not None:
        raise Problem(Kind.DISCLOSURE_SILENCE)
    if duty.silence_approved_at is None:
        duty.silence_approved_by, duty.silence_approved_at = caller.user_id, at
    await session.flush()


async def lift_silence(parts: Parts, caller: Staff, duty_id: str, at: datetime) -> None:
    """The law no longer forbids it: the controller is told, and sees what was done. Raises 404, 409."""
    async with parts.database.transaction(scope_of(caller)) as session:
        duty = await _silent(session, duty_id)
        if duty.lifted_at is None:
            duty.lifted_by, duty.lifted_at = caller.user_id, at
    await _tell(parts, DisclosureNoticeStart(duty.business_id, duty_id=duty_id))


async def note_contact(
    session: AsyncSession, caller: Staff, duty_id: str, draft: DutyContact, at: datetime
) -> None:
    """The controller was told another way; the first note counts.

    Raises 404, 409 while the law forbids telling, 422 for an instant to come or before the duty was entered.
    """
    duty = await session.get(DisclosureDuty, duty_id, with_for_update=True)
    if duty is None:
        raise Problem(Kind.NOT_FOUND)
    refuse_future(draft.at, at, "/at", _NOT_YET)
    if last_meant(draft.at) < duty.registered_at:
        error = {"pointer": "/at", "code": "early", "detail": "The duty was not entered yet."}
        raise Problem(Kind.VALIDATION, errors=[error])
    if duty.silence_reason is not None and duty.lifted_at is None:
        raise Problem(Kind.DISCLOSURE_SILENCE)
    if duty.contacted_at is None:
        duty.contacted_at, duty.contacted_by, duty.contact_words = draft.at, caller.user_id, draft.words
    await session.flush()


async def record_disclosure(
    parts: Parts, caller: Staff, draft: DisclosureDraft, disclosure_id: str, at: datetime
) -> None:
    """Records what was handed over. Raises 404, 409 where nothing covers it, 422."""
    refuse_future(draft.made_at, at, "/made_at", _NOT_YET)
    if (draft.instruction_id is None) is (draft.duty_id is None):
        detail = "Name either the instruction or the duty."
        raise Problem(
            Kind.VALIDATION, errors=[{"pointer": "/instruction_id", "code": "one_of", "detail": detail}]
        )
    async with parts.database.transaction(scope_of(caller)) as session:
        made = await session.get(Disclosure, disclosure_id)
        if made is None:
            if draft.instruction_id is not None:
                basis = await _by_instruction(session, draft, draft.instruction_id)
            else:
                basis = await _by_duty(session, draft, draft.duty_id or "")
            await _require_own(parts, caller, basis["business_id"], draft)
            made = Disclosure(
                id=disclosure_id,
                recorded_by=caller.user_id,
                recorded_at=at,
                **basis,
                **draft.model_dump(mode="json", include={"recipient", "data", "envelopes", "words"}),
                made_at=draft.made_at,
            )
            session.add(made)
    if await _may_be_told(parts, caller, made):
        await _tell(parts, DisclosureNoticeStart(made.business_id, disclosure_id=disclosure_id))


async def carry_on_notices(parts: Parts, at: datetime) -> None:
    """Starts the notices that a crash left without a workflow; those that have one keep it."""
    async with parts.database.transaction(UPKEEP) as session:
        duties = await session.execute(
            select(DisclosureDuty.business_id, DisclosureDuty.id)
            .where(
                DisclosureDuty.silence_reason.is_(None) | DisclosureDuty.lifted_at.is_not(None),
                DisclosureDuty.told_at.is_(None),
                DisclosureDuty.unreached_at.is_(None),
                func.coalesce(DisclosureDuty.lifted_at, DisclosureDuty.registered_at) < at - CUT_SHORT,
            )
            .limit(AT_ONCE)
        )
        made = await session.execute(
            select(Disclosure.business_id, Disclosure.id)
            .outerjoin(DisclosureDuty, DisclosureDuty.id == Disclosure.duty_id)
            .where(
                DisclosureDuty.silence_reason.is_(None) | DisclosureDuty.lifted_at.is_not(None),
                Disclosure.told_at.is_(None),
                Disclosure.unreached_at.is_(None),
                Disclosure.recorded_at < at - CUT_SHORT,
            )
            .limit(AT_ONCE)
        )
        left = [DisclosureNoticeStart(business, duty_id=one) for business, one in duties]
        left += [DisclosureNoticeStart(business, disclosure_id=one) for business, one in made]
    await carry_on_each(left, lambda start: _tell(parts, start))


async def _by_instruction(
    session: AsyncSession, draft: DisclosureDraft, instruction_id: str
) -> dict[str, Any]:
    """Nobody doubts, amends or withdraws it before this is committed."""
    await lock_instruction(session, instruction_id)
    row = await session.get(Instruction, instruction_id, populate_existing=True)
    version = None if row is None else await version_in_force(session, row)
    if row is None or version is None or version.terms is None:
        raise Problem(Kind.NOT_FOUND)
    made = _handover(draft, draft.recipient.tax_id or "")
    _refuse(refuse_handover(InstructionState(row.state), handover_of(version.terms), made))
    if row.state_at is None or last_meant(draft.made_at) < row.state_at:
        _refuse(DisclosureRefusal.NOT_IN_FORCE)
    return {"business_id": row.business_id, "instruction_id": row.id, "version": row.version}


async def _by_duty(session: AsyncSession, draft: DisclosureDraft, duty_id: str) -> dict[str, Any]:
    duty = await session.get(DisclosureDuty, duty_id, with_for_update=True)
    if duty is None:
        raise Problem(Kind.NOT_FOUND)
    facts = DutyFacts(
        duty.told_at,
        duty.contacted_at,
        silenced=duty.silence_reason is not None,
        silence_approved_at=duty.silence_approved_at,
        lifted_at=duty.lifted_at,
    )
    _refuse(refuse_by_duty(facts, draft.made_at))
    demanded = Handover(
        Recipient(duty.recipient, duty.country), data_of(duty.data), None, safeguards=duty.ground
    )
    made = _handover(draft, draft.recipient.name)
    _refuse(refuse_handover(InstructionState.IN_FORCE, demanded, made))
    return {"business_id": duty.business_id, "duty_id": duty.id}


def _handover(draft: DisclosureDraft, identity: str) -> Handover:
    envelopes = None if draft.envelopes is None else frozenset(draft.envelopes)
    return Handover(Recipient(identity, draft.recipient.country), frozenset(draft.data), envelopes)


async def _require_own(parts: Parts, caller: Staff, business_id: str, draft: DisclosureDraft) -> None:
    """The dpo sees no envelope: whether these are the controller's is asked as its owner would."""
    if draft.envelopes is None:
        return
    wanted = set(draft.envelopes)
    async with parts.database.transaction(owner_scope(business_id, caller.user_id)) as session:
        known = await session.scalar(
            select(func.count())
            .select_from(Envelope)
            .where(Envelope.business_id == business_id, Envelope.id.in_(wanted))
        )
    if known != len(wanted):
        _refuse(DisclosureRefusal.OTHER_ENVELOPES)


async def _may_be_told(parts: Parts, caller: Staff, made: Disclosure) -> bool:
    if made.duty_id is None:
        return True
    async with parts.database.transaction(scope_of(caller)) as session:
        duty = await session.get_one(DisclosureDuty, made.duty_id)
        return duty.silence_reason is None or duty.lifted_at is not None


async def _silent(session: AsyncSession, duty_id: str) -> DisclosureDuty:
    duty = await session.get(DisclosureDuty, duty_id, with_for_update=True)
    if duty is None:
        raise Problem(Kind.NOT_FOUND)
    if duty.silence_reason is None:
        raise Problem(Kind.DISCLOSURE_SILENCE)
    return duty


def _refuse(refusal: DisclosureRefusal | None) -> None:
    if refusal is not None:
        raise Problem(Kind.of(refusal.value))


async def _tell(parts: Parts, start: DisclosureNoticeStart) -> None:
    about = start.duty_id or start.disclosure_id or ""
    await parts.engine.start(DisclosureNoticeWorkflow.run, start, disclosure_notice_workflow_id(about))
