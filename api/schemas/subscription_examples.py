"""Examples of subscriptions, for the documentation."""

from typing import Any

from api.schemas.plan_examples import PLAN_EXAMPLES

_PLAN = PLAN_EXAMPLES["PlanView"]
_AMOUNT = {"net": "11.23", "vat": "2.36", "gross": "13.59"}
_AT, _LATER = "2027-01-20T09:00:00Z", "2027-02-05T23:00:00Z"
_ID = "sbc_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_STATEMENTS: dict[str, Any] = {
    "withdraw": {
        "es": "Comunico que desisto del contrato del plan Profesional, de Soler y Asociados, celebrado el"
        " 20 de enero de 2027.",
        "en": "I give notice that I withdraw from the contract for the plan Professional of Soler y"
        " Asociados, concluded on 20 January 2027.",
    },
    "cancel_at_period_end": {
        "es": "Comunico que cancelo el contrato del plan Profesional, de Soler y Asociados, celebrado el"
        " 20 de enero de 2027, con efecto al acabar el periodo pagado.",
        "en": "I give notice that I cancel the contract for the plan Professional of Soler y Asociados,"
        " concluded on 20 January 2027, with effect from the end of the period paid.",
    },
    "cancel_at_month_end": {
        "es": "Comunico que cancelo el contrato del plan Profesional, de Soler y Asociados, celebrado el"
        " 20 de enero de 2027, con efecto al acabar el mes, sin devolución del resto.",
        "en": "I give notice that I cancel the contract for the plan Professional of Soler y Asociados,"
        " concluded on 20 January 2027, with effect from the end of the month, without refund of the rest.",
    },
}
_WITHDRAWAL = {
    "id": "act_01KB3E8W5H7J9K1M3P5R7T9V2X",  # pragma: allowlist secret
    "name": "Lucía Soler",
    "subscription_id": _ID,
    "plan": _PLAN["names"],
    "selected_at": _AT,
    "statement": _STATEMENTS["withdraw"]["es"],
    "refund": "13.59",
    "until": "2027-02-03T23:00:00Z",
    "stated_at": "2027-01-22T09:00:00Z",
    "confirmed_at": None,
    "mail": "lucia@example.com",
}
_SUBSCRIPTION = {
    "id": _ID,
    "state": "pending_payment",
    "reason": None,
    "plan": {
        "version_id": _PLAN["id"],
        "code": "professional",
        "names": _PLAN["names"],
        "kind": "monthly",
        "fee": "23.20",
        "months": 1,
        "monthly_fee": None,
        "discount": "20.00",
        "includes": _PLAN["includes"],
    },
    "customer": "company",
    "vat_rate": "21",
    "selected_at": _AT,
    "pay_until": "2027-01-21T09:00:00Z",
    "cancelled_at": None,
    "withdrawn_at": None,
    "ends_at": None,
    "downloads_end": None,
    "blocked_at": None,
    "next_deadline": "2027-01-21T09:00:00Z",
    "next_deadline_kind": "first_payment",
    "card": None,
    "debt": None,
    "payment_page": "https://checkout.stripe.com/c/pay/cs_1",
    "withdrawal_until": None,
    "may_withdraw": False,
    "may_take_back": False,
    "usage": {"envelopes": 0, "included": 50},
    "change": None,
    "statements": _STATEMENTS,
    "zone": "Europe/Madrid",
}
_BUSINESS = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_SHARE = {"business_id": "biz_01KB3E8W5H7J9K1M3P5R7T9V2Y", "payer_id": _BUSINESS, "added_at": _AT}
SUBSCRIPTION_EXAMPLES: dict[str, dict[str, Any]] = {
    "QuoteRequest": {"plan_id": _PLAN["id"]},
    "QuoteView": {
        "plan": _PLAN,
        "customer": "company",
        "vat": {"treatment": "domestic", "rate": "21", "country": "ES", "ground": "Ley 37/1992, art. 90.Uno"},
        "vat_number_confirmed": None,
        "first_charge": _AMOUNT,
        "first_step": "pay",
        "charges": [_AMOUNT | {"period": "2027-01", "kind": "first", "window_start": _AT, "window_end": _AT}],
        "extra_envelope": {"net": "0.90", "vat": "0.19", "gross": "1.09"},
        "withdrawal_until": None,
        "terms_version": "2026-11-22",
        "zone": "Europe/Madrid",
    },
    "ChoiceDraft": {"plan_id": _PLAN["id"], "first_charge": "13.59"},
    "SubscriptionView": _SUBSCRIPTION,
    "SubscriptionList": {"items": [_SUBSCRIPTION], "payer_id": _BUSINESS},
    "ChangeRequest": {"plan_id": _PLAN["id"]},
    "ChangeQuoteView": {
        "plan": _PLAN,
        "kind": "upgrade",
        "begins_at": _AT,
        "vat": {"treatment": "domestic", "rate": "21", "country": "ES", "ground": "Ley 37/1992, art. 90.Uno"},
        "due": _AMOUNT,
        "waived": False,
        "credit": "0.00",
        "first_step": "pay",
        "pay_until": "2027-01-21T09:00:00Z",
        "charges": [
            _AMOUNT | {"period": "2027-02", "kind": "renewal", "window_start": _LATER, "window_end": _LATER}
        ],
        "extra_envelope": {"net": "0.90", "vat": "0.19", "gross": "1.09"},
        "rule": "S15",
        "clause": "6.6",
        "zone": "Europe/Madrid",
    },
    "PlanUseView": {
        "payer_id": _BUSINESS,
        "since": _AT,
        "until": _LATER,
        "zone": "Europe/Madrid",
        "envelopes": {"used": 12, "included": 50},
        "extra_envelope": "0.90",
        "extra_envelopes": 0,
        "extra_so_far": "0.00",
        "members": {"used": 2, "included": None},
        "storage_bytes": {"used": 1048576, "included": None},
        "businesses": {"used": 1, "included": 3},
    },
    "ShareDraft": {"business_id": _BUSINESS},
    "ShareList": {"items": [_SHARE]},
    "ChangeDraft": {"plan_id": _PLAN["id"], "due": "13.59"},
    "HostedPageView": {"url": "https://checkout.stripe.com/c/pay/cs_1"},
    "SentencesView": _STATEMENTS["withdraw"],
    "StatementsView": _STATEMENTS,
    "CancelDraft": {"cancel_at": "period_end", "language": "es"},
    "WithdrawalDraft": {"name": "Lucía Soler", "language": "es"},
    "WithdrawalView": _WITHDRAWAL,
    "WithdrawalList": {"items": [_WITHDRAWAL]},
}
