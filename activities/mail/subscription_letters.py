"""Notices about a subscription, to the owner: date, amount, clause and the way out (contract S21)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import or_, select

from activities.clock import now
from activities.invoices.wording import euros
from activities.mail.account_letters import AccountLetter, Desk, GroundGoneError, Writer, found
from activities.mail.debt_words import debt_words
from activities.mail.facts import Attachment, Recipient, Word
from activities.mail.member_letters import owner_of, to_user
from activities.mail.messages import MailOrder, NoticeFacts, Purpose
from activities.mail.wording import beginning_words, instant_words, one_line
from activities.receipts.maker import receipt_of
from models import Bill, Business, PlanChange, PlanVersion, Subscription, SubscriptionAct, User
from models.accounts import standing_of
from terms.clauses import clause_of
from terms.subscription_declarations import TAKEN, Declaration
from terms.subscription_grounds import Situation, holds
from terms.subscription_notices import NoticeKind

SUBSCRIPTION_PATH = "/app/subscription"
INVOICES_PATH = "/app/invoices"
_TO_INVOICES = frozenset({NoticeKind.CHARGED, NoticeKind.REFUND_ORDERED})
_TO_NOWHERE = frozenset({NoticeKind.BLOCKED, NoticeKind.ENDED_UNPAID})
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
    recipient = to_user(owner)
    words = await _words(desk, notice, row, business, recipient)
    if kind is NoticeKind.WITHDRAWN:
        words |= await _statement(desk, row, recipient.language)
    if kind is NoticeKind.ENDED_UNPAID:
        words |= await debt_words(desk, notice, row, recipient.language)
    attached = await _receipt(desk, notice.act_id)
    words["receipt"] = bool(attached)
    return AccountLetter(recipient, _path(kind, row.business_id), words=words, attachments=attached)


async def _late_receipt(desk: Desk, order: MailOrder) -> AccountLetter:
    """The receipt of a declaration whose own mail had to leave without it; true whatever came after it."""
    act = found(await desk.session.get(SubscriptionAct, order.about_id or ""), order)
    business, owner = await owner_of(desk, order, act.business_id)
    receipt = found(await receipt_of(desk.session, act.id), order)
    words: dict[str, Word] = {
        "business": one_line(business.name),
        "kind": act.kind,
        "statement": one_line(str(receipt.facts.get("statement") or "")),
        "stated": instant_words(act.confirmed_at or act.stated_at, desk.zone, owner.language),
        "subscription_id": act.subscription_id,
    }
    attached = await _receipt(desk, act.id)
    return AccountLetter(
        to_user(owner), f"{SUBSCRIPTION_PATH}?business={business.id}", words=words, attachments=attached
    )


async def _receipt(desk: Desk, act_id: str | None) -> tuple[Attachment, ...]:
    """The receipt of a declaration, once that is made (contract S10, S14)."""
    made = await receipt_of(desk.session, act_id) if act_id else None
    if made is None or desk.vault is None:
        return ()
    data = await desk.vault.get(made.business_id, made.object_key)
    return (Attachment(f"{made.id}.pdf", "application/pdf", data),)


async def _situation(desk: Desk, row: Subscription, business: Business, notice: NoticeFacts) -> Situation:
    bill = await desk.session.get(Bill, notice.bill_id) if notice.bill_id else None
    change = await desk.session.get(PlanChange, notice.change_id) if notice.change_id else None
    return Situation(
        now=now(),
        contract=standing_of(row.state, row.reason),
        business=business.current_standing,
        ends_at=row.ends_at,
        downloads_end=row.downloads_end,
        owed=bill is not None and bill.state == "open",
        is_news=change is None or change.state == notice.detail,
    )


def _path(kind: NoticeKind, business_id: str) -> str:
    """The page of the business that it is about: its owner may act for another one now."""
    if kind in _TO_NOWHERE:
        return "/"
    page = INVOICES_PATH if kind in _TO_INVOICES else SUBSCRIPTION_PATH
    return f"{page}?business={business_id}"


async def _words(
    desk: Desk, notice: NoticeFacts, row: Subscription, business: Business, recipient: Recipient
) -> dict[str, Word]:
    """Dates are in the holder's zone, in which the contract's days are counted (contract C1)."""
    language, plan = recipient.language, await desk.session.get(PlanVersion, row.plan_version_id)
    change = await desk.session.get(PlanChange, notice.change_id) if notice.change_id else None
    other = await desk.session.get(PlanVersion, change.plan_version_id) if change else None

    def date(at: datetime | None) -> str:
        return instant_words(at, desk.zone, language) if at else ""

    return {
        "business": one_line(business.name),
        "plan": _name(plan, language),
        "other_plan": _name(other, language),
        "subscription_id": row.id,
        "about": date(notice.about),
        "since": beginning_words(notice.about, desk.zone, language),
        "amount": euros(notice.amount, language) if notice.amount is not None else "",
        "then": date(notice.then),
        "next_day": beginning_words(notice.then, desk.zone, language) if notice.then else "",
        "then_amount": euros(notice.then_amount, language) if notice.then_amount is not None else "",
        "detail": notice.detail or "",
        "by_holder": notice.rule == "S13",
        "late": notice.rule == "S7",
        "clause": clause_of(notice.rule, row.terms_version),
        "terms_version": row.terms_version,
    }


def _name(plan: PlanVersion | None, language: str) -> str:
    return one_line(plan.name_in(language)) if plan else ""


async def _statement(desk: Desk, row: Subscription, language: str) -> dict[str, Word]:
    """The withdrawal as declared: the receipt repeats it with date and time (2011/83/EU, art. 11a)."""
    act = await desk.session.scalar(
        select(SubscriptionAct)
        .where(
            SubscriptionAct.subscription_id == row.id,
            SubscriptionAct.kind == Declaration.WITHDRAW.value,
            SubscriptionAct.confirmed_at.is_not(None),
            or_(SubscriptionAct.outcome.is_(None), SubscriptionAct.outcome == TAKEN),
        )
        .order_by(SubscriptionAct.confirmed_at)
        .limit(1)
    )
    if act is None or act.confirmed_at is None:
        return {"declared_by": "", "stated": "", "confirmed": "", "statement": ""}
    return {
        "statement": one_line(str(act.body.get("statement") or "")),
        "declared_by": one_line(act.body["name"]),
        "stated": instant_words(act.stated_at, desk.zone, language),
        "confirmed": instant_words(act.confirmed_at, desk.zone, language),
    }


_TOLD_ELSEWHERE = frozenset({NoticeKind.EXPELLED, NoticeKind.PURGE_AHEAD, NoticeKind.PURGED})
PURPOSES: Mapping[NoticeKind, Purpose] = MappingProxyType(
    {
        kind: Purpose(f"subscription-{kind.value.replace('_', '-')}")
        for kind in NoticeKind
        if kind not in _TOLD_ELSEWHERE
    }
)
"""The mail of each notice. An expulsion is told by the statement of reasons that every sanction brings, a
purge by the business's retention, with or without a contract (`retention_letters`).
"""
WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {**dict.fromkeys(PURPOSES.values(), _notice), Purpose.DECLARATION_RECEIPT: _late_receipt}
)
