"""What counts as use of a plan, and what it comes to under the plans of its time (contract S6, S15, E5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.contracted_plans import allowance_of
from models import Envelope, PlanChange, Subscription
from terms.calendar import local_date
from terms.plans import Allowance
from terms.subscription_changes import ChangeState
from terms.use import UseOfDays


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


async def envelopes_sent(
    session: AsyncSession, business_id: str, begin: datetime, end: datetime | None = None
) -> int:
    """Envelopes sent from `begin` until before `end`, each once, by its first sending; no tests."""
    query = (
        select(func.count())
        .select_from(Envelope)
        .where(Envelope.business_id == business_id, Envelope.sent_at >= begin, Envelope.test.is_(False))
    )
    if end is not None:
        query = query.where(Envelope.sent_at < end)
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
        Use(since, until, await envelopes_sent(session, row.business_id, since, until), allowance_of(kept))
        for since, until, kept in spans
    ]
