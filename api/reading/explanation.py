"""Why an envelope is where it is: its row, what Temporal is trying, and one sentence for people."""

from collections.abc import Sequence
from typing import Literal

from temporalio.client import WorkflowExecutionStatus

from activities.records.envelope_messages import DeadlineKind, Step
from activities.subjects.blocked import envelope_is_restricted
from api.access.callers import Member
from api.access.scopes import scope_of
from api.engine import Engine, WorkflowGone
from api.parts import Parts
from api.problems.problem import Problem
from api.reading.envelopes import owned_envelope, signers_of
from api.reading.explanation_words import summary
from api.reading.pending_work import pending_work
from api.schemas.envelopes import Explanation, NextTimer, PendingWork, WaitedFor
from models import Envelope, Signer
from terms.envelope import EnvelopeState, SignerState

EngineState = Literal["running", "finished", "not_started", "unreachable"]


async def explain(parts: Parts, member: Member, envelope_id: str, language: str | None) -> Explanation:
    """The explanation, in the caller's language or else the envelope's. Raises 404 for another's envelope.

    While Temporal cannot be reached it tells what the tables know, and that.
    """
    async with parts.database.transaction(scope_of(member)) as session:
        envelope = await owned_envelope(session, member, envelope_id)
        signers = await signers_of(session, envelope.id)
        restricted = await envelope_is_restricted(session, envelope.id)
    running, pending = await _work(parts.engine, envelope)
    waited_for = [_waited_for(signer) for signer in signers if signer.id in envelope.waits_for]
    return Explanation(
        envelope_id=envelope.id,
        state=EnvelopeState(envelope.state),
        step=Step(envelope.step),
        since=envelope.step_since,
        summary=summary(
            envelope, waited_for, pending, running, language or envelope.language, restricted=restricted
        ),
        waits_for=waited_for,
        next_timer=_next_timer(envelope),
        pending=list(pending),
        engine=running,
    )


async def _work(engine: Engine, envelope: Envelope) -> tuple[EngineState, Sequence[PendingWork]]:
    try:
        description = await engine.describe(envelope.id)
    except WorkflowGone:
        draft = envelope.state == EnvelopeState.DRAFT.value
        return ("not_started" if draft else "finished"), ()
    except Problem:
        return "unreachable", ()
    if description.status is not WorkflowExecutionStatus.RUNNING:
        return "finished", ()
    return "running", await pending_work(description, await engine.converter())


def _waited_for(signer: Signer) -> WaitedFor:
    return WaitedFor(
        signer_id=signer.id,
        name=signer.name,
        state=SignerState(signer.state),
        since=signer.notified_at,
    )


def _next_timer(envelope: Envelope) -> NextTimer | None:
    if envelope.next_deadline is None or envelope.next_deadline_kind is None:
        return None
    return NextTimer(kind=DeadlineKind(envelope.next_deadline_kind), at=envelope.next_deadline)
