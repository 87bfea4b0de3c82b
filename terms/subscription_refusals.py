"""Why an act on a subscription is refused; each is the slug of the problem that the API answers with."""

from enum import StrEnum


class SubscriptionRefusal(StrEnum):
    """Refusals of `SubscriptionWorkflow` (contract S2, S3, S7, S8, S10, S13–S15, A4)."""

    NOT_BEGUN = "subscription-not-begun"
    ALREADY_ENDING = "subscription-already-ending"
    NOT_CANCELLED = "subscription-not-cancelled"
    TOO_LATE = "subscription-ended"
    NO_WITHDRAWAL = "no-right-of-withdrawal"
    PLAN_NOT_OFFERED = "plan-not-offered"
    BUYER_UNKNOWN = "buyer-unknown"
    PRICE_CHANGED = "price-changed"
    ALREADY_SUBSCRIBED = "already-subscribed"
    DELETION_ASKED = "deletion-asked"
    PAYMENT_PENDING = "payment-pending"
    NOT_PENDING = "subscription-not-pending"
    NOTHING_OWED = "nothing-owed"
    PAYMENT_UNDER_WAY = "payment-under-way"
    SAME_PLAN = "same-plan"
    MONTH_OWED = "month-owed"
    PLAN_LIMIT = "plan-limit-reached"
    UNKNOWN_BUSINESS = "not-found"
    NO_CHANGE_PENDING = "no-change-pending"
    NOTHING_TO_DECIDE = "nothing-to-decide"
    HOLD_DATE = "hold-date-out-of-range"
