"""Checks a business's data: tax identifier and address as its country has them (contract A2)."""

from collections.abc import Mapping

from api.problems.kinds import Kind
from api.problems.problem import Problem
from terms.addresses import address_faults
from terms.plans import CustomerKind
from terms.tax_ids import TaxIdRefused, normal_tax_id


def checked_tax_id(
    tax_id: str | None, country: str, customer: CustomerKind, address: Mapping[str, str]
) -> str | None:
    """The tax identifier as it is kept. Raises 422 that names each part of the data that cannot be right."""
    errors = [
        _error(f"/{part}" if part == "country" else f"/address/{part}", fault.value)
        for part, fault in address_faults(country, address).items()
    ]
    normal = None
    try:
        normal = normal_tax_id(tax_id, country, customer)
    except TaxIdRefused as refused:
        errors.append(_error("/tax_id", refused.fault.value))
    if errors:
        raise Problem(Kind.VALIDATION, errors=errors)
    return normal


def require_tax_id_of(tax_id: str | None, country: str, customer: CustomerKind, pointer: str) -> None:
    """Raises 422 at `pointer` where such a customer cannot have the tax identifier that there is, or none."""
    try:
        normal_tax_id(tax_id, country, customer)
    except TaxIdRefused as refused:
        raise Problem(Kind.VALIDATION, errors=[_error(pointer, f"tax_id_{refused.fault.value}")]) from refused


def _error(pointer: str, code: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "detail": code.replace("_", " ")}
