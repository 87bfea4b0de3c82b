"""What the service did for a customer: charges and refunds by the gateway, states, invoices and mails."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from activities.payments.gateway import ATTEMPT
from deploy.simulate.player import Played
from deploy.simulate.purging import FoundPurge, purge_of
from deploy.simulate.service import Service
from models import Bill, Invoice, Mail, PaymentAttempt, Subscription
from terms.subscription import SubscriptionState
from terms.subscription_notices import NoticeKind

MAIL_PAGE = 1000


@dataclass(frozen=True)
class Item:
    """A charge of a bill."""

    kind: str
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True)
class FoundBill:
    """A bill; `state` is `open`, `paid`, `voided` or `claimed`."""

    month: str
    state: str
    paid_at: datetime | None
    items: tuple[Item, ...]

    @property
    def gross(self) -> Decimal:
        """What it comes to."""
        return sum((item.gross for item in self.items), Decimal(0))


@dataclass(frozen=True)
class FoundCharge:
    """A charge at the gateway, passed or not, or money given back (then negative)."""

    at: datetime
    amount: Decimal
    month: str
    passed: bool
    words: str = ""


@dataclass(frozen=True)
class FoundState:
    """A state as it was written, and since when it holds."""

    since: datetime
    state: str
    reason: str | None


@dataclass(frozen=True)
class FoundInvoice:
    """An invoice; a rectifying one is negative."""

    number: str
    issued_on: date
    gross: Decimal


@dataclass(frozen=True)
class FoundMail:
    """A mail that the provider took."""

    at: datetime
    kind: str
    subject: str
    amount: Decimal | None


@dataclass(frozen=True)
class FoundDates:
    """What the contract's row says of its end, and of blocked data what its retention does."""

    ends_at: datetime | None
    downloads_end: datetime | None
    blocked_at: datetime | None
    purge: FoundPurge


@dataclass(frozen=True)
class Found:
    """Everything, each in order of time."""

    state: str
    bills: tuple[FoundBill, ...]
    charges: tuple[FoundCharge, ...]
    states: tuple[FoundState, ...]
    invoices: tuple[FoundInvoice, ...]
    mails: tuple[FoundMail, ...]
    dates: FoundDates


async def found(service: Service, played: Played) -> Found:
    """Gathers it."""
    async with service.records.transaction() as session:
        row = await session.get_one(Subscription, played.subscription_id)
        bills = (
            await session.scalars(
                select(Bill).where(Bill.subscription_id == row.id).order_by(Bill.window_start, Bill.id)
            )
        ).all()
        attempts = (
            await session.scalars(select(PaymentAttempt).where(PaymentAttempt.business_id == row.business_id))
        ).all()
        invoices = (
            await session.scalars(
                select(Invoice).where(Invoice.business_id == row.business_id).order_by(Invoice.id)
            )
        ).all()
        mails = (
            await session.scalars(select(Mail).where(Mail.address == played.email).order_by(Mail.created_at))
        ).all()
    blocked = row.state == SubscriptionState.BLOCKED.value
    purge = await purge_of(service, row.business_id) if blocked else FoundPurge()
    months = {bill.id: bill.month for bill in bills}
    by_attempt = {attempt.id: months[attempt.bill_id] for attempt in attempts}
    return Found(
        row.state,
        tuple(_bill(bill) for bill in bills),
        tuple(await _charges(service, row.gateway_customer, by_attempt)),
        tuple(_states(service, row.id)),
        tuple(FoundInvoice(one.number, one.issued_on, one.gross) for one in invoices),
        tuple(await _mails(service, played.email, mails, row.id)),
        FoundDates(row.ends_at, row.downloads_end, row.blocked_at, purge),
    )


def _bill(bill: Bill) -> FoundBill:
    items = (
        Item(item["kind"], Decimal(item["net"]), Decimal(item["vat"]), Decimal(item["gross"]))
        for item in bill.items
    )
    return FoundBill(bill.month, bill.state, bill.paid_at, tuple(items))


def _states(service: Service, subscription_id: str) -> list[FoundState]:
    """Each once in a row, from the beginning of the contract on."""
    states: list[FoundState] = []
    records = sorted(service.seen.records.get(subscription_id, ()), key=lambda one: one.sequence)
    for record in records:
        if record.state == SubscriptionState.PENDING_PAYMENT.value or record.since is None:
            continue
        if not states or (states[-1].state, states[-1].reason) != (record.state, record.reason):
            states.append(FoundState(record.since, record.state, record.reason))
    return states


async def _charges(service: Service, customer: str | None, by_attempt: dict[str, str]) -> list[FoundCharge]:
    if customer is None:
        return []
    charges: list[FoundCharge] = []
    months: dict[str, str] = {}
    for intent in await _listed(service, "payment_intents", {"customer": customer}):
        month = by_attempt.get(intent["metadata"].get(ATTEMPT, ""), "?")
        months[intent["id"]] = month
        passed = intent["status"] == "succeeded"
        error = intent.get("last_payment_error") or {}
        words = "" if passed else str(error.get("decline_code") or error.get("code") or intent["status"])
        charges.append(FoundCharge(_at(intent), _euros(intent["amount"]), month, passed, words))
    for refund in await _listed(service, "refunds", {}):
        if refund["payment_intent"] in months:
            month = months[refund["payment_intent"]]
            charges.append(FoundCharge(_at(refund), -_euros(refund["amount"]), month, passed=True))
    return sorted(charges, key=lambda charge: charge.at)


async def _listed(service: Service, collection: str, query: dict[str, str]) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = []
    while True:
        after = {"starting_after": objects[-1]["id"]} if objects else {}
        answer = await service.gateway.get(
            f"/v1/{collection}",
            params={"limit": "100", **query, **after},
            headers={"Authorization": f"Bearer {service.settings.stripe_api_key.get_secret_value()}"},
        )
        page = answer.raise_for_status().json()
        objects += page["data"]
        if not page["has_more"]:
            return objects


def _at(made: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(made["created"], UTC)


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100


async def _mails(service: Service, email: str, rows: Any, subscription_id: str) -> list[FoundMail]:
    """Those about the contract, as the inbox has them; dated by the ledger of mails."""
    answer = await service.inbox.get("/inbox/messages", params={"to": email, "limit": str(MAIL_PAGE)})
    arrived = {message["id"]: message for message in answer.raise_for_status().json()["messages"]}
    prefix = f"subscription-{subscription_id}:"
    mails = []
    for row in rows:
        message = arrived.get(row.provider_message_id)
        if message is None or not row.key.startswith(prefix):
            continue
        kind = row.key.removeprefix(prefix).partition(":")[0]
        order = service.seen.orders.get(row.key)
        notice = order.notice if order else None
        mails.append(
            FoundMail(
                row.created_at, NoticeKind(kind).value, message["subject"], notice.amount if notice else None
            )
        )
    return mails
