"""Who buys, as far as VAT asks (contract S2): of a business now, and as it was kept."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from models import Bill, Business, Subscription
from terms.calendar import local_date
from terms.plans import CustomerKind
from terms.vat import Buyer, vat_of


def buyer_of(business: Business) -> Buyer:
    """The business as a buyer now. A number that VIES has not confirmed, or not yet, counts as none.

    Raises `ValueError` where it was never asked whether it is a consumer.
    """
    if business.customer_kind is None:
        raise ValueError("it is not known whether the customer is a consumer")
    return Buyer(
        business.country,
        business.address.get("postal_code", ""),
        CustomerKind(business.customer_kind),
        business.vat_number_confirmed is True,
    )


def kept_buyer(buyer: Buyer) -> dict[str, Any]:
    """What is kept of a buyer with a subscription and with each bill."""
    return {
        "customer": buyer.customer.value,
        "country": buyer.country,
        "postal_code": buyer.postal_code,
        "vat_number_confirmed": buyer.vat_number_confirmed,
    }


def buyer_from(kept: Mapping[str, Any], contracted_as: str) -> Buyer:
    """The buyer as it was kept; what was kept before owners could differ says nothing of who contracted."""
    customer = CustomerKind(kept.get("customer", contracted_as))
    return Buyer(kept["country"], kept["postal_code"], customer, kept["vat_number_confirmed"])


def buyer_billed(bill: Bill, subscription: Subscription) -> Buyer:
    """The buyer on which a bill's VAT rests."""
    return buyer_from(bill.buyer or subscription.buyer, subscription.customer)


def vat_rate_now(row: Subscription, at: datetime, zone: str) -> Decimal:
    """Percent of VAT for a charge made at an instant; its day is that of the holder's zone."""
    return vat_of(buyer_from(row.buyer, row.customer), local_date(at, zone)).rate
