"""Tax identifiers of customers: form and check digits, by country (contract A2, A6, S2).

A company gives one: in Spain its NIF, elsewhere in the EU its VAT number, in other countries whatever its own
are called. A consumer need not: an invoice to a private person does not ask for it. One that a consumer gives
in Spain is a person's (DNI, NIE, or a NIF of classes K, L and M), because a company is no consumer.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from stdnum import get_cc_module
from stdnum.es import cif, dni, nie, nif
from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, ValidationError

from terms.plans import CustomerKind

SPAIN = "ES"
LENGTH = 32
_VAT_PREFIX = {"GR": "EL", "MC": "FR"}
"""Where the prefix of VAT numbers is not the ISO 3166 code: that of Greece is `EL` (Directive 2006/112/EC,
art. 215), and Monaco has that of France.
"""
EU_VAT_COUNTRIES = frozenset(state.upper() for state in vat.MEMBER_STATES if len(state) == 2) - {"XI"}
_SEPARATORS = re.compile(r"[ ./-]")
_FREE = re.compile(r"[0-9A-Z][0-9A-Z ./-]{2,31}")


class TaxIdFault(StrEnum):
    """What is wrong with a tax identifier."""

    MISSING = "missing"
    MALFORMED = "malformed"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    NOT_OF_A_PERSON = "not_of_a_person"


@dataclass(frozen=True)
class TaxIdRefused(Exception):
    """The identifier cannot be right."""

    fault: TaxIdFault


def normal_tax_id(number: str | None, country: str, customer: CustomerKind) -> str | None:
    """The identifier as it is kept: no separators, capitals, in the EU outside Spain with its VAT prefix.

    `country` is an ISO 3166 code. Raises `TaxIdRefused`.
    """
    given = " ".join((number or "").upper().split())
    if not given:
        if customer is CustomerKind.COMPANY:
            raise TaxIdRefused(TaxIdFault.MISSING)
        return None
    if len(given) > LENGTH:
        raise TaxIdRefused(TaxIdFault.MALFORMED)
    compact = _SEPARATORS.sub("", given)
    if country == SPAIN:
        return _spanish(compact, customer)
    if country in EU_VAT_COUNTRIES:
        return _vat_number(compact, country)
    if not _FREE.fullmatch(given):
        raise TaxIdRefused(TaxIdFault.MALFORMED)
    return given


def vat_number(tax_id: str, country: str) -> tuple[str, str]:
    """Prefix and number, as VIES takes them and as they stand in an invoice, of an identifier with or without
    the prefix, or with the ISO 3166 code in its place.
    """
    prefix = _VAT_PREFIX.get(country, country)
    given = prefix if tax_id.startswith(prefix) else country
    return prefix, tax_id.removeprefix(given)


class _Checker(Protocol):
    def validate(self, number: str) -> str: ...


def _spanish(given: str, customer: CustomerKind) -> str:
    """DNI, NIE, or a NIF of another class; the VAT prefix `ES` is no part of it."""
    compact = _checked(nif, given)
    is_company = compact[0] not in "KLM" and cif.is_valid(compact)
    if customer is CustomerKind.CONSUMER and is_company:
        raise TaxIdRefused(TaxIdFault.NOT_OF_A_PERSON)
    if not (is_company or compact[0] in "KLM" or dni.is_valid(compact) or nie.is_valid(compact)):
        raise TaxIdRefused(TaxIdFault.MALFORMED)
    return compact


def _vat_number(given: str, country: str) -> str:
    prefix = _VAT_PREFIX.get(country, country)
    module = get_cc_module(country, "vat")
    if module is None:
        raise TaxIdRefused(TaxIdFault.MALFORMED)
    return prefix + _checked(module, given).removeprefix(prefix)


def _checked(module: _Checker, given: str) -> str:
    try:
        return module.validate(given)
    except InvalidChecksum as error:
        raise TaxIdRefused(TaxIdFault.WRONG_CHECK_DIGIT) from error
    except ValidationError as error:
        raise TaxIdRefused(TaxIdFault.MALFORMED) from error
