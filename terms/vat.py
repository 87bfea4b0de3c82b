"""The VAT of the buyer (contract S2): which country's, at what rate, and why, for an electronic service."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from terms.plans import CustomerKind
from terms.vat_rates import COUNTRY_ALIASES, STANDARD_RATES, TERRITORIES, Territory

SELLER_COUNTRY = "ES"
_SPANISH_POSTAL_CODE = re.compile(r"(0[1-9]|[1-4]\d|5[0-2])\d{3}")


class VatTreatment(StrEnum):
    """Why a rate applies."""

    DOMESTIC = "domestic"
    """The buyer is in the seller's country."""
    DESTINATION = "destination"
    """A consumer, or a company without a confirmed VAT number, of another member state."""
    REVERSE_CHARGE = "reverse_charge"
    """A company of another member state, which accounts for the VAT itself."""
    OUTSIDE_TERRITORY = "outside_territory"
    """A part of a member state where the EU's VAT does not apply, such as Canarias, Ceuta and Melilla."""
    OUTSIDE_EU = "outside_eu"


@dataclass(frozen=True)
class Buyer:
    """What decides a buyer's VAT. `country` is an ISO 3166 code; `vat_number_confirmed` is VIES's answer."""

    country: str
    postal_code: str
    customer: CustomerKind
    vat_number_confirmed: bool = False


@dataclass(frozen=True)
class VatDecision:
    """The rate in percent, the country whose VAT it is (`None` when there is none), and the ground."""

    treatment: VatTreatment
    rate: Decimal
    country: str | None
    ground: str


_NO_VAT = Decimal(0)


def vat_of(buyer: Buyer, on: date, seller_country: str = SELLER_COUNTRY) -> VatDecision:
    """The VAT of a buyer for a service charged on a day (contract S2).

    Consumers pay that of their country from the first euro: the seller declares it through the one-stop
    shop. Raises `ValueError` for a country or a Spanish postal code that is none, because the postal code
    decides whether there is VAT, and `RateUnknown` for a day before the table.
    """
    country = _country(buyer.country)
    if country not in STANDARD_RATES:
        return VatDecision(VatTreatment.OUTSIDE_EU, _NO_VAT, None, "Ley 37/1992, arts. 69 y 70")
    territory = _territory(country, buyer.postal_code)
    if territory is not None and territory.rates is None:
        ground = f"{territory.name}: Ley 37/1992, art. 3; Directiva 2006/112/CE, art. 6"
        return VatDecision(VatTreatment.OUTSIDE_TERRITORY, _NO_VAT, None, ground)
    rates = territory.rates if territory is not None and territory.rates else STANDARD_RATES[country]
    rate = rates.on(on).percent
    if country == seller_country:
        return VatDecision(VatTreatment.DOMESTIC, rate, country, "Ley 37/1992, art. 90.Uno")
    if buyer.customer is CustomerKind.COMPANY and buyer.vat_number_confirmed:
        ground = "Directiva 2006/112/CE, arts. 44 y 196: inversión del sujeto pasivo"
        return VatDecision(VatTreatment.REVERSE_CHARGE, _NO_VAT, None, ground)
    return VatDecision(VatTreatment.DESTINATION, rate, country, "Directiva 2006/112/CE, art. 58")


def _country(given: str) -> str:
    code = given.strip().upper()
    if re.fullmatch("[A-Z]{2}", code) is None:
        raise ValueError(f"not a country code: {given!r}")
    return COUNTRY_ALIASES.get(code, code)


def _territory(country: str, postal_code: str) -> Territory | None:
    """The part of the country with a rule of its own in which a postal code lies."""
    code = re.sub(r"[\s-]", "", postal_code)
    if country == "ES" and _SPANISH_POSTAL_CODE.fullmatch(code) is None:
        raise ValueError(f"not a Spanish postal code: {postal_code!r}")
    parts = TERRITORIES.get(country, ())
    return next((part for part in parts if code.startswith(part.prefixes)), None)
