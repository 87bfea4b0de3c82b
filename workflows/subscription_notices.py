"""What a customer is told of their subscription, once and only after it stands written (contract S21)."""

from datetime import datetime
from decimal import Decimal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, NoticeFacts, Purpose
    from activities.mail.subscription_letters import PURPOSES
    from activities.receipts.messages import ReceiptOrder
    from terms.payments import Decline
    from terms.subscription import ACTIVE, DownloadReason, Standing
    from terms.subscription_course import course_of
    from terms.subscription_facts import Facts
    from terms.subscription_notices import (
        LATE_RENEWAL_AHEAD_DAYS,
        MONTHLY_RENEWAL_AHEAD_DAYS,
        NoticeKind,
        RenewalsAhead,
        due_warnings,
        news_of,
        next_warning,
        told_by_waiver,
    )
    from terms.subscription_particulars import particulars
    from terms.timeline_lines import standing_rule

from workflows.mailing import Mailing
from workflows.subscription_messages import OpenBill, SubscriptionProgress
from workflows.subscription_receipts import MAIL_WAITS, receipt_order, start_receipt

UNDECIDED = "undecided"
"""Detail of a warning of the end of grace: somebody decides whether the contract ends then (contract S8)."""


class SubscriptionNotices:
    """Orders the notices. The mail's key makes each go once, and its writer drops what no longer holds."""

    def __init__(self, subscription_id: str) -> None:
        self._id = subscription_id
        self._mailing = Mailing()

    @property
    def idle(self) -> bool:
        """Whether nothing is being sent."""
        return self._mailing.idle

    async def finished(self) -> None:
        """Waits until each was sent, refused for good, or had lost its ground."""
        await self._mailing.finished()

    def tell(
        self,
        progress: SubscriptionProgress,
        kind: NoticeKind,
        *,
        rule: str,
        about: datetime,
        key: str,
        amount: Decimal | None = None,
        bill_id: str | None = None,
        detail: str | None = None,
        change_id: str | None = None,
        receipt: ReceiptOrder | None = None,
    ) -> None:
        """One notice; `key` tells it from others of its kind. Its particulars follow from the facts."""
        now = workflow.now()
        more = particulars(kind, about, progress.facts.scenario(now), now)
        facts = NoticeFacts(
            kind.value,
            rule,
            about,
            more.amount if amount is None else amount,
            more.then,
            more.then_amount,
            bill_id,
            detail,
            change_id,
            receipt.act_id if receipt else None,
        )
        order = notice_order(self._id, facts, key)
        if receipt is None:
            self._mailing.start(order)
        else:
            late = MailOrder(f"{order.key}:receipt", Purpose.DECLARATION_RECEIPT, about_id=receipt.act_id)
            self._mailing.start_after(order, start_receipt(receipt), MAIL_WAITS, late)

    def warn(self, progress: SubscriptionProgress, now: datetime) -> None:
        """The warnings whose time has come."""
        since = progress.told_until or progress.facts.selected_at
        scenario = progress.facts.scenario(now)
        for notice in due_warnings(scenario, since, now, _renewals(progress.facts)):
            key = f"{notice.about.isoformat()}:{notice.at.isoformat()}"
            of_grace = notice.kind is NoticeKind.GRACE_ENDING
            detail = UNDECIDED if of_grace and course_of(scenario).is_undecided(now) else None
            self.tell(progress, notice.kind, rule=notice.rule, about=notice.about, key=key, detail=detail)
        progress.told_until = now

    def next_warning(self, progress: SubscriptionProgress, now: datetime) -> datetime | None:
        """When the next one is due."""
        since = progress.told_until or progress.facts.selected_at
        return next_warning(progress.facts.scenario(now), since, _renewals(progress.facts))

    def news(self, progress: SubscriptionProgress, before: Standing | None, since: datetime) -> None:
        """A standing has begun at `since`; an expulsion and its end are told by whoever decided them (A8)."""
        kind = news_of(progress.standing, before)
        readmitted = before is not None and before.reason is DownloadReason.MISUSE
        waived = told_by_waiver(kind, since, progress.facts.scenario(workflow.now()))
        if kind in PURPOSES and not waived and not (readmitted and progress.standing == ACTIVE):
            rule = standing_rule(progress.standing, before)
            receipt = _receipt(progress) if kind is NoticeKind.WITHDRAWN else None
            self.tell(progress, kind, rule=rule, about=since, key=since.isoformat(), receipt=receipt)

    def charged(self, progress: SubscriptionProgress, bill: OpenBill, amount: Decimal, at: datetime) -> None:
        """A bill was paid."""
        self.tell(progress, NoticeKind.CHARGED, rule="S5", about=at, key=bill.bill_id, amount=amount)

    def waived(self, progress: SubscriptionProgress, bill: OpenBill) -> None:
        """The debt of a bill was given up."""
        at = progress.facts.forgiven[bill.month]
        kind = NoticeKind.DEBT_WAIVED
        self.tell(
            progress, kind, rule="S8", about=at, key=bill.bill_id, amount=bill.gross, bill_id=bill.bill_id
        )

    def refused(
        self,
        progress: SubscriptionProgress,
        bill: OpenBill,
        amount: Decimal,
        until: datetime,
        decline: Decline | None,
    ) -> None:
        """A charge did not go through: once a bill, again when something else would help (S5)."""
        detail = (decline or Decline.RETRY).value
        if detail in bill.told:
            return
        bill.told.append(detail)
        key = f"{bill.bill_id}:{detail}"
        self.tell(
            progress,
            NoticeKind.CHARGE_FAILED,
            rule="S5" if workflow.now() < until else "S7",
            about=until,
            key=key,
            amount=amount,
            bill_id=bill.bill_id,
            detail=detail,
        )

    def refunded(self, progress: SubscriptionProgress, refund_id: str, amount: Decimal, rule: str) -> None:
        """Money was ordered to be given back."""
        now = workflow.now()
        self.tell(progress, NoticeKind.REFUND_ORDERED, rule=rule, about=now, key=refund_id, amount=amount)


def _receipt(progress: SubscriptionProgress) -> ReceiptOrder | None:
    course = course_of(progress.facts.scenario(workflow.now()))
    return receipt_order(progress.withdrawal, course, course.end) if course.end else None


def _renewals(facts: Facts) -> RenewalsAhead:
    """Runs that began before renewals were told like this go on as they began."""
    in_time = workflow.patched("renewal-told-in-time-v1")
    since_changes = bool(facts.changes) and workflow.patched("renewal-told-since-changes-v1")
    return RenewalsAhead(MONTHLY_RENEWAL_AHEAD_DAYS if in_time else LATE_RENEWAL_AHEAD_DAYS, since_changes)


def notice_order(subscription_id: str, facts: NoticeFacts, key: str) -> MailOrder:
    """The mail of a notice, for whichever workflow tells it."""
    purpose = PURPOSES[NoticeKind(facts.kind)]
    whole = f"subscription-{subscription_id}:{facts.kind}:{key}"
    return MailOrder(whole, purpose, about_id=subscription_id, notice=facts)
