"""What sanctions do: the standing of a business, one user's access, and the envelopes under way (A8, S16)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.records.business_standing import decisions_in_force, stand
from activities.records.misuse_messages import AffectedEnvelope, Effects, EnvelopeUpdate
from activities.records.void_acts import void_act
from models import ApiKey, Envelope, Membership, MisuseDecision, Session, User
from models.database import Database
from terms.envelope import EnvelopeState
from terms.misuse import DecisionState, Reach
from terms.subscription import Standing, envelope_effect


class MisuseEffects:
    """Makes tables say what the decisions in force say; repeated, it changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Enforce sanctions")
    async def enforce(self, decision_id: str) -> None:
        """Sets standing and access from all decisions in force.

        Always worked out anew from what is in force, so that lifting one sanction leaves another's effect.
        """
        async with self._database.transaction() as session:
            await _enforce(session, decision_id)

    @activity.defn(name="Apply sanctions")
    async def apply(self, decision_id: str) -> Effects:
        """The same, and what each envelope has to do: for reports that began before envelopes followed."""
        async with self._database.transaction() as session:
            decision, standing = await _enforce(session, decision_id)
            return await _effects(session, decision.business_id, standing)


async def _enforce(session: AsyncSession, decision_id: str) -> tuple[MisuseDecision, Standing]:
    decision = await session.get_one(MisuseDecision, decision_id)
    standing = await stand(session, decision.business_id, now())
    if decision.user_id is not None:
        await _set_access(session, decision, await decisions_in_force(session, decision.business_id))
    return decision, standing


async def _set_access(
    session: AsyncSession, decision: MisuseDecision, in_force: Sequence[MisuseDecision]
) -> None:
    """Shuts the user out, from the business or from everything, or lets them in again.

    Locking the user first keeps out whoever is signing in at the same moment (`open_session`). Sessions and
    keys that ended do not come back.
    """
    at = now()
    user = await session.get_one(User, decision.user_id, with_for_update=True)
    same = [row for row in in_force if (row.user_id, row.reach) == (user.id, decision.reach)]
    since = min((row.in_force_at or at for row in same), default=None)
    if decision.reach == Reach.BUSINESS.value:
        await session.execute(
            update(Membership)
            .where(Membership.business_id == decision.business_id, Membership.user_id == user.id)
            .values(revoked_at=since)
        )
    else:
        user.access_revoked_at = since or await _revoked_elsewhere(session, decision)
    if since is not None:
        await _end_credentials(session, decision, user.id, at)


async def _revoked_elsewhere(session: AsyncSession, decision: MisuseDecision) -> datetime | None:
    """Since when another business's decision shuts the same user out of the service."""
    return await session.scalar(
        select(MisuseDecision.in_force_at)
        .where(
            MisuseDecision.user_id == decision.user_id,
            MisuseDecision.reach == Reach.SERVICE.value,
            MisuseDecision.state == DecisionState.IN_FORCE.value,
        )
        .order_by(MisuseDecision.in_force_at)
        .limit(1)
    )


async def _end_credentials(
    session: AsyncSession, decision: MisuseDecision, user_id: str, at: datetime
) -> None:
    keys = update(ApiKey).where(ApiKey.created_by == user_id, ApiKey.revoked_at.is_(None))
    if decision.reach == Reach.BUSINESS.value:
        keys = keys.where(ApiKey.business_id == decision.business_id)
    else:
        await session.execute(
            update(Session).where(Session.user_id == user_id, Session.ended_at.is_(None)).values(ended_at=at)
        )
    await session.execute(keys.values(revoked_at=at))


async def _effects(session: AsyncSession, business_id: str, standing: Standing) -> Effects:
    """Paused while the service is limited, going on when it is back, voided when the contract has ended."""
    under_way = (
        select(Envelope)
        .where(Envelope.business_id == business_id, Envelope.state == EnvelopeState.SENT.value)
        .order_by(Envelope.id)
    )
    change = EnvelopeUpdate(envelope_effect(standing).value)
    if change is EnvelopeUpdate.VOID:
        envelopes = (await session.scalars(under_way)).all()
        return Effects(change, [AffectedEnvelope(row.id, await void_act(session, row)) for row in envelopes])
    rows = await session.scalars(under_way.where(Envelope.paused == (change is EnvelopeUpdate.RESUME)))
    return Effects(change, [AffectedEnvelope(row.id) for row in rows])
