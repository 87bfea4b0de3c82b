"""Charges bills and refunds them, each once whatever fails: a row decides, and a key asks the gateway.

An attempt is written before the gateway is called and closed after it answered. Between the two it is
`unknown`: nothing else is tried for the bill, and nothing is told to anybody, until the gateway has said what
became of it (contract S5).
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.clock import now
from activities.payments.gateway import Charge, Found, Gateway, GatewayAwayError, GatewayBusyError
from activities.payments.messages import ChargeOrder, ChargeResult, Outcome, RefundOrder, RefundReceipt
from models import Bill, GatewayRefund, PaymentAttempt, Subscription
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.payments import Decline, cents_of

UNKNOWN_ORDER = "UnknownOrder"
OUTCOME_UNKNOWN = "OutcomeUnknown"
GATEWAY_AWAY = "GatewayAway"
KEY_LIFE = timedelta(hours=20)
"""How long the gateway surely remembers an idempotency key; later the charge is looked for instead."""
BY_HAND = "by-hand:"
"""In place of the gateway's id of a refund of which nothing was left to order."""
ASK_AGAIN = timedelta(seconds=5)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Open:
    """An attempt that is to be tried or asked for, with all that its request is made of."""

    attempt: PaymentAttempt
    bill: Bill
    customer: str


class Cashier:
    """The activities of payment. Only the subscription's workflow orders charges and refunds."""

    def __init__(self, database: Database, gateway: Gateway) -> None:
        self._database = database
        self._gateway = gateway

    @activity.defn(name="Charge bill")
    async def charge(self, order: ChargeOrder) -> ChargeResult:
        """Charges the bill to the saved card, unless it is paid; returns the final outcome.

        Raises `ApplicationError` to be retried while the outcome is not known, and one of type
        `UnknownOrder` (never to be retried) for a bill that does not exist.
        """
        known = await self._begin(order)
        if isinstance(known, ChargeResult):
            return known
        if await self._close_pages(known.bill):
            return ChargeResult(Outcome.SUCCEEDED)
        if known.attempt.payment_method is None:
            return await self._settle(known.attempt, _NO_CARD)
        found = await self._asked(known)
        if found.result.outcome is Outcome.UNKNOWN:
            await self._note_intent(known.attempt.id, found.payment_intent)
            raise ApplicationError(
                "the charge is being processed", type=OUTCOME_UNKNOWN, next_retry_delay=ASK_AGAIN
            )
        return await self._settle(known.attempt, found)

    @activity.defn(name="Look at payment pages")
    async def look(self, bill_id: str) -> ChargeResult:
        """What became of a bill's pages: paid or still open. The gateway is asked, no webhook believed."""
        async with self._database.transaction() as session:
            bill = await _bill(session, bill_id)
            if bill.state == "paid":
                return ChargeResult(Outcome.SUCCEEDED)
            pages = await _open_pages(session, bill_id)
        for attempt in pages:
            if attempt.checkout_session is None:
                continue
            found = await asked(self._gateway.read_page(attempt.checkout_session))
            if found.result.outcome is not Outcome.UNKNOWN:
                await self._settle(attempt, found)
            if found.result.outcome is Outcome.SUCCEEDED:
                return found.result
        return ChargeResult(Outcome.UNKNOWN)

    @activity.defn(name="Close payment pages")
    async def close(self, bill_id: str) -> ChargeResult:
        """Lets nobody pay a bill by its pages any more; says whether one had paid it."""
        async with self._database.transaction() as session:
            bill = await _bill(session, bill_id)
        if bill.state == "paid" or await self._close_pages(bill):
            return ChargeResult(Outcome.SUCCEEDED)
        return ChargeResult(Outcome.EXPIRED)

    @activity.defn(name="Refund bill")
    async def refund(self, order: RefundOrder) -> RefundReceipt:
        """Gives money of a paid bill back. Raises an error to be retried while the gateway is away.

        A repeated order first asks whether the gateway took it: its key is forgotten after a day. What
        somebody gave back at the gateway by hand counts as given by the order where no more is left.
        """
        refund_id = new_id(Prefix.REFUND)
        async with self._database.transaction() as session:
            bill = await _bill(session, order.bill_id)
            if bill.payment_intent is None:
                raise ApplicationError("the bill was not paid", type=UNKNOWN_ORDER, non_retryable=True)
            await session.execute(
                insert(GatewayRefund)
                .values(
                    id=refund_id,
                    business_id=bill.business_id,
                    bill_id=bill.id,
                    key=order.key,
                    amount=Decimal(order.cents) / 100,
                    ordered_at=now(),
                )
                .on_conflict_do_nothing(index_elements=[GatewayRefund.key])
            )
            row = await session.scalar(select(GatewayRefund).where(GatewayRefund.key == order.key))
        if row is None or row.refund is not None:
            return RefundReceipt(row.id if row else refund_id)
        made: str | None = None
        if row.id != refund_id:
            made = await asked(self._gateway.find_refund(bill.payment_intent, row.id))
        if made is None:
            ordered = self._gateway.refund(order.key, row.id, bill.payment_intent, order.cents)
            made = await asked(ordered) or f"{BY_HAND}{row.id}"
        async with self._database.transaction() as session:
            bill = await _bill(session, order.bill_id)
            kept = await session.get_one(GatewayRefund, row.id, with_for_update=True)
            if kept.refund is None:
                kept.refund = made
                bill.refunded += kept.amount
        return RefundReceipt(row.id)

    async def _begin(self, order: ChargeOrder) -> _Open | ChargeResult:
        """The attempt of the order, written now if it is new; or what is known already."""
        async with self._database.transaction() as session:
            bill = await _bill(session, order.bill_id)
            if bill.state == "paid":
                return ChargeResult(Outcome.SUCCEEDED)
            subscription = await session.get_one(Subscription, bill.subscription_id)
            await session.execute(
                insert(PaymentAttempt)
                .values(
                    id=new_id(Prefix.PAYMENT_ATTEMPT),
                    business_id=bill.business_id,
                    bill_id=bill.id,
                    key=order.key,
                    payment_method=subscription.payment_method,
                    asked_at=now(),
                    outcome=Outcome.UNKNOWN.value,
                )
                .on_conflict_do_nothing(index_elements=[PaymentAttempt.key])
            )
            attempt = await session.scalar(select(PaymentAttempt).where(PaymentAttempt.key == order.key))
            if attempt is None or attempt.bill_id != bill.id:
                raise ApplicationError(
                    f"{order.key}: is the key of another charge", type=UNKNOWN_ORDER, non_retryable=True
                )
            if attempt.outcome != Outcome.UNKNOWN.value:
                return _result(attempt)
            return _Open(attempt, bill, subscription.gateway_customer or "")

    async def _close_pages(self, bill: Bill) -> bool:
        """Ends the bill's open pages, so that no two ways of paying it are open; whether one had paid it."""
        async with self._database.transaction() as session:
            pages = await _open_pages(session, bill.id)
        for attempt in pages:
            session_id = attempt.checkout_session
            found = await asked(self._gateway.close_page(session_id)) if session_id else _NEVER_OPEN
            if found.result.outcome is Outcome.UNKNOWN:
                raise ApplicationError(
                    "a payment page is being finished", type=OUTCOME_UNKNOWN, next_retry_delay=ASK_AGAIN
                )
            await self._settle(attempt, found)
            if found.result.outcome is Outcome.SUCCEEDED:
                return True
        return False

    async def _asked(self, known: _Open) -> Found:
        attempt, bill = known.attempt, known.bill
        if attempt.payment_intent:
            return await asked(self._gateway.read_charge(attempt.payment_intent))
        if now() - attempt.asked_at > KEY_LIFE:
            found = await asked(self._gateway.find_charge(known.customer, attempt.id))
            if found is not None:
                return found
        wanted = Charge(
            key=attempt.key,
            attempt_id=attempt.id,
            subscription_id=bill.subscription_id,
            customer=known.customer,
            payment_method=attempt.payment_method or "",
            cents=cents_of(bill.gross),
            description=f"{bill.id} {bill.month}",
        )
        return await asked(self._gateway.charge(wanted))

    async def _note_intent(self, attempt_id: str, payment_intent: str | None) -> None:
        async with self._database.transaction() as session:
            attempt = await session.get_one(PaymentAttempt, attempt_id, with_for_update=True)
            attempt.payment_intent = attempt.payment_intent or payment_intent

    async def _settle(self, settled: PaymentAttempt, found: Found) -> ChargeResult:
        """Closes the attempt, and the bill with it when it was paid, in one transaction.

        Locks are always taken in the order bill, attempt, subscription.
        """
        card = None
        if found.result.outcome is Outcome.SUCCEEDED and found.payment_method:
            card = await asked(self._gateway.read_card(found.payment_method))
        async with self._database.transaction() as session:
            bill = await _bill(session, settled.bill_id)
            attempt = await session.get_one(PaymentAttempt, settled.id, with_for_update=True)
            if attempt.outcome != Outcome.UNKNOWN.value:
                return _result(attempt)
            attempt.outcome = found.result.outcome.value
            attempt.decline = found.result.decline.value if found.result.decline else None
            attempt.code = found.result.code
            attempt.payment_intent = found.payment_intent or attempt.payment_intent
            attempt.settled_at = now()
            if found.result.outcome is Outcome.SUCCEEDED:
                await _pay(session, bill, found, card)
            return found.result


async def asked(call: Awaitable[Answer]) -> Answer:
    """The gateway's answer; raises `ApplicationError` to be retried where trying again may tell more."""
    try:
        return await call
    except GatewayAwayError as error:
        raise ApplicationError(str(error), type=OUTCOME_UNKNOWN) from error
    except GatewayBusyError as error:
        raise ApplicationError(str(error), type=GATEWAY_AWAY) from error


async def _pay(session: AsyncSession, bill: Bill, found: Found, card: dict[str, Any] | None) -> None:
    """The bill is paid, and the card that paid it is the saved one."""
    if bill.state == "paid":
        return
    bill.state, bill.paid_at, bill.payment_intent = "paid", now(), found.payment_intent
    subscription = await session.get_one(Subscription, bill.subscription_id, with_for_update=True)
    if found.payment_method:
        subscription.payment_method, subscription.card = found.payment_method, card


async def _bill(session: AsyncSession, bill_id: str) -> Bill:
    bill = await session.scalar(select(Bill).where(Bill.id == bill_id).with_for_update())
    if bill is None:
        raise ApplicationError(f"{bill_id}: no such bill", type=UNKNOWN_ORDER, non_retryable=True)
    return bill


async def _open_pages(session: AsyncSession, bill_id: str) -> Sequence[PaymentAttempt]:
    """Those that can be finished, and those that are being opened."""
    rows = await session.scalars(
        select(PaymentAttempt)
        .where(
            PaymentAttempt.bill_id == bill_id,
            or_(PaymentAttempt.checkout_session.is_not(None), PaymentAttempt.way == "page"),
            PaymentAttempt.outcome == Outcome.UNKNOWN.value,
        )
        .order_by(PaymentAttempt.id)
    )
    return rows.all()


def _result(attempt: PaymentAttempt) -> ChargeResult:
    decline = Decline(attempt.decline) if attempt.decline else None
    return ChargeResult(Outcome(attempt.outcome), decline, attempt.code)


_NO_CARD = Found(ChargeResult(Outcome.DECLINED, Decline.NEW_CARD, "no_card"))
_NEVER_OPEN = Found(ChargeResult(Outcome.EXPIRED))
"""A page that was closed before the gateway had opened it: whoever opens it does not hand it out."""
