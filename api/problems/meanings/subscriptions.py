"""Subscriptions, as `terms.subscription_refusals` has them."""

from api.problems.meanings.meaning import Meaning

SUBSCRIPTION_NOT_BEGUN = Meaning(409, "The subscription has not begun", "Its first payment is awaited.")
SUBSCRIPTION_ALREADY_ENDING = Meaning(409, "The subscription is ending already", "See its dates.")
SUBSCRIPTION_NOT_CANCELLED = Meaning(409, "The subscription is not cancelled", "Nothing to take back.")
SUBSCRIPTION_ENDED = Meaning(409, "The subscription has ended", "Choose a plan.")
NO_RIGHT_OF_WITHDRAWAL = Meaning(
    409, "There is no right to withdraw", "Consumers have it for 14 days; cancelling is possible."
)
PLAN_NOT_OFFERED = Meaning(409, "This plan is not on offer", "Choose one of `GET /v1/plans`.")
BUYER_UNKNOWN = Meaning(
    409,
    "The VAT of the business cannot be told",
    "Complete country, postal code and kind of customer in the settings of the business.",
)
PRICE_CHANGED = Meaning(
    409, "The price is not the one that was shown", "Preview again; nothing was contracted."
)
ALREADY_SUBSCRIBED = Meaning(
    409, "The business has a plan already", "Change it, or cancel it and choose when it has ended."
)
PAYMENT_PENDING = Meaning(
    409,
    "A choice or a change of plan awaits its payment",
    "Pay it, or give it up and choose again.",
)
SUBSCRIPTION_NOT_PENDING = Meaning(
    409, "The choice no longer awaits its payment", "See the subscription's state."
)
NOTHING_OWED = Meaning(409, "Nothing is owed", "There is nothing to pay now.")
INTEREST_RATE_UNKNOWN = Meaning(
    409,
    "The rate of late interest of that time has not been entered",
    "Reckon the claim through an earlier day, or have operations enter the rate that was published.",
)
SAME_PLAN = Meaning(409, "The business has that plan already", "Choose another one.")
MONTH_OWED = Meaning(
    409,
    "What is due has not been paid yet",
    "Pay it first, or wait for its charge; then change the plan.",
)
NO_CHANGE_PENDING = Meaning(
    409, "No change of plan is to come", "It has taken place, or was never asked for."
)
PAYMENT_UNDER_WAY = Meaning(
    409, "A payment is under way", "Its outcome will be known in a moment; look again then."
)
CONTRACT_DECISION_AWAITED = Meaning(
    409,
    "Another decision about this contract awaits a second person",
    "Decide or withdraw that one first.",
)
NOTHING_TO_DECIDE = Meaning(
    409, "No decision is awaited", "The debt ends the contract by itself at a date that is settled."
)
HOLD_DATE_OUT_OF_RANGE = Meaning(
    422, "The end cannot be put off to that date", "It has to be later than now settled, within 90 days."
)
