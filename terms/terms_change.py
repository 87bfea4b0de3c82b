"""A substantial change of a text (contract A3): whom it concerns, reminders, what is in force."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from terms import texts
from terms.accounts import Document

REMINDERS = (timedelta(days=7), timedelta(days=21))
"""After so long those who have not accepted are reminded. They are asked at each sign-in besides."""


class Audience(StrEnum):
    """Who accepts a text, and for whom."""

    USERS = "users"
    """Every user, for themselves."""
    OWNERS = "owners"
    """The owner of each business, for it."""
    STAFF = "staff"
    """The holder's staff."""


AUDIENCES: Mapping[Document, Audience] = MappingProxyType(
    {
        Document.TERMS: Audience.OWNERS,
        Document.PRIVACY: Audience.USERS,
        Document.PROCESSOR: Audience.OWNERS,
        Document.STAFF_COMMITMENTS: Audience.STAFF,
    }
)
"""The signers' consent is in none: signers accept it each time they sign."""


def is_pending(kind: Document, accepted: str | None) -> bool:
    """Whether a newer version has to be accepted by who accepted `accepted`, `None` if none at all.

    Until then the version accepted stays in force for them.
    """
    return accepted is None or accepted < texts.binding_version(kind)


def changes_to_announce() -> tuple[tuple[Document, str], ...]:
    """Kind and version of each substantial change in force; a first version changed nothing."""
    return tuple(
        (kind, binding)
        for kind in AUDIENCES
        if (binding := texts.binding_version(kind)) != texts.versions(kind)[0]
    )
