"""Breaches as staff and the controllers concerned see them (contract P8)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.second_address import SECOND
from activities.records.breach_reach import notice_key
from activities.records.breach_telling import shown_to
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.incidents import staff_names
from api.schemas.breach_filing import ContactView
from api.schemas.breaches import (
    AssessmentView,
    BreachControllerView,
    BreachDetail,
    BreachForBusiness,
    BreachView,
)
from models import Breach, BreachAssessment, BreachContact, BreachController, Mail
from terms.deadlines import DeadlineKind, due_at

_TEXTS = ("nature", "people", "records", "consequences", "measures")


async def list_breaches(session: AsyncSession) -> list[BreachView]:
    """All of them, newest first."""
    rows = await session.scalars(select(Breach).order_by(Breach.id.desc()))
    return [BreachView.model_validate(_facts(row)) for row in rows]


async def show_breach(session: AsyncSession, breach_id: str) -> BreachDetail:
    """One, with everything known. Raises 404."""
    row = await session.get(Breach, breach_id, populate_existing=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    people = (row.responsible_id, row.substitute_id, row.unlikely_by, row.unlikely_approved_by)
    names = await staff_names(session, people)
    controllers = await session.scalars(
        select(BreachController)
        .where(BreachController.breach_id == breach_id)
        .order_by(BreachController.business_id)
    )
    found = controllers.all()
    deliveries = await _deliveries(session, found)
    contacts = await _contacts(session, BreachContact.breach_id == breach_id)
    return BreachDetail.model_validate(
        _facts(row)
        | {
            "responsible": names[row.responsible_id],
            "substitute": names[row.substitute_id],
            "registered_at": row.registered_at,
            "unlikely_by": names.get(row.unlikely_by or ""),
            "unlikely_reason": row.unlikely_reason,
            "unlikely_approved_by": names.get(row.unlikely_approved_by or ""),
            "authority_reference": row.authority_reference,
            "authority_filed_at": row.authority_filed_at,
            "authority_facts": row.authority_facts,
            "assessments": (await _assessments(session, [breach_id]))[breach_id],
            "controllers": [_controller(one, deliveries, contacts) for one in found],
        }
    )


async def breaches_of_business(session: AsyncSession, business_id: str) -> list[BreachForBusiness]:
    """What a controller was told, newest first; drills told nobody."""
    rows = (
        await session.scalars(
            select(BreachController).where(shown_to(business_id)).order_by(BreachController.breach_id.desc())
        )
    ).all()
    assessments = await _assessments(session, [row.breach_id for row in rows])
    contacts = await _contacts(session, BreachContact.business_id == business_id)
    return [
        BreachForBusiness.model_validate(
            {
                "id": row.breach_id,
                "people": row.people,
                "records": row.records,
                "first_told_at": row.first_told_at,
                "told_at": row.told_at,
                "contact": contacts.get((row.breach_id, row.business_id)),
                "assessments": [one for one in assessments[row.breach_id] if one.number <= (row.told or 0)],
            }
        )
        for row in rows
    ]


async def _assessments(
    session: AsyncSession, breach_ids: Sequence[str]
) -> Mapping[str, list[AssessmentView]]:
    found: dict[str, list[AssessmentView]] = defaultdict(list)
    rows = await session.scalars(
        select(BreachAssessment)
        .where(BreachAssessment.breach_id.in_(breach_ids))
        .order_by(BreachAssessment.number)
    )
    for row in rows:
        values = {name: getattr(row, name) for name in (*_TEXTS, "number", "at")}
        found[row.breach_id].append(AssessmentView.model_validate(values))
    return found


async def _deliveries(session: AsyncSession, rows: Sequence[BreachController]) -> Mapping[str, str]:
    """Key → what became of the mails of the newest notices, to first and second addresses."""
    keys = [key for row in rows for key in _keys(row)]
    found = await session.execute(select(Mail.key, Mail.state).where(Mail.key.in_(keys)))
    return {row.key: row.state for row in found}


async def _contacts(
    session: AsyncSession, where: ColumnElement[bool]
) -> Mapping[tuple[str, str], ContactView]:
    """(Breach, business) → how it was last told another way."""
    rows = await session.scalars(select(BreachContact).where(where).order_by(BreachContact.assessment))
    return {
        (row.breach_id, row.business_id): ContactView(assessment=row.assessment, at=row.at, words=row.words)
        for row in rows
    }


def _keys(row: BreachController) -> tuple[str, str]:
    first = notice_key(row.business_id, row.breach_id, row.told or 0)
    return first, f"{first}:{SECOND}"


def _controller(
    row: BreachController, deliveries: Mapping[str, str], contacts: Mapping[tuple[str, str], ContactView]
) -> BreachControllerView:
    first, second = _keys(row)
    return BreachControllerView(
        business_id=row.business_id,
        people=row.people,
        records=row.records,
        told=row.told,
        first_told_at=row.first_told_at,
        told_at=row.told_at,
        refused_at=row.refused_at,
        refused=row.refused,
        delivery=deliveries.get(first),
        second_delivery=deliveries.get(second),
        contact=contacts.get((row.breach_id, row.business_id)),
    )


def _facts(row: Breach) -> dict[str, Any]:
    return {
        "id": row.id,
        "incident_id": row.incident_id,
        "drill": row.drill,
        "state": row.state,
        "aware_at": row.aware_at,
        "controllers_due_at": due_at(DeadlineKind.BREACH_TO_CONTROLLER, row.aware_at),
        "authority_due_at": due_at(DeadlineKind.BREACH_TO_AUTHORITY, row.aware_at),
        "told": row.told,
        "closed_at": row.closed_at,
    }
