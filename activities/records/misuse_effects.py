"""What sanctions do: the standing of a business, one user's access, and the envelopes under way (A8, S16)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.records.misuse_messages import AffectedEnvelope, Effects, EnvelopeUpdate
from models import Act, ApiKey, Business, Envelope, Membership, MisuseDecision, Session, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.envelope import EnvelopeState
from terms.misuse import DecisionState, Reach, Verdict, standing_under
from terms.subscription import ACTIVE, BLOCKED, Standing

_VOID = "void"
_VOID_WORDS = {
    "es": "El contrato de servicio de quien envió el documento ha terminado.",
    "en": "The service contract of whoever sent the document has ended.",
}


class MisuseEffects:
    """Makes tables say what the decisions in force say; repeated, it changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Apply sanctions")
    async def apply(self, decision_id: str) -> Effects:
        """Sets standing and access from all decisions in force, and says what envelopes have to do.

        Always worked out anew from what is in force, so that lifting one sanction leaves another's effect.
        """
        async with self._database.transaction() as session:
            decision = await session.get_one(MisuseDecision, decision_id)
            business = await session.get_one(Business, decision.business_id, with_for_update=True)
            in_force = await _in_force(session, business.id)
            closed = any(row.state == DecisionState.ENDED.value for row in in_force)
            verdicts = frozenset(Verdict(row.verdict) for row in in_force)
            _stand(business, standing_under(verdicts, blocked=closed))
            if decision.user_id is not None:
                await _set_access(session, decision, in_force)
            return await _effects(session, business.id, business.current_standing)


async def _in_force(session: AsyncSession, business_id: str) -> Sequence[MisuseDecision]:
    """Decisions that bind now; an expulsion that has run its course binds for ever."""
    binding = (DecisionState.IN_FORCE.value, DecisionState.ENDED.value)
    rows = await session.scalars(
        select(MisuseDecision).where(
            MisuseDecision.business_id == business_id, MisuseDecision.state.in_(binding)
        )
    )
    return rows.all()


def _stand(business: Business, standing: Standing) -> None:
    if business.current_standing == standing:
        return
    business.standing = standing.state.value
    business.standing_reason = standing.reason.value if standing.reason else None
    business.standing_since = datetime.now(UTC)


async def _set_access(
    session: AsyncSession, decision: MisuseDecision, in_force: Sequence[MisuseDecision]
) -> None:
    """Shuts the user out, from the business or from everything, or lets them in again.

    Locking the user first keeps out whoever is signing in at the same moment (`open_session`). Sessions and
    keys that ended do not come back.
    """
    now = datetime.now(UTC)
    user = await session.get_one(User, decision.user_id, with_for_update=True)
    same = [row for row in in_force if (row.user_id, row.reach) == (user.id, decision.reach)]
    since = min((row.in_force_at or now for row in same), default=None)
    if decision.reach == Reach.BUSINESS.value:
        await session.execute(
            update(Membership)
            .where(Membership.business_id == decision.business_id, Membership.user_id == user.id)
            .values(revoked_at=since)
        )
    else:
        user.access_revoked_at = since or await _revoked_elsewhere(session, decision)
    if since is not None:
        await _end_credentials(session, decision, user.id, now)


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
    session: AsyncSession, decision: MisuseDecision, user_id: str, now: datetime
) -> None:
    keys = update(ApiKey).where(ApiKey.created_by == user_id, ApiKey.revoked_at.is_(None))
    if decision.reach == Reach.BUSINESS.value:
        keys = keys.where(ApiKey.business_id == decision.business_id)
    else:
        await session.execute(
            update(Session).where(Session.user_id == user_id, Session.ended_at.is_(None)).values(ended_at=now)
        )
    await session.execute(keys.values(revoked_at=now))


async def _effects(session: AsyncSession, business_id: str, standing: Standing) -> Effects:
    """Paused while the service is limited, going on when it is back, voided when the contract has ended."""
    under_way = (
        select(Envelope)
        .where(Envelope.business_id == business_id, Envelope.state == EnvelopeState.SENT.value)
        .order_by(Envelope.id)
    )
    if standing == BLOCKED:
        envelopes = (await session.scalars(under_way)).all()
        voided = [AffectedEnvelope(row.id, await _void_act(session, row)) for row in envelopes]
        return Effects(EnvelopeUpdate.VOID, voided)
    change = EnvelopeUpdate.RESUME if standing == ACTIVE else EnvelopeUpdate.PAUSE
    rows = await session.scalars(under_way.where(Envelope.paused == (change is EnvelopeUpdate.RESUME)))
    return Effects(change, [AffectedEnvelope(row.id) for row in rows])


async def _void_act(session: AsyncSession, envelope: Envelope) -> str:
    """The stored words with which the service voids an envelope: the same act each time."""
    known = await session.scalar(
        select(Act.id)
        .where(Act.envelope_id == envelope.id, Act.kind == _VOID, Act.user_id.is_(None))
        .limit(1)
    )
    if known is not None:
        return known
    act = Act(
        id=new_id(Prefix.ACT),
        envelope_id=envelope.id,
        kind=_VOID,
        words=_VOID_WORDS[envelope.language],
        received_at=datetime.now(UTC),
    )
    session.add(act)
    await session.flush()
    return act.id
