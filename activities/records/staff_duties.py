"""Until when commitments and training of the holder's staff hold (contract P5): asked here alone."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Label, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import ExternalTraining, StaffCommitment, StaffMember, TrainingAttempt
from terms.courses import Course
from terms.people import CommitmentState, Done, binding_versions
from terms.staff import DecisionState

_Until = ScalarSelect[Any]


def done_columns() -> tuple[Label[Any], Label[Any], Label[Any]]:
    """Columns beside `StaffMember` that make a `Done`, in its order."""
    return (
        _commitment_until().label("commitment_until"),
        func.greatest(_course_until(), _elsewhere_until()).label("training_until"),
        StaffMember.duties_due_at.label("grace_until"),
    )


async def done_of(session: AsyncSession, user_ids: Collection[str]) -> Mapping[str, Done]:
    """Of members of staff, as far as the session sees them."""
    rows = await session.execute(
        select(StaffMember.user_id, *done_columns()).where(StaffMember.user_id.in_(user_ids))
    )
    return {row.user_id: Done(row.commitment_until, row.training_until, row.grace_until) for row in rows}


def _commitment_until() -> _Until:
    return (
        select(func.max(StaffCommitment.valid_until))
        .where(
            StaffCommitment.user_id == StaffMember.user_id,
            StaffCommitment.state == CommitmentState.SIGNED.value,
            StaffCommitment.version.in_(binding_versions()),
        )
        .correlate(StaffMember)
        .scalar_subquery()
    )


def _course_until() -> _Until:
    return (
        select(func.max(TrainingAttempt.valid_until))
        .where(
            TrainingAttempt.user_id == StaffMember.user_id,
            TrainingAttempt.course == Course.DATA_PROTECTION.value,
            TrainingAttempt.passed,
        )
        .correlate(StaffMember)
        .scalar_subquery()
    )


def _elsewhere_until() -> _Until:
    return (
        select(func.max(ExternalTraining.valid_until))
        .where(
            ExternalTraining.user_id == StaffMember.user_id,
            ExternalTraining.course == Course.DATA_PROTECTION.value,
            ExternalTraining.state == DecisionState.APPLIED.value,
        )
        .correlate(StaffMember)
        .scalar_subquery()
    )
