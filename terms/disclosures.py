"""Disclosures to others: only as a controller authorised them, or as the law demands, told before (P3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from terms.calendar import last_meant
from terms.instructions import InstructionState
from terms.processing import is_third_country

ADEQUATE = frozenset({"AD", "AR", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"})
"""Countries whose protection the European Commission found adequate as a whole (GDPR art. 45). Those where it
depends on the recipient (CA, US) need safeguards to be named.
"""


class DisclosedData(StrEnum):
    """Which data of the controller is handed over."""

    IDENTIFICATION = "identification"
    ANSWERS = "answers"
    """What the controller's own fields asked for."""
    TECHNICAL = "technical"
    DOCUMENTS = "documents"
    EVIDENCE = "evidence"


class DutyKind(StrEnum):
    """What the law demands."""

    AUTHORITY = "authority"
    """That an authority gets data."""
    THIRD_COUNTRY = "third_country"
    """That data goes to a third country (GDPR art. 28.3.a)."""


class DisclosureRefusal(StrEnum):
    """Why data may not be handed over: slugs of the API's problems."""

    NOT_IN_FORCE = "disclosure-not-authorised"
    OTHER_ENTITY = "disclosure-other-entity"
    MORE_DATA = "disclosure-more-data"
    OTHER_ENVELOPES = "disclosure-other-envelopes"
    NO_SAFEGUARDS = "disclosure-safeguards-missing"
    UNTOLD = "disclosure-untold"


@dataclass(frozen=True)
class Recipient:
    """Who gets data."""

    tax_id: str
    country: str
    """ISO 3166 code."""


@dataclass(frozen=True)
class Handover:
    """What is handed to whom; without `envelopes`, of all of the controller's."""

    recipient: Recipient
    data: frozenset[DisclosedData]
    envelopes: frozenset[str] | None
    safeguards: str | None = None
    """What protects a transfer to a third country."""


def lacks_safeguards(handover: Handover) -> bool:
    """Whether data would go to a third country that nothing is known to protect it in (GDPR chapter V)."""
    country = handover.recipient.country.upper()
    protected = not is_third_country(country) or country in ADEQUATE
    return not protected and not (handover.safeguards or "").strip()


def refuse_handover(
    state: InstructionState, authorised: Handover, made: Handover
) -> DisclosureRefusal | None:
    """Why an authorisation does not cover what would be handed over; `None` when it does."""
    if state is not InstructionState.IN_FORCE:
        return DisclosureRefusal.NOT_IN_FORCE
    if _identity(authorised.recipient) != _identity(made.recipient):
        return DisclosureRefusal.OTHER_ENTITY
    if lacks_safeguards(authorised):
        return DisclosureRefusal.NO_SAFEGUARDS
    if not made.data <= authorised.data:
        return DisclosureRefusal.MORE_DATA
    if authorised.envelopes is not None and not (
        made.envelopes is not None and made.envelopes <= authorised.envelopes
    ):
        return DisclosureRefusal.OTHER_ENVELOPES
    return None


@dataclass(frozen=True)
class DutyFacts:
    """What was done about telling a controller of a legal duty."""

    told_at: datetime | None
    contacted_at: datetime | None
    """When it was told another way, its address refusing mail."""
    silenced: bool
    """The law forbids telling it."""
    silence_approved_at: datetime | None = None
    """When a second person of the staff agreed that it does."""
    lifted_at: datetime | None = None
    """From when the law forbids it no longer."""


def refuse_by_duty(duty: DutyFacts, at: datetime) -> DisclosureRefusal | None:
    """Why nothing may be handed over yet by a legal duty: its controller is told before, unless the law
    forbids it by the judgement of two people. An instant given to the minute may be any of it.
    """
    return None if _covers(duty, at) or _covers(duty, last_meant(at)) else DisclosureRefusal.UNTOLD


def _covers(duty: DutyFacts, at: datetime) -> bool:
    silenced = duty.silenced and (duty.lifted_at is None or at < duty.lifted_at)
    due = (duty.silence_approved_at,) if silenced else (duty.told_at, duty.contacted_at)
    done = [when for when in due if when is not None]
    return bool(done) and min(done) <= at


def data_of(names: Sequence[str]) -> frozenset[DisclosedData]:
    """The kinds of data of their names; raises `ValueError` for another."""
    return frozenset(DisclosedData(name) for name in names)


def _identity(recipient: Recipient) -> tuple[str, str]:
    plain = "".join(sign for sign in recipient.tax_id.upper() if sign.isalnum())
    return recipient.country.upper(), plain.removeprefix(recipient.country.upper())
