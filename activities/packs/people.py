"""Evidence for one controller that everyone with access signed and was trained (contract P5)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.people.duties import figures
from activities.records.staff_at_work import at_work
from activities.records.staff_duties import done_columns
from models import ExternalTraining, StaffCommitment, StaffMember, TrainingAttempt
from terms.people import CommitmentState, Done, pseudonym
from terms.staff import DecisionState


async def people_evidence(session: AsyncSession, business_id: str, at: datetime) -> Mapping[str, Any]:
    """Numbers, versions and dates of whoever works for the holder, from a session that sees all rows.

    A person is a pseudonym that is this controller's alone: no name, no address, no role (contract M5).
    """
    rows = (
        await session.execute(
            select(StaffMember.user_id, *done_columns()).where(*at_work(at)).order_by(StaffMember.user_id)
        )
    ).all()
    done = {row.user_id: Done(*row[1:]) for row in rows}
    with_access = {user_id: one for user_id, one in done.items() if not one.bars(at)}
    listed = [await _person(session, business_id, user_id, one, at) for user_id, one in with_access.items()]
    return {
        "rule": "P5",
        "as_of": at,
        "figures": figures(list(done.values()), at),
        "with_access": sorted(listed, key=lambda person: str(person["person"])),
    }


async def _person(
    session: AsyncSession, business_id: str, user_id: str, done: Done, at: datetime
) -> Mapping[str, Any]:
    return {
        "person": pseudonym(user_id, business_id),
        "missing": sorted(duty.value for duty in done.lacks(at)),
        "missing_allowed_until": done.grace_until if done.lacks(at) else None,
        "commitments": await _commitments(session, user_id),
        "trainings": [*await _courses(session, user_id), *await _elsewhere(session, user_id)],
    }


async def _commitments(session: AsyncSession, user_id: str) -> Sequence[Mapping[str, Any]]:
    rows = await session.scalars(
        select(StaffCommitment)
        .where(StaffCommitment.user_id == user_id, StaffCommitment.state == CommitmentState.SIGNED.value)
        .order_by(StaffCommitment.id)
    )
    return [
        {
            "version": row.version,
            "text_sha256": row.text_sha256,
            "signed_at": row.ended_at,
            "sealed_document_sha256": row.sealed_sha256,
            "valid_until": row.valid_until,
        }
        for row in rows
    ]


async def _courses(session: AsyncSession, user_id: str) -> Sequence[Mapping[str, Any]]:
    rows = await session.scalars(
        select(TrainingAttempt)
        .where(TrainingAttempt.user_id == user_id, TrainingAttempt.passed)
        .order_by(TrainingAttempt.id)
    )
    return [
        {
            "course": row.course,
            "version": row.version,
            "content_sha256": row.content_sha256,
            "passed_at": row.at,
            "right": row.right,
            "asked": row.asked,
            "valid_until": row.valid_until,
        }
        for row in rows
    ]


async def _elsewhere(session: AsyncSession, user_id: str) -> Sequence[Mapping[str, Any]]:
    rows = await session.scalars(
        select(ExternalTraining)
        .where(ExternalTraining.user_id == user_id, ExternalTraining.state == DecisionState.APPLIED.value)
        .order_by(ExternalTraining.id)
    )
    return [
        {
            "course": row.course,
            "title": row.title,
            "provider": row.provider,
            "trained_on": row.trained_on.isoformat(),
            "confirmed_at": row.decided_at,
            "valid_until": row.valid_until,
        }
        for row in rows
    ]
