"""A signer's acts: what is stored of each before the workflow decides."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from api.access.callers import LinkHolder
from api.access.scopes import scope_of
from api.acting.acts import refusal_without_workflow, store_act
from api.acting.consent import require_current
from api.acting.drawings import drawing_of
from api.acting.signing_values import completed_values
from api.engine import WorkflowGone
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.signing import DrawnSignature, SignatureRequest
from models import Field, Signer, Submission
from terms.accounts import Document
from terms.envelope import SignerState
from terms.subscription_capabilities import Capability, refuse
from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import DeclineAct, SignatureAct, ViewAct


async def sign(
    parts: Parts,
    holder: LinkHolder,
    request: SignatureRequest,
    submission_id: str,
    origin: Origin,
    now: datetime,
) -> Signer:
    """Stores what was submitted, then asks the workflow; returns the signer as recorded by it.

    Raises 409 for an outdated consent text, 422 for unacceptable values, and the workflow's refusals.
    """
    require_current(parts.texts, Document.SIGNING_CONSENT, request.consent, "/consent")
    if refuse(Capability.SIGN, holder.standing) is not None:
        raise Problem(Kind.SENDER_SERVICE_INTERRUPTED)
    await _store_submission(parts, holder, request, submission_id, origin, now)
    act = SignatureAct(holder.signer.id, submission_id)
    try:
        await parts.engine.update(holder.envelope.id, EnvelopeWorkflow.sign, act, submission_id)
    except WorkflowGone as error:
        await _refuse_late(parts, holder, error)
    return await _read_signer(parts, holder)


async def decline(
    parts: Parts, holder: LinkHolder, reason: str, act_id: str, origin: Origin, now: datetime
) -> None:
    """Stores the reason, then tells the workflow, which ends the envelope."""
    await _store(parts, holder, act_id, "decline", origin, now, words=reason)
    try:
        await parts.engine.update(
            holder.envelope.id, EnvelopeWorkflow.decline, DeclineAct(holder.signer.id, act_id), act_id
        )
    except WorkflowGone as error:
        raise await refusal_without_workflow(parts, scope_of(holder), holder.envelope.id) from error


async def note_view(parts: Parts, holder: LinkHolder, act_id: str, origin: Origin, now: datetime) -> None:
    """Tells the workflow that the signer opened the envelope. Reading goes on when it cannot be told: the
    next opening tells it.
    """
    await _store(parts, holder, act_id, "view", origin, now)
    try:
        await parts.engine.signal(
            holder.envelope.id, EnvelopeWorkflow.viewed, ViewAct(holder.signer.id, act_id)
        )
    except (WorkflowGone, Problem):
        return


async def _store(
    parts: Parts,
    holder: LinkHolder,
    act_id: str,
    kind: str,
    origin: Origin,
    now: datetime,
    words: str | None = None,
) -> None:
    await store_act(
        parts.database,
        scope_of(holder),
        act_id,
        envelope_id=holder.envelope.id,
        kind=kind,
        origin=origin,
        now=now,
        signer_id=holder.signer.id,
        words=words,
        details={"link_id": holder.link.id},
    )


async def _store_submission(
    parts: Parts,
    holder: LinkHolder,
    request: SignatureRequest,
    submission_id: str,
    origin: Origin,
    now: datetime,
) -> None:
    zone = request.time_zone if request.time_zone in available_timezones() else parts.settings.holder_zone
    values = completed_values(await _fields(parts, holder), request.values, holder.signer, now, zone)
    drawn = request.signature if isinstance(request.signature, DrawnSignature) else None
    drawing_key = await _keep_drawing(parts, holder, drawn, submission_id) if drawn else None
    async with parts.database.transaction(scope_of(holder)) as session:
        await session.execute(
            insert(Submission)
            .values(
                id=submission_id,
                envelope_id=holder.envelope.id,
                signer_id=holder.signer.id,
                link_id=holder.link.id,
                method=request.signature.method,
                typed_name=None if drawn else getattr(request.signature, "text", None),
                drawing_object_key=drawing_key,
                values=values,
                consent_version=request.consent.version,
                consent_language=request.consent.language,
                consent_sha256=request.consent.sha256,
                time_zone=zone,
                ip=origin.ip,
                user_agent=origin.user_agent,
                received_at=now,
            )
            .on_conflict_do_nothing()
        )


async def _keep_drawing(parts: Parts, holder: LinkHolder, drawn: DrawnSignature, submission_id: str) -> str:
    business_id = holder.envelope.business_id
    key = f"{business_id}/submissions/{submission_id}/drawing"
    await parts.vault.put(business_id, key, await asyncio.to_thread(drawing_of, drawn.png))
    return key


async def _fields(parts: Parts, holder: LinkHolder) -> Sequence[Field]:
    async with parts.database.transaction(scope_of(holder)) as session:
        rows = await session.scalars(select(Field).where(Field.signer_id == holder.signer.id))
        return rows.all()


async def _refuse_late(parts: Parts, holder: LinkHolder, error: WorkflowGone) -> NoReturn:
    """After the workflow's end: who had signed is told so, anybody else why it is too late."""
    signer = await _read_signer(parts, holder)
    if signer.state == SignerState.SIGNED.value:
        raise Problem(Kind.ALREADY_SIGNED) from error
    raise await refusal_without_workflow(parts, scope_of(holder), holder.envelope.id) from error


async def _read_signer(parts: Parts, holder: LinkHolder) -> Signer:
    async with parts.database.transaction(scope_of(holder)) as session:
        return await session.get_one(Signer, holder.signer.id)
