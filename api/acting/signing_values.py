"""What a signer puts into the fields, checked and completed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Field, Signer

TEXT_LENGTH = 2000
_DATE_FORMATS = {"es": "%d/%m/%Y", "en": "%d %b %Y"}
Value = str | bool


def completed_values(
    fields: Sequence[Field], given: Mapping[str, Value], signer: Signer, now: datetime, zone: str
) -> dict[str, Value]:
    """Field id → what it shows: what the signer gave, else what the service knows (name, date …).

    Raises 422 that points at each unknown field, wrong kind of value, and missing required one.
    """
    known = {field.id: field for field in fields}
    errors = [
        _error(name, "unknown_field", "This signer has no such field.") for name in given if name not in known
    ]
    values: dict[str, Value] = {}
    for field in fields:
        value = given.get(field.id, _known_value(field, signer, now, zone))
        error = _refused(field, value)
        if error is not None:
            errors.append(error)
        elif value is not None and field.kind != "signature":
            values[field.id] = value
    if errors:
        raise Problem(Kind.VALIDATION, errors=errors)
    return values


def initials(name: str) -> str:
    """The first letters of a name's words: `María del Mar Ruiz` → `MDMR`."""
    return "".join(word[0] for word in name.split()).upper()


def _known_value(field: Field, signer: Signer, now: datetime, zone: str) -> Value | None:
    if field.kind == "name":
        return signer.name
    if field.kind == "email":
        return signer.email
    if field.kind == "initials":
        return initials(signer.name)
    if field.kind == "date":
        return now.astimezone(ZoneInfo(zone)).strftime(_DATE_FORMATS[signer.language])
    return None


def _refused(field: Field, value: Value | None) -> dict[str, str] | None:
    if field.kind == "signature":
        return None
    if value is None:
        return _error(field.id, "missing", "This field is required.") if field.required else None
    if isinstance(value, bool) != (field.kind == "checkbox"):
        return _error(field.id, "wrong_type", "A checkbox takes true or false, any other field text.")
    if isinstance(value, str) and len(value) > TEXT_LENGTH:
        return _error(field.id, "too_long", f"At most {TEXT_LENGTH} characters.")
    if field.required and not (value if isinstance(value, bool) else value.strip()):
        return _error(field.id, "missing", "This field is required.")
    return None


def _error(field_id: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/values/{field_id}", "code": code, "detail": detail}
