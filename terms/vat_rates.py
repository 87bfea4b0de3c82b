"""Standard VAT rates of the member states and the places of theirs where another rule holds (contract S2).

Electronically supplied services carry the standard rate. Source of the table: European Commission, Taxes in
Europe Database; of each change since 2023, the law named beside it. The operator adds what changes next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from terms.rates import Rate, RateTable

_TEDB = "European Commission, Taxes in Europe Database"
_START = date(2023, 1, 1)


def _table(percent: str, *changes: tuple[date, str, str]) -> RateTable:
    later = (Rate(since, Decimal(changed), source) for since, changed, source in changes)
    return RateTable((Rate(_START, Decimal(percent), _TEDB), *later))


STANDARD_RATES: Mapping[str, RateTable] = MappingProxyType(
    {
        "AT": _table("20"),
        "BE": _table("21"),
        "BG": _table("20"),
        "CY": _table("19"),
        "CZ": _table("21"),
        "DE": _table("19"),
        "DK": _table("25"),
        "EE": _table(
            "20",
            (date(2024, 1, 1), "22", "Käibemaksuseadus § 15, amended 2023"),
            (date(2025, 7, 1), "24", "Käibemaksuseadus § 15, amended 2025"),
        ),
        "ES": _table("21"),
        "FI": _table("24", (date(2024, 9, 1), "25.5", "Laki arvonlisäverolain muuttamisesta 467/2024")),
        "FR": _table("20"),
        "GR": _table("24"),
        "HR": _table("25"),
        "HU": _table("27"),
        "IE": _table("23"),
        "IT": _table("22"),
        "LT": _table("21"),
        "LU": _table("16", (date(2024, 1, 1), "17", "Loi du 26 octobre 2022: end of the temporary cut")),
        "LV": _table("21"),
        "MT": _table("18"),
        "NL": _table("21"),
        "PL": _table("23"),
        "PT": _table("23"),
        "RO": _table("19", (date(2025, 8, 1), "21", "Legea 141/2025")),
        "SE": _table("25"),
        "SI": _table("22"),
        "SK": _table("20", (date(2025, 1, 1), "23", "Zákon 278/2024 Z. z.")),
    }
)

MADEIRA = _table("22")
AZORES = _table("16")

COUNTRY_ALIASES: Mapping[str, str] = MappingProxyType({"EL": "GR", "MC": "FR"})
"""Codes that stand for a member state: Greece in VAT numbers, and Monaco (Directive 2006/112/EC, art. 7)."""


@dataclass(frozen=True)
class Territory:
    """Part of a member state known by how its postal codes begin; without `rates` it has no VAT of the EU."""

    name: str
    prefixes: tuple[str, ...]
    rates: RateTable | None = None


TERRITORIES: Mapping[str, tuple[Territory, ...]] = MappingProxyType(
    {
        "ES": (
            Territory("Canarias (IGIC)", ("35", "38")),
            Territory("Ceuta (IPSI)", ("51",)),
            Territory("Melilla (IPSI)", ("52",)),
        ),
        "DE": (Territory("Büsingen", ("78266",)), Territory("Helgoland", ("27498",))),
        "FI": (Territory("Åland", ("22",)),),
        "FR": (Territory("Départements d'outre-mer", ("971", "972", "973", "974", "976")),),
        "GR": (Territory("Ágion Óros", ("63086", "63087")),),
        "IT": (Territory("Livigno", ("23041",)), Territory("Campione d'Italia", ("22061",))),
        "PT": (
            Territory("Madeira", ("90", "91", "92", "93", "94"), MADEIRA),
            Territory("Açores", ("95", "96", "97", "98", "99"), AZORES),
        ),
    }
)
"""Directive 2006/112/EC, art. 6 (no VAT) and art. 105 (rates of Madeira and the Azores).

Livigno and Campione have codes of their own; the older 23030 and 22060 are those of ordinary towns as well.
"""
