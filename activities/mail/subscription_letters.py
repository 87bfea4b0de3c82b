"""Notices about a subscription, to the owner: date, amount, clause and the way out (contract S21)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from sqlalchemy import or_, select

from activities.invoices.wording import euros
from activities.mail.account_letters import AccountLetter, Desk, GroundGoneError, Writer, found
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, NoticeFacts, Purpose
from activities.mail.wording import beginning_words, instant_words, one_line
from models import Bill, Business, PlanVersion, Subscription, SubscriptionAct, User
from models.accounts import standing_of
from terms.clauses import clause_of
from terms.retention import DataClass
from terms.subscription_declarations import TAKEN
from terms.subscription_grounds import Situation, holds
from terms.subscription_notices import NoticeKind

SUBSCRIPTION_PATH = "/app/subscription"
INVOICES_PATH = "/app/invoices"
_TO_INVOICES = frozenset({NoticeKind.CHARGED, NoticeKind.REFUND_ORDERED})
_TO_NOWHERE = frozenset(
    {NoticeKind.BLOCKED, NoticeKind.ENDED_UNPAID, NoticeKind.PURGE_AHEAD, NoticeKind.PURGED}
)
"""Nobody of the customer can enter any more (contract S17)."""


async def _notice(desk: Desk, order: MailOrder) -> AccountLetter:
    """Raises `GroundGoneError` when what it says is no longer so."""
    notice = found(order.notice, order)
    row = found(await desk.session.get(Subscription, order.about_id or ""), order)
    business = found(await desk.session.get(Business, row.business_id), order)
    kind = NoticeKind(notice.kind)
    if not holds(kind, notice.about, await _situation(desk, row, business, notice)):
        raise GroundGoneError(f"{order.key}: what it says is no longer so")
    owner = found(await desk.session.get(User, business.owner_id), order)
    recipient = Recipient(
        "applicant",
        owner.email,
        owner.language,
        one_line(owner.name) if owner.name else None,
        owner.time_zone,
    )
    words = await _words(desk, notice, row, business, recipient)
    if kind is NoticeKind.WITHDRAWN:
        words |= await _statement(desk, row, recipient.language)
    return AccountLetter(recipient, _path(kind), words=words)


async def _situation(desk: Desk, row: Subscription, business: Business, notice: NoticeFacts) -> Situation:
    bill = await desk.session.get(Bill, notice.bill_id) if notice.bill_id else None
    return Situation(
        now=datetime.now(UTC),
        contract=standing_of(row.state, row.reason),
        business=business.current_standing,
        ends_at=row.ends_at,
        downloads_end=row.downloads_end,
        owed=bill is not None and bill.state == "open",
    )


def _path(kind: NoticeKind) -> str:
    if kind in _TO_NOWHERE:
        return "/"
    return INVOICES_PATH if kind in _TO_INVOICES else SUBSCRIPTION_PATH


async def _words(
    desk: Desk, notice: NoticeFacts, row: Subscription, business: Business, recipient: Recipient
) -> dict[str, Word]:
    """Dates are in the holder's zone, in which the contract's days are counted (contract C1)."""
    language, plan = recipient.language, await desk.session.get(PlanVersion, row.plan_version_id)

    def date(at: datetime | None) -> str:
        return instant_words(at, desk.zone, language) if at else ""

    return {
        "business": one_line(business.name),
        "plan": one_line(plan.names.get(language) or next(iter(plan.names.values()), "")) if plan else "",
        "subscription_id": row.id,
        "about": date(notice.about),
        "since": beginning_words(notice.about, desk.zone, language),
        "amount": euros(notice.amount, language) if notice.amount is not None else "",
        "then": date(notice.then),
        "next_day": beginning_words(notice.then, desk.zone, language) if notice.then else "",
        "then_amount": euros(notice.then_amount, language) if notice.then_amount is not None else "",
        "detail": notice.detail or "",
        "what": _CLASSES[language].get(notice.detail or "", ""),
        "by_holder": notice.rule == "S13",
        "late": notice.rule == "S7",
        "clause": clause_of(notice.rule, row.terms_version),
        "terms_version": row.terms_version,
    }


async def _statement(desk: Desk, row: Subscription, language: str) -> dict[str, Word]:
    """The withdrawal as declared: the receipt repeats it with date and time (2011/83/EU, art. 11a)."""
    act = await desk.session.scalar(
        select(SubscriptionAct)
        .where(
            SubscriptionAct.subscription_id == row.id,
            SubscriptionAct.kind == "withdraw",
            SubscriptionAct.confirmed_at.is_not(None),
            or_(SubscriptionAct.outcome.is_(None), SubscriptionAct.outcome == TAKEN),
        )
        .order_by(SubscriptionAct.confirmed_at)
        .limit(1)
    )
    if act is None or act.confirmed_at is None:
        return {"declared_by": "", "stated": "", "confirmed": ""}
    return {
        "declared_by": one_line(act.body["name"]),
        "stated": instant_words(act.stated_at, desk.zone, language),
        "confirmed": instant_words(act.confirmed_at, desk.zone, language),
    }


_CLASSES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "es": {
            DataClass.TECHNICAL_LOGS: "Registros técnicos",
            DataClass.DOCUMENTS_AND_EVIDENCE: "Documentos y pruebas de firma",
            DataClass.CONTRACT_AND_BILLING: "Contrato y facturación",
        },
        "en": {
            DataClass.TECHNICAL_LOGS: "Technical logs",
            DataClass.DOCUMENTS_AND_EVIDENCE: "Documents and evidence of signing",
            DataClass.CONTRACT_AND_BILLING: "Contract and billing",
        },
    }
)
PURPOSES: Mapping[NoticeKind, Purpose] = MappingProxyType(
    {
        kind: Purpose(f"subscription-{kind.value.replace('_', '-')}")
        for kind in NoticeKind
        if kind is not NoticeKind.EXPELLED
    }
)
"""The mail of each notice; an expulsion is told by the statement of reasons that every sanction brings."""
WRITERS: Mapping[Purpose, Writer] = MappingProxyType(dict.fromkeys(PURPOSES.values(), _notice))
