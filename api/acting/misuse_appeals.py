"""Appeals against sanctions, by the owner (contract A8)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from api.access.callers import Member
from api.access.scopes import scope_of
from api.acting.carrying_on import AT_ONCE, CARRIED_FOR, CUT_SHORT, carry_on_each
from api.acting.misuse import ask_misuse
from api.parts import Parts
from api.problems.kinds import Kind
from models import MisuseAppeal, MisuseDecision
from models.scope import UPKEEP
from terms.misuse import AppealState, DecisionState
from workflows.misuse import MisuseWorkflow
from workflows.misuse_messages import AppealAct


async def file_appeal(
    parts: Parts,
    member: Member,
    decision: MisuseDecision,
    appeal_id: str,
    words: str,
    now: datetime,
) -> None:
    """Stores an appeal and tells the workflow. Raises 409 when it is too late, or one was filed.

    What a crash kept from being told is told by the next round of housekeeping, as of when it was stored.
    """
    async with parts.database.transaction(scope_of(member)) as session:
        await session.execute(
            insert(MisuseAppeal)
            .values(
                id=appeal_id,
                decision_id=decision.id,
                business_id=decision.business_id,
                filed_by=member.user_id,
                words=words,
                filed_at=now,
            )
            .on_conflict_do_nothing()
        )
        stored = await session.get_one(MisuseAppeal, appeal_id)
    await _tell(parts, decision.report_id, AppealAct(appeal_id, stored.filed_at))


async def carry_on_appeals(parts: Parts, at: datetime) -> None:
    """Tells the workflows of appeals that were only stored, of each sanction the earliest: however many more
    its owner sent, nobody else waits for them.
    """
    async with parts.database.transaction(UPKEEP) as session:
        rows = await session.execute(
            select(MisuseDecision.report_id, MisuseAppeal.id, MisuseAppeal.filed_at)
            .join(MisuseDecision, MisuseDecision.id == MisuseAppeal.decision_id)
            .where(
                MisuseAppeal.state == AppealState.DRAFTED.value,
                MisuseAppeal.filed_at.between(at - CARRIED_FOR, at - CUT_SHORT),
                MisuseDecision.state == DecisionState.IN_FORCE.value,
            )
            .ext(distinct_on(MisuseAppeal.decision_id))
            .order_by(MisuseAppeal.decision_id.desc(), MisuseAppeal.filed_at)
            .limit(AT_ONCE)
        )
        left = [(report_id, AppealAct(appeal_id, filed_at)) for report_id, appeal_id, filed_at in rows]
    await carry_on_each(left, lambda appeal: _tell(parts, *appeal))


async def _tell(parts: Parts, report_id: str, act: AppealAct) -> None:
    ended = Kind.DECISION_NOT_IN_FORCE
    await ask_misuse(parts, report_id, MisuseWorkflow.appeal, act, act.appeal_id, ended)
