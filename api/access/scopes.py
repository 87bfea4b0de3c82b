"""Whose rows a caller's transactions may see."""

from api.access.callers import Anybody, Caller, LinkHolder, Member, Operations, Person, Staff
from models.scope import PUBLIC, Scope
from terms.roles import BusinessRole

PROGRAM = "program"
"""Role of whoever comes with an API key: less than that of the key's maker."""


def scope_of(caller: Caller) -> Scope:
    """The scope of the request's own transaction."""
    match caller:
        case Anybody() | Operations():
            return PUBLIC
        case Person():
            return Scope.of_person(caller.user_id)
        case Staff():
            return Scope.of_staff(caller.user_id, frozenset(caller.roles))
        case Member():
            role = PROGRAM if caller.api_key_id else caller.role.value
            return Scope.of_business(caller.business_id, caller.user_id, frozenset({role}))
        case LinkHolder():
            return Scope.of_link(caller.envelope.id, caller.signer.id)


def owner_scope(business_id: str, user_id: str) -> Scope:
    """What the owner of a business would see, for code that reads in their place and shows no more of it."""
    return Scope.of_business(business_id, user_id, frozenset({BusinessRole.OWNER.value}))
