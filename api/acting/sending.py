"""A sender's acts: stored, then asked of the envelope's workflow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.subjects.blocked import envelope_is_restricted
from api.access.callers import Member
from api.access.limits import admit_envelope, release_envelope
from api.access.scopes import scope_of
from api.acting.acts import refusal_without_workflow, store_act
from api.acting.test_mode import require_member, require_members
from api.engine import EnvelopeUpdate, WorkflowGone
from api.frame.context import Origin, now
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.envelopes import owned_envelope, show_envelope
from api.schemas.envelopes import EnvelopeView
from models import Envelope, Signer
from models.scope import Scope
from terms.envelope import EnvelopeState
from workflows.envelope_messages import EnvelopeStart

_WHILE_RESTRICTED = frozenset({"void", "correct"})
"""Acts that end or rectify what is restricted; all others would process it (GDPR art. 18)."""


@dataclass(frozen=True)
class SenderAct:
    """Who asks for what, of which envelope, and how it came in."""

    member: Member
    envelope_id: str
    act_id: str
    origin: Origin
    kind: str
    signer_id: str | None = None
    words: str | None = None
    details: Mapping[str, Any] | None = None

    @property
    def scope(self) -> Scope:
        """Whose rows it concerns."""
        return scope_of(self.member)


async def send_envelope(parts: Parts, act: SenderAct) -> EnvelopeView:
    """Starts the envelope's workflow. Sending what is already under way changes nothing.

    Raises the refusal of its final state once it has ended.
    """
    envelope = await _owned(parts, act)
    if envelope.state != EnvelopeState.DRAFT.value:
        if envelope.state == EnvelopeState.SENT.value:
            return await _view(parts, act)
        raise await refusal_without_workflow(parts, act.scope, act.envelope_id)
    async with parts.database.transaction(act.scope) as session:
        await admit_envelope(session, envelope, parts.settings.holder_zone, now())
    await _store(parts, act)
    start = EnvelopeStart(act.envelope_id, act.member.business_id, act.act_id)
    try:
        await parts.engine.send(start)
    except WorkflowGone as error:
        raise await refusal_without_workflow(parts, act.scope, act.envelope_id) from error
    except Problem as refused:
        await _give_place_back(parts, act, refused)
        raise
    return await _view(parts, act)


async def _give_place_back(parts: Parts, act: SenderAct, refused: Problem) -> None:
    """What was refused is not sent. Where that is not known, its place stays taken for a day."""
    if refused.kind is not Kind.SERVICE_UNAVAILABLE:
        async with parts.database.transaction(act.scope) as session:
            await release_envelope(session, act.envelope_id)


async def ask(parts: Parts, act: SenderAct, update: EnvelopeUpdate, message: object) -> EnvelopeView:
    """Asks the workflow for one update and shows the envelope after it. Raises the workflow's refusals."""
    await _owned(parts, act)
    await _store(parts, act)
    try:
        await parts.engine.update(act.envelope_id, update, message, act.act_id)
    except WorkflowGone as error:
        raise await refusal_without_workflow(parts, act.scope, act.envelope_id) from error
    return await _view(parts, act)


async def _owned(parts: Parts, act: SenderAct) -> Envelope:
    async with parts.database.transaction(act.scope) as session:
        envelope = await owned_envelope(session, act.member, act.envelope_id)
        if act.signer_id is not None:
            signer = await session.get(Signer, act.signer_id)
            if signer is None or signer.envelope_id != envelope.id:
                raise Problem(Kind.UNKNOWN_SIGNER)
        if act.kind not in _WHILE_RESTRICTED and await envelope_is_restricted(session, envelope.id):
            raise Problem(Kind.ENVELOPE_RESTRICTED)
        if envelope.test:
            await _require_members(session, envelope, act)
        return envelope


async def _require_members(session: AsyncSession, envelope: Envelope, act: SenderAct) -> None:
    """A test is sent, and its signers' addresses corrected, to members of the business alone."""
    corrected = (act.details or {}).get("email")
    if act.kind == "send" and envelope.state == EnvelopeState.DRAFT.value:
        await require_members(session, envelope)
    elif act.kind == "correct" and corrected is not None:
        await require_member(session, envelope, corrected)


async def _store(parts: Parts, act: SenderAct) -> None:
    await store_act(
        parts.database,
        act.scope,
        act.act_id,
        envelope_id=act.envelope_id,
        kind=act.kind,
        origin=act.origin,
        now=now(),
        user_id=act.member.user_id,
        signer_id=act.signer_id,
        words=act.words,
        details=act.details,
    )


async def _view(parts: Parts, act: SenderAct) -> EnvelopeView:
    async with parts.database.transaction(act.scope) as session:
        envelope = await owned_envelope(session, act.member, act.envelope_id)
        return await show_envelope(session, envelope)
