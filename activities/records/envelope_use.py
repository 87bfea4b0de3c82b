"""What counts as use of a plan, and what it comes to under the plans of its time (contract S6, S15, E5, A4).

An envelope is counted once, for the contract whose plan it used when it was sent: that of its business, or of
the one whose plan its business shared then. That is written on it, because shares end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.contracted_plans import allowance_of
from models import Envelope, EnvelopeAdmission, PlanChange, Subscription
from terms.calendar import local_date
from terms.plans import Allowance
from terms.subscription_changes import ChangeState
from terms.use import UseOfDays, counts_from


@dataclass(frozen=True)
class Use:
    """Envelopes sent from one instant until before another, under one plan."""

    begin: datetime
    end: datetime | None
    envelopes: int
    allowance: Allowance

    def of_days(self, zone: str, until: datetime) -> UseOfDays:
        """The same by the days of a zone; `until` ends what has not ended."""
        end = min(self.end or until, until)
        return UseOfDays(
            local_date(self.begin, zone),
            local_date(end - timedelta(microseconds=1), zone),
            self.envelopes,
            self.allowance.envelopes,
            self.allowance.extra_envelope,
        )


async def charge_to_plan(session: AsyncSession, envelope_id: str) -> None:
    """Writes, once, whose plan an envelope that was sent uses up, and by which instant it counts (A4, S6).

    The plan is the one under which it was admitted, else the one in force now; without any it is nobody's, as
    are tests. The contract is locked against being metered: what is written after a month was counted counts
    in the next one.
    """
    found = await session.execute(
        select(Envelope.business_id, Envelope.sent_at, EnvelopeAdmission.subscription_id)
        .outerjoin(EnvelopeAdmission, EnvelopeAdmission.envelope_id == Envelope.id)
        .where(Envelope.id == envelope_id, Envelope.charged_to.is_(None), Envelope.test.is_(False))
    )
    row = found.first()
    if row is None or row.sent_at is None:
        return
    payer = row.subscription_id or await _in_force(session, row.business_id, row.sent_at)
    if payer is None:
        return
    metered_until = await session.scalar(
        select(Subscription.metered_until).where(Subscription.id == payer).with_for_update(read=True)
    )
    await session.execute(
        update(Envelope)
        .where(Envelope.id == envelope_id)
        .values(charged_to=payer, counted_at=counts_from(row.sent_at, metered_until))
    )


async def _in_force(session: AsyncSession, business_id: str, sent_at: datetime) -> str | None:
    """The contract whose plan the business uses, unless it began after the sending."""
    contract = func.plan_contract(business_id)
    query = select(Subscription.id).where(Subscription.id == contract, Subscription.selected_at <= sent_at)
    found: str | None = await session.scalar(query)
    return found


async def envelopes_sent(
    session: AsyncSession, subscription_id: str, begin: datetime, end: datetime | None = None
) -> int:
    """Envelopes that used the plan from `begin` until before `end`, each once, by its first sending.

    Those of businesses that share or shared the plan are among them; tests are not.
    """
    query = (
        select(func.count())
        .select_from(Envelope)
        .where(Envelope.charged_to == subscription_id, Envelope.counted_at >= begin)
    )
    if end is not None:
        query = query.where(Envelope.counted_at < end)
    return await session.scalar(query) or 0


async def use_between(
    session: AsyncSession, row: Subscription, begin: datetime, end: datetime | None = None
) -> list[Use]:
    """The use of a subscription in a month, by the plans that were in force in it, oldest first.

    Each counts its own envelopes against its own allowance.
    """
    begin = max(begin, row.selected_at)
    rows = await session.scalars(
        select(PlanChange)
        .where(
            PlanChange.subscription_id == row.id,
            PlanChange.state == ChangeState.TAKEN.value,
            PlanChange.begins_at > begin,
        )
        .order_by(PlanChange.begins_at)
    )
    changes = rows.all()
    allowances = [*(change.allowance_before for change in changes), row.allowance]
    within = [change.begins_at for change in changes if end is None or change.begins_at < end]
    spans = zip([begin, *within], [*within, end], allowances, strict=False)
    return [
        Use(since, until, await envelopes_sent(session, row.id, since, until), allowance_of(kept))
        for since, until, kept in spans
    ]
