"""The register of sub-processors (contract P4)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.accounts import Country
from api.schemas.common import Instant, Name, Reason, Schema
from terms.subprocessors import OutsideService, SubprocessorState

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class InBothLanguages(Schema):
    """A text in each language of the service."""

    es: Words
    en: Words


class SubprocessorDraft(Schema):
    """A company that is to process controllers' data. Everything here is mailed to them, and public."""

    name: Name
    purpose: InBothLanguages
    data: InBothLanguages
    """Which data it gets."""
    country: Country
    safeguards: InBothLanguages
    """What protects a transfer, or that data stays in the European Economic Area."""
    contact: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254)]
    service: OutsideService | None = None
    """Which of the service's neighbours it is, if one: the code asks the register before using it."""


class SubprocessorView(SubprocessorDraft):
    """A sub-processor as published."""

    id: str
    state: SubprocessorState
    announced_at: Instant | None
    effective_at: Instant | None
    """From when it works for controllers that did not object; may move while they are being told."""
    ended_at: Instant | None


class SubprocessorList(Schema):
    """The whole register, newest first; there are few, so it is one page."""

    items: list[SubprocessorView]


class SubprocessorForBusiness(SubprocessorView):
    """A sub-processor as it concerns one controller."""

    objection_until: Instant | None
    """The first instant at which an objection is too late; absent where the controller was not told of it,
    because it contracted with the sub-processor in the register.
    """
    objected_at: Instant | None
    works_for_you: bool
    """Whether it may be given the controller's data now."""


class SubprocessorsOfBusiness(Schema):
    """The register as it concerns one controller, newest first."""

    items: list[SubprocessorForBusiness]


class ObjectionDraft(Schema):
    """Why a controller objects."""

    reason: Reason


class ObjectionView(ObjectionDraft):
    """A controller's objection, for the holder's staff."""

    business_id: str
    at: Instant
    taken_back_at: Instant | None


class SubprocessorForStaff(SubprocessorView):
    """A sub-processor with how its announcement went."""

    told: int
    unreached: Annotated[int, Field(ge=0)]
    """Controllers whose addresses refuse mail for good: it does not work for them."""
    end_reason: str | None
    objections: list[ObjectionView]


class SubprocessorsForStaff(Schema):
    """The register as the holder's staff see it, newest first."""

    items: list[SubprocessorForStaff]
