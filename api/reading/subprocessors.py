"""The register of sub-processors as the public, a controller, and the holder's staff see it (contract P4)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.subprocessor_register import may_work_for
from api.schemas.subprocessors import (
    ObjectionView,
    SubprocessorForBusiness,
    SubprocessorForStaff,
    SubprocessorView,
)
from models import Deadline, Subprocessor, SubprocessorObjection
from terms.deadlines import DeadlineKind


async def register(session: AsyncSession) -> Sequence[Subprocessor]:
    """Every sub-processor there is or was, newest first."""
    return (await session.scalars(select(Subprocessor).order_by(Subprocessor.id.desc()))).all()


def show_subprocessor(row: Subprocessor) -> SubprocessorView:
    """One, as published."""
    return SubprocessorView.model_validate(_published(row))


async def show_to_business(
    session: AsyncSession, rows: Sequence[Subprocessor], business_id: str, at: datetime
) -> list[SubprocessorForBusiness]:
    """Sub-processors with the controller's own period and objection."""
    clocks = await session.scalars(
        select(Deadline).where(
            Deadline.business_id == business_id,
            Deadline.kind == DeadlineKind.SUBPROCESSOR_OBJECTION.value,
        )
    )
    dues = {clock.subject_id: clock.due_at for clock in clocks}
    objections = {
        row.subprocessor_id: row.at
        for row in await session.scalars(
            select(SubprocessorObjection).where(
                SubprocessorObjection.business_id == business_id,
                SubprocessorObjection.taken_back_at.is_(None),
            )
        )
    }
    return [
        SubprocessorForBusiness.model_validate(
            _published(row)
            | {
                "objection_until": dues.get(row.id),
                "objected_at": objections.get(row.id),
                "works_for_you": await may_work_for(session, row, business_id, at),
            }
        )
        for row in rows
    ]


async def show_to_staff(session: AsyncSession, rows: Sequence[Subprocessor]) -> list[SubprocessorForStaff]:
    """Sub-processors with how many controllers were told, and who objected."""
    objections: dict[str, list[ObjectionView]] = defaultdict(list)
    found = await session.scalars(
        select(SubprocessorObjection)
        .where(SubprocessorObjection.subprocessor_id.in_([row.id for row in rows]))
        .order_by(SubprocessorObjection.at)
    )
    for objection in found:
        objections[objection.subprocessor_id].append(
            ObjectionView(
                business_id=objection.business_id,
                at=objection.at,
                reason=objection.reason,
                taken_back_at=objection.taken_back_at,
            )
        )
    return [
        SubprocessorForStaff.model_validate(
            _published(row)
            | {
                "told": row.told,
                "unreached": row.unreached,
                "end_reason": row.end_reason,
                "objections": objections[row.id],
            }
        )
        for row in rows
    ]


def _published(row: Subprocessor) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SubprocessorView.model_fields}
