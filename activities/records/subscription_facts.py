"""What has happened to a subscription, as its workflow wrote it."""

from typing import Any

from pydantic import TypeAdapter

from terms.subscription_facts import Facts

_FACTS = TypeAdapter(Facts)


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Months, instants and money as text."""
    made: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    return made


def facts_from_json(kept: dict[str, Any]) -> Facts:
    """The facts of a subscription's row."""
    return _FACTS.validate_python(kept)
