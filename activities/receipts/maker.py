"""Makes receipts: laid out, sealed, kept in the vault, and written, once each."""

import asyncio
import hashlib
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.clock import now
from activities.evidence.certificate_seal import CertificateSeal
from activities.invoices.parties import customer_party, issuer_party
from activities.receipts.facts import ReceiptFacts
from activities.receipts.messages import ReceiptOrder
from activities.receipts.pdf import receipt_pdf
from activities.receipts.statement import statement
from activities.vault.vault import Vault
from models import Business, DeclarationReceipt, PlanVersion, Subscription, SubscriptionAct, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.clauses import clause_of
from terms.subscription_declarations import Declaration
from terms.subscription_ending import CancelAt
from terms.texts import Holder


class ReceiptMaker:
    """Acknowledges declarations. `zone` is the holder's, in which the contract's dates are counted (C1)."""

    def __init__(
        self, database: Database, vault: Vault, seal: CertificateSeal, holder: Holder, zone: str
    ) -> None:
        self._database = database
        self._vault = vault
        self._seal = seal
        self._holder = holder
        self._zone = zone

    @activity.defn(name="Make receipt of declaration")
    async def make(self, order: ReceiptOrder) -> None:
        """Makes the receipt with its PDF. A repeated order finds the one that it made.

        Raises `SigningError` while it cannot be sealed.
        """
        async with self._database.transaction() as session:
            if await receipt_of(session, order.act_id) is not None:
                return
            act = await session.get_one(SubscriptionAct, order.act_id)
            facts = await self._facts(session, order, act)
        plain = await asyncio.to_thread(receipt_pdf, facts, self._zone)
        sealed = await self._seal.seal(plain, datetime.now(UTC))
        object_key = f"{act.business_id}/receipts/{facts.receipt_id}.pdf"
        await self._vault.put(act.business_id, object_key, sealed.data)
        if not await self._keep(act, facts, object_key, sealed.data):
            await self._vault.delete(act.business_id, object_key)

    async def _keep(self, act: SubscriptionAct, facts: ReceiptFacts, object_key: str, data: bytes) -> bool:
        """Whether this one is the declaration's; of two made at once the first one is."""
        async with self._database.transaction() as session:
            kept = await session.execute(
                insert(DeclarationReceipt)
                .values(
                    id=facts.receipt_id,
                    business_id=act.business_id,
                    subscription_id=act.subscription_id,
                    act_id=act.id,
                    kind=act.kind,
                    language=facts.language,
                    issued_at=facts.issued_at,
                    facts=facts.as_json(),
                    object_key=object_key,
                    sha256=hashlib.sha256(data).hexdigest(),
                )
                .on_conflict_do_nothing()
                .returning(DeclarationReceipt.id)
            )
            return kept.first() is not None

    async def _facts(self, session: AsyncSession, order: ReceiptOrder, act: SubscriptionAct) -> ReceiptFacts:
        row = await session.get_one(Subscription, act.subscription_id)
        business = await session.get_one(Business, act.business_id)
        owner = await session.get_one(User, business.owner_id)
        declarer = await session.get(User, act.user_id)
        known = declarer and (declarer.name or declarer.email)
        plan = await session.get_one(PlanVersion, row.plan_version_id)
        return ReceiptFacts(
            receipt_id=new_id(Prefix.RECEIPT),
            act_id=act.id,
            kind=act.kind,
            language=owner.language,
            plan=plan.name_in(owner.language),
            subscription_id=row.id,
            selected_at=row.selected_at,
            declared_by=str(act.body.get("name") or known or act.user_id),
            stated_at=act.stated_at,
            confirmed_at=act.confirmed_at or act.stated_at,
            ends_at=order.ends_at,
            downloads_end=order.downloads_end,
            given_back=order.given_back,
            given_back_until=order.given_back_until,
            terms_version=row.terms_version,
            clause=clause_of(order.rule, row.terms_version),
            customer=customer_party(business),
            issuer=issuer_party(self._holder),
            issuer_email=self._holder.email,
            registry=self._holder.registry,
            issued_at=now(),
            statement=str(act.body.get("statement") or _as_now(act, row, plan, business, owner, self._zone)),
        )


def _as_now(
    act: SubscriptionAct,
    contract: Subscription,
    plan: PlanVersion,
    business: Business,
    owner: User,
    zone: str,
) -> str:
    """The sentence of a declaration that was made before acts kept theirs."""
    cancel_at = CancelAt(act.body["cancel_at"]) if "cancel_at" in act.body else None
    return statement(Declaration(act.kind), owner.language, contract, plan, business, zone, cancel_at)


async def receipt_of(session: AsyncSession, act_id: str) -> DeclarationReceipt | None:
    """The receipt of a declaration, once it is made."""
    row: DeclarationReceipt | None = await session.scalar(
        select(DeclarationReceipt).where(DeclarationReceipt.act_id == act_id)
    )
    return row
