"""Examples of contracts as billing sees them, for the documentation."""

from typing import Any

from api.schemas.subscription_examples import SUBSCRIPTION_EXAMPLES

_ID = "sbc_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_BUSINESS_ID = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_BILL_ID = "bil_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_DECISION_ID = "cdn_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_NORA = {"id": "usr_01KB3EH6P4D9X1T3V5Z7B9F1KC", "name": "Nora Gil"}  # pragma: allowlist secret
_DAY_1, _DAY_6 = "2027-02-28T23:00:00Z", "2027-03-05T23:00:00Z"
_GRACE_END = "2027-03-30T22:00:00Z"
_UNPAID = {
    "id": _ID,
    "business_id": _BUSINESS_ID,
    "state": "download_only",
    "reason": "unpaid",
    "next_deadline": _GRACE_END,
    "next_deadline_kind": "standing",
    "ends_at": None,
    "blocked_at": _GRACE_END,
    "awaits_decision": False,
}
_BILL = {
    "id": _BILL_ID,
    "month": "2027-03",
    "gross": "35.09",
    "state": "open",
    "due_since": _DAY_1,
    "due_until": _DAY_6,
    "paid_at": None,
    "refunded": "0.00",
}
_DECISION = {
    "id": _DECISION_ID,
    "business_id": _BUSINESS_ID,
    "subscription_id": _ID,
    "kind": "hold",
    "until": "2027-04-30T22:00:00Z",
    "reason": "Ha pedido pagar a finales de abril.",
    "asked_by": _NORA,
    "asked_at": "2027-03-10T09:00:00Z",
    "expires_at": "2027-03-13T23:00:00Z",
    "state": "awaiting_confirmation",
    "decided_by": None,
    "decided_at": None,
    "decision_reason": None,
    "outcome": None,
}

_RECEIPT = {
    "id": "rcp_01KB3E8W5H7J9K1M3P5R7T9V2X",  # pragma: allowlist secret
    "declaration_id": "act_01KB3E8W5H7J9K1M3P5R7T9V2X",  # pragma: allowlist secret
    "subscription_id": _ID,
    "kind": "withdraw",
    "stated_at": "2027-01-22T09:15:00Z",
    "issued_at": "2027-01-22T09:15:04Z",
    "language": "es",
}
BILLING_EXAMPLES: dict[str, dict[str, Any]] = {
    "ClaimDraft": {"reckoned_through": "2027-03-30"},
    "ReceiptView": _RECEIPT,
    "ReceiptList": {"items": [_RECEIPT]},
    "ClaimView": {
        "id": "clm_01KB3E8W5H7J9K1M3P5R7T9V2X",  # pragma: allowlist secret
        "subscription_id": _ID,
        "made_at": "2027-03-31T08:00:00Z",
        "reckoned_through": "2027-03-30",
        "principal": "35.09",
        "interest": "0.24",
        "total": "35.33",
        "language": "es",
    },
    "DueSubscription": _UNPAID | {"plan": "professional", "owed": "35.09"},
    "FailedCharge": {
        "bill_id": _BILL_ID,
        "subscription_id": _ID,
        "business_id": _BUSINESS_ID,
        "month": "2027-03",
        "gross": "35.09",
        "due_until": _DAY_6,
        "attempts": 5,
        "asked_at": "2027-03-05T08:12:31Z",
        "outcome": "declined",
        "decline": "retry",
        "code": "insufficient_funds",
    },
    "ContractDecisionDraft": {
        "kind": "hold",
        "until": "2027-04-30",
        "reason": "Ha pedido pagar a finales de abril.",
    },
    "ContractDecisionView": _DECISION,
    "StaffSubscriptionView": _UNPAID
    | {
        "plan": SUBSCRIPTION_EXAMPLES["SubscriptionView"]["plan"],
        "customer": "company",
        "vat_rate": "21",
        "terms_version": "2026-11-22",
        "selected_at": "2027-01-20T09:00:00Z",
        "cancelled_at": None,
        "withdrawn_at": None,
        "downloads_end": None,
        "can_decide": ["end", "hold", "waive"],
        "bills": [_BILL],
        "invoices": [],
        "decisions": [_DECISION],
    },
    "OwnContractDecision": {
        "id": _DECISION_ID,
        "kind": "hold",
        "until": "2027-04-30T22:00:00Z",
        "decided_at": "2027-03-10T11:20:00Z",
    },
}
