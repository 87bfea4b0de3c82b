"""Parameters as Stripe's clients send them: forms whose names nest by brackets."""

import re
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError

from deploy.gateway.refusals import Refusal

_PARTS = re.compile(r"[^\[\]]+")
Model = TypeVar("Model", bound="Params")


class Params(BaseModel):
    """What an operation takes. Stripe refuses what it does not know, and so do we."""

    model_config = ConfigDict(extra="forbid")


def nested(form: str) -> dict[str, Any]:
    """`a[b]=1&c[0]=2` as `{"a": {"b": "1"}, "c": ["2"]}`."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(form, keep_blank_values=True):
        *path, last = _PARTS.findall(name)
        place = tree
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    listed = _listed(tree)
    return listed if isinstance(listed, dict) else {}


def _listed(value: Any) -> Any:
    """Mappings with the keys 0, 1, 2 … become lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item) for key, item in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def read(model: type[Model], given: dict[str, Any]) -> Model:
    """The parameters, checked. Raises the refusal that Stripe answers with."""
    try:
        return model.model_validate({name: value for name, value in given.items() if name != "expand"})
    except ValidationError as error:
        first = error.errors()[0]
        place = first["loc"]
        name = str(place[0]) + "".join(f"[{part}]" for part in place[1:]) if place else ""
        raise _refusal(first["type"], name) from error


def _refusal(kind: str, name: str) -> Refusal:
    if kind == "extra_forbidden":
        return Refusal(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    if kind == "missing":
        return Refusal(400, f"Missing required param: {name}.", code="parameter_missing", param=name)
    return Refusal(400, f"Invalid value for {name}", code="parameter_invalid", param=name)
