"""Who stands on invoices and claims: the holder, and the business as it is now."""

from activities.invoices.facts import Party
from models import Business
from terms.texts import Holder
from terms.vat import SELLER_COUNTRY


def issuer_party(holder: Holder) -> Party:
    """The holder."""
    return Party(holder.name, holder.tax_id, holder.address, "", "", SELLER_COUNTRY)


def customer_party(business: Business) -> Party:
    """The business, with its tax id and address."""
    address = business.address
    return Party(
        business.name,
        business.tax_id or "",
        address.get("street", ""),
        address.get("postal_code", ""),
        address.get("city", ""),
        business.country,
    )
