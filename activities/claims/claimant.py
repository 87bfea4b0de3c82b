"""Makes claims of debts: reckoned from the bills, laid out, kept in the vault, and written, once each."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.claims.facts import ClaimedCharge, ClaimedDebt, ClaimFacts
from activities.claims.messages import ClaimMade, ClaimOrder
from activities.claims.pdf import claim_pdf
from activities.invoices.parties import customer_party, issuer_party
from activities.invoices.wording import subject
from activities.vault.vault import Vault
from models import Bill, Business, Claim, PlanVersion, Subscription, User
from models.database import Database
from terms.calendar import Month, local_date
from terms.claims import ClaimRefusal, DebtClaim, OverdueBill, reckon_claim
from terms.clauses import clause_of
from terms.payments import CLAIMED
from terms.plans import CustomerKind
from terms.published_rates import LateRates
from terms.rates import RateUnknown
from terms.texts import Holder


class Claimant:
    """The holder as creditor. `rates` are those that are known; what lies beyond them is refused."""

    def __init__(self, database: Database, vault: Vault, holder: Holder, zone: str, rates: LateRates) -> None:
        self._database = database
        self._vault = vault
        self._holder = holder
        self._zone = zone
        self._rates = rates

    @activity.defn(name="Make claim")
    async def make(self, order: ClaimOrder) -> ClaimMade:
        """Makes the claim with its PDF, or says why not. A repeated order finds the one that it made."""
        async with self._database.transaction() as session:
            if await session.get(Claim, order.claim_id) is not None:
                return ClaimMade()
            row = await session.get_one(Subscription, order.subscription_id)
            bills = await unpaid_bills(session, row.id)
            reckoned = self._reckon(row, bills, order.last_day)
            if isinstance(reckoned, ClaimRefusal):
                return ClaimMade(reckoned.value)
            facts = await self._facts(session, order, row, bills, reckoned)
        data = await asyncio.to_thread(claim_pdf, facts, order.asked_at)
        object_key = f"{row.business_id}/claims/{order.claim_id}.pdf"
        await self._vault.put(row.business_id, object_key, data)
        async with self._database.transaction() as session:
            await session.execute(
                insert(Claim)
                .values(
                    id=order.claim_id,
                    business_id=row.business_id,
                    subscription_id=row.id,
                    made_by=order.made_by,
                    made_at=order.asked_at,
                    reckoned_through=facts.last_day,
                    principal=facts.principal,
                    interest=facts.interest,
                    language=facts.language,
                    facts=facts.as_json(),
                    object_key=object_key,
                    sha256=hashlib.sha256(data).hexdigest(),
                )
                .on_conflict_do_nothing()
            )
        return ClaimMade()

    def _reckon(self, row: Subscription, bills: Sequence[Bill], last_day: date) -> DebtClaim | ClaimRefusal:
        ended_on = local_date(row.blocked_at, self._zone) if row.blocked_at else None
        overdue = [
            OverdueBill(bill.id, bill.gross, local_date(bill.window_end, self._zone)) for bill in bills
        ]
        try:
            reckoned = reckon_claim(overdue, self._rates.of(CustomerKind(row.customer)), last_day, ended_on)
        except RateUnknown:
            return ClaimRefusal.RATE_UNKNOWN
        return reckoned if reckoned.bills else ClaimRefusal.NOTHING_OWED

    async def _facts(
        self,
        session: AsyncSession,
        order: ClaimOrder,
        row: Subscription,
        bills: Sequence[Bill],
        reckoned: DebtClaim,
    ) -> ClaimFacts:
        business = await session.get_one(Business, row.business_id)
        owner = await session.get_one(User, business.owner_id)
        plan = await session.get_one(PlanVersion, row.plan_version_id)
        name = plan.name_in(owner.language)
        charges = {bill.id: _charges(bill, name, owner.language) for bill in bills}
        return ClaimFacts(
            claim_id=order.claim_id,
            subscription_id=row.id,
            made_on=local_date(order.asked_at, self._zone),
            last_day=reckoned.last_day,
            language=owner.language,
            issuer=issuer_party(self._holder),
            issuer_email=self._holder.email,
            registry=self._holder.registry,
            customer=customer_party(business),
            is_company=CustomerKind(row.customer) is CustomerKind.COMPANY,
            terms_version=row.terms_version,
            clause=clause_of("S9", row.terms_version),
            debts=tuple(ClaimedDebt(charges[one.bill.bill_id], one) for one in reckoned.bills),
            principal=reckoned.principal,
            interest=reckoned.interest,
        )


async def unpaid_bills(session: AsyncSession, subscription_id: str) -> Sequence[Bill]:
    """Bills of months that are owed, or were when the contract ended, the oldest first.

    What is paid before anything begins, a choice or an upgrade, is never owed (contract S3, S15).
    """
    rows = await session.scalars(
        select(Bill)
        .where(
            Bill.subscription_id == subscription_id,
            or_(Bill.state == CLAIMED, and_(Bill.state == "open", Bill.key == Bill.month)),
        )
        .order_by(Bill.window_start, Bill.id)
    )
    return rows.all()


def _charges(bill: Bill, plan: str, language: str) -> tuple[ClaimedCharge, ...]:
    month = Month.parse(bill.month)
    return tuple(
        ClaimedCharge(
            subject(item["kind"], plan, month, language),
            *(Decimal(item[name]) for name in ("net", "vat_rate", "vat", "gross")),
        )
        for item in bill.items
    )
