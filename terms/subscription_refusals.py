"""Why an act on a subscription is refused; each is the slug of the problem that the API answers with."""

from enum import StrEnum


class SubscriptionRefusal(StrEnum):
    """Refusals of `SubscriptionWorkflow` (contract S3, S10, S14)."""

    NOT_BEGUN = "subscription-not-begun"
    ALREADY_ENDING = "subscription-already-ending"
    NOT_CANCELLED = "subscription-not-cancelled"
    TOO_LATE = "subscription-ended"
    NO_WITHDRAWAL = "no-right-of-withdrawal"
