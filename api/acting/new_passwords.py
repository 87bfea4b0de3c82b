"""Choosing a password (contract M3)."""

from datetime import datetime

from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import User
from terms.accounts import broken_password_rules


def require_good_password(password: str, *about: str | None, pointer: str = "/password") -> None:
    """Raises 422 that names every rule the password breaks. `about` is what is known of its user."""
    broken = broken_password_rules(password, [text for text in about if text])
    if broken:
        errors = [
            {"pointer": pointer, "code": rule.value, "detail": rule.value.replace("_", " ")}
            for rule in broken
        ]
        raise Problem(Kind.VALIDATION, errors=errors)


async def new_hash(parts: Parts, user: User, password: str, pointer: str) -> str:
    """The hash of a password that replaces the user's. Raises 422 for a bad one, 409 for the same again."""
    require_good_password(password, user.email, user.name, pointer=pointer)
    if await parts.passwords.matches(user.password_hash, password):
        raise Problem(Kind.PASSWORD_UNCHANGED)
    return await parts.passwords.hash(password)


def set_password(user: User, password_hash: str, now: datetime) -> None:
    """Gives the user a new password."""
    user.password_hash = password_hash
    user.password_changed_at = now
