"""The receipt of a declaration on a durable medium (contract S10, S14; 2011/83/EU, art. 11a)."""

from datetime import timedelta
from decimal import Decimal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.receipts.maker import ReceiptMaker
    from activities.receipts.messages import ReceiptOrder
    from terms.payments import is_waived
    from terms.subscription import DownloadReason
    from terms.subscription_course import Course
    from terms.subscription_ending import End, refund_due
    from terms.subscription_refunds import refund_at

from workflows.policies import SIGNING

WITH_RECEIPT = "declaration-receipt-v1"
MAIL_WAITS = timedelta(hours=1)
"""How long the mail waits for its receipt: it acknowledges by itself, and must not be delayed unduly. A
receipt that comes later is mailed by itself.
"""


def receipt_order(act_id: str, course: Course, end: End) -> ReceiptOrder | None:
    """The receipt of the declaration that brought an end; none in runs of before there were receipts."""
    if not act_id or not workflow.patched(WITH_RECEIPT):
        return None
    is_withdrawal, given_back = end.reason is DownloadReason.WITHDRAWN, refund_at(course, end)
    return ReceiptOrder(
        act_id,
        "S14" if is_withdrawal else "S10",
        end.at,
        end.downloads_end,
        _owed(given_back),
        refund_due(end.at, course.scenario.zone) if is_withdrawal and _owed(given_back) else None,
    )


def start_receipt(order: ReceiptOrder) -> "workflow.ActivityHandle[None]":
    """Has it made, however long the time-stamping service is away."""
    return workflow.start_activity_method(ReceiptMaker.make, order, summary=order.act_id, **SIGNING)


def _owed(amount: Decimal) -> Decimal | None:
    return None if is_waived(amount) else amount
