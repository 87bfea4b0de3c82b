"""Where a rule of the contract stands in the terms of service that a customer accepted (contract A3).

The terms are versioned texts (`terms/texts/terms`); a new version adds its own numbering here.
"""

from collections.abc import Mapping
from types import MappingProxyType

_2026_11_22 = MappingProxyType(
    {
        "S1": "6.1",
        "S2": "6.2",
        "S3": "6.3",
        "S4": "6.4",
        "S5": "6.5",
        "S6": "6.5",
        "S7": "7.1",
        "S8": "7.2",
        "S9": "7.2",
        "S10": "8.2",
        "S11": "8.3",
        "S12": "8.5",
        "S13": "8.6",
        "S14": "10",
        "S15": "6.6",
        "S16": "9.1",
        "S17": "9.2",
        "S18": "9.3",
        "S19": "6.7",
        "S20": "11.3",
        "S21": "8.7",
        "A8": "4.4",
    }
)
CLAUSES: Mapping[str, Mapping[str, str]] = MappingProxyType({"2026-11-22": _2026_11_22})
"""Version of the terms → rule → number of the clause."""
CURRENT_TERMS = max(CLAUSES)
_SANCTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({"2026-11-22": ("4.2", "4.4")})


def numbered(version: str | None) -> str:
    """The version, where its numbering is known; the current one for none or an unknown one."""
    return version if version is not None and version in CLAUSES else CURRENT_TERMS


def clause_of(rule: str, terms_version: str = CURRENT_TERMS) -> str:
    """The number of the clause that holds a rule; raises `KeyError` for a rule or version unknown."""
    return CLAUSES[terms_version][rule]


def sanction_clauses(terms_version: str) -> tuple[str, ...]:
    """The clauses that a sanction rests on (contract A8): what is forbidden, and what follows.

    Raises `KeyError` for a version unknown.
    """
    return _SANCTIONS[terms_version]
