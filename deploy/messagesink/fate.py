"""What becomes of a message, by the last digits of its number."""

REFUSED = {"0021": 21211, "0610": 21610}
"""Never taken: not a number, and a recipient who said stop."""
UNREACHED = {"0003": 30003}
"""Taken and not delivered: the phone is off."""


def refusal_of(number: str) -> int | None:
    """The provider's code for a number that it refuses."""
    return REFUSED.get(number[-4:])


def reports_of(number: str) -> list[tuple[str, int | None]]:
    """The states that are reported, with the code of the error if there was one."""
    code = UNREACHED.get(number[-4:])
    return [("sent", None), ("undelivered", code) if code else ("delivered", None)]
