"""A controller's instructions: what may be done with one, and until when the holder answers (contract P1).

An instruction is in force once the holder has said how it follows it. One that seems to infringe the law is
suspended until its controller confirms, amends or withdraws it, or the holder takes its doubt back.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from terms.access import Limit
from terms.deadlines import warnings
from terms.evidence import canonical_json

INSTRUCTIONS_PER_BUSINESS = Limit(50, timedelta(days=1))
"""What its people do with instructions; each is mailed to the holder's dpo."""
REMIND_AFTER = tuple(timedelta(days=days) for days in (3, 10, 30, 60, 90))
"""When a controller that left a doubt unanswered is reminded of it; the instruction stays suspended after."""


class InstructionKind(StrEnum):
    """What an instruction asks for."""

    WRITTEN = "written"
    """Something about the processing, in the controller's own words."""
    DISCLOSURE = "disclosure"
    """To hand data to another processor of the same controller (contract P3)."""


class InstructionAct(StrEnum):
    """What is done with an instruction."""

    GIVE = "give"
    AMEND = "amend"
    CONFIRM = "confirm"
    """The controller stands by it, in writing, although its legality was doubted."""
    WITHDRAW = "withdraw"
    ACKNOWLEDGE = "acknowledge"
    """The holder says how it follows it."""
    DOUBT = "doubt"
    """It seems to infringe the law (GDPR art. 28.3, last paragraph)."""
    DISPEL = "dispel"
    """The holder takes its doubt back."""


BY_CONTROLLER = frozenset(
    {InstructionAct.GIVE, InstructionAct.AMEND, InstructionAct.CONFIRM, InstructionAct.WITHDRAW}
)
WORDED = frozenset({InstructionAct.GIVE, InstructionAct.AMEND})
"""Acts that make a version: they hold the instruction's whole text."""


class InstructionState(StrEnum):
    """Where an instruction stands."""

    RECORDED = "recorded"
    """The holder has still to say how it follows it."""
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    """Its legality is doubted: it is not followed."""
    WITHDRAWN = "withdrawn"


class InstructionRefusal(StrEnum):
    """Why an act is refused: slugs of the API's problems."""

    WITHDRAWN = "instruction-withdrawn"
    SUSPENDED = "instruction-suspended"
    NOT_SUSPENDED = "instruction-not-suspended"
    FOLLOWED = "instruction-followed"
    CHANGED = "instruction-changed"


class InstructionStep(StrEnum):
    """What is told by date, once each."""

    HALF = "half"
    THREE_QUARTERS = "three_quarters"
    OVERDUE = "overdue"
    UNANSWERED = "unanswered"
    """A doubt that the controller has not answered."""


FIRST_REMINDER = f"{InstructionStep.UNANSWERED}-1"
"""The one of which the holder's own people are not told yet."""


@dataclass(frozen=True)
class InstructionCourse:
    """How far an instruction has come."""

    state: InstructionState
    version: int
    sequence: int
    """Of the last act."""
    followed: bool = False
    """Whether the holder has said how it follows this version."""
    awaits: str | None = None
    """The act that the holder has still to answer."""
    awaited_since: datetime | None = None
    due_at: datetime | None = None
    doubted_at: datetime | None = None
    set_aside: str | None = None
    """The act that awaited an answer when the doubt suspended it: should the holder take its doubt back, that
    clock goes on as if it had never stopped.
    """
    set_aside_since: datetime | None = None


_ALLOWED: Mapping[InstructionState, frozenset[InstructionAct]] = MappingProxyType(
    {
        InstructionState.RECORDED: frozenset(
            {
                InstructionAct.AMEND,
                InstructionAct.WITHDRAW,
                InstructionAct.ACKNOWLEDGE,
                InstructionAct.DOUBT,
            }
        ),
        InstructionState.IN_FORCE: frozenset(
            {InstructionAct.AMEND, InstructionAct.WITHDRAW, InstructionAct.DOUBT}
        ),
        InstructionState.SUSPENDED: frozenset(
            {InstructionAct.AMEND, InstructionAct.WITHDRAW, InstructionAct.CONFIRM, InstructionAct.DISPEL}
        ),
        InstructionState.WITHDRAWN: frozenset(),
    }
)


def refuse_act(course: InstructionCourse, act: InstructionAct, version: int) -> InstructionRefusal | None:
    """Why an act is refused, `version` being the one that whoever acts has read; `None` when it may be."""
    if course.state is InstructionState.WITHDRAWN:
        return InstructionRefusal.WITHDRAWN
    if version != course.version:
        return InstructionRefusal.CHANGED
    if act in _ALLOWED[course.state]:
        return None
    if course.state is InstructionState.SUSPENDED:
        return InstructionRefusal.SUSPENDED
    return (
        InstructionRefusal.FOLLOWED if act is InstructionAct.ACKNOWLEDGE else InstructionRefusal.NOT_SUSPENDED
    )


def given(act_id: str, at: datetime) -> InstructionCourse:
    """The course of an instruction that was just given."""
    return InstructionCourse(InstructionState.RECORDED, 1, 1, awaits=act_id, awaited_since=at)


def course_after(
    course: InstructionCourse, act: InstructionAct, act_id: str, at: datetime
) -> InstructionCourse:
    """The course once an act that may be done was done. Whatever was doubted or awaited before is over; but
    what awaited an answer before a doubt does so again when the holder takes it back: it gains no time.
    """
    over = replace(
        course,
        sequence=course.sequence + 1,
        awaits=None,
        awaited_since=None,
        due_at=None,
        doubted_at=None,
        set_aside=None,
        set_aside_since=None,
    )
    match act:
        case InstructionAct.AMEND:
            return _awaiting(replace(over, version=course.version + 1, followed=False), act_id, at)
        case InstructionAct.CONFIRM | InstructionAct.DISPEL if course.followed:
            return replace(over, state=InstructionState.IN_FORCE)
        case InstructionAct.CONFIRM:
            return _awaiting(over, act_id, at)
        case InstructionAct.DISPEL:
            return _awaiting(over, course.set_aside or act_id, course.set_aside_since or at)
        case InstructionAct.ACKNOWLEDGE:
            return replace(over, state=InstructionState.IN_FORCE, followed=True)
        case InstructionAct.DOUBT:
            return replace(
                over,
                state=InstructionState.SUSPENDED,
                doubted_at=at,
                set_aside=course.awaits,
                set_aside_since=course.awaited_since,
            )
        case InstructionAct.WITHDRAW:
            return replace(over, state=InstructionState.WITHDRAWN, followed=False)
        case InstructionAct.GIVE:
            raise ValueError("an instruction is given once")


def digest_of(
    act: InstructionAct,
    subject: str | None,
    words: str,
    ground: str | None,
    terms: Mapping[str, Any] | None,
) -> str:
    """The SHA-256 of what was said: of its canonical JSON, as the evidence of envelopes is hashed."""
    said = {"act": act.value, "subject": subject, "words": words, "ground": ground, "terms": terms}
    return hashlib.sha256(canonical_json(said)).hexdigest()


def steps_due(course: InstructionCourse, at: datetime) -> tuple[str, ...]:
    """What should have been told by an instant since the last act, in its order: steps, numbered where they
    come again.
    """
    return tuple(step for when, step in _told(course) if when <= at)


def next_date(course: InstructionCourse, at: datetime) -> datetime | None:
    """When something is to be told next; `None` when only people can move it."""
    return min((when for when, _ in _told(course) if when > at), default=None)


def step_of(numbered: str) -> InstructionStep:
    """The step without its number."""
    return InstructionStep(numbered.partition("-")[0])


def _awaiting(course: InstructionCourse, act_id: str, at: datetime) -> InstructionCourse:
    return replace(course, state=InstructionState.RECORDED, awaits=act_id, awaited_since=at)


def _told(course: InstructionCourse) -> list[tuple[datetime, str]]:
    if course.doubted_at is not None:
        return [
            (course.doubted_at + after, f"{InstructionStep.UNANSWERED}-{number}")
            for number, after in enumerate(REMIND_AFTER, 1)
        ]
    if course.due_at is None or course.awaited_since is None:
        return []
    half, three_quarters = warnings(course.awaited_since, course.due_at)
    return [
        (half, InstructionStep.HALF.value),
        (three_quarters, InstructionStep.THREE_QUARTERS.value),
        (course.due_at, InstructionStep.OVERDUE.value),
    ]
