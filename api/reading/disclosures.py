"""Legal duties and disclosures as their controller and the holder's dpo see them (contract P3)."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from api.schemas.common import Page
from api.schemas.disclosures import DisclosureForStaff, DisclosureView, DutyForStaff, DutyView
from models import Disclosure, DisclosureDuty

View = TypeVar("View", DutyView, DutyForStaff, DisclosureView, DisclosureForStaff)
Table = type[Disclosure | DisclosureDuty]


async def list_disclosures(
    session: AsyncSession, view: type[View], business_id: str | None, limit: int, after: str | None
) -> Page[View]:
    """What was handed over, as far as the caller may see it, newest first. Raises 422 for another cursor."""
    return await _page(session, Disclosure, view, business_id, limit, after)


async def list_duties(
    session: AsyncSession, view: type[View], business_id: str | None, limit: int, after: str | None
) -> Page[View]:
    """Legal duties, as far as the caller may see them, newest first. Raises 422 for another cursor."""
    return await _page(session, DisclosureDuty, view, business_id, limit, after)


async def show_duty(session: AsyncSession, duty_id: str) -> DutyForStaff:
    """One, for the dpo. Raises 404."""
    row = await session.get(DisclosureDuty, duty_id, populate_existing=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return DutyForStaff.model_validate(_values(row, DutyForStaff))


async def show_disclosure(session: AsyncSession, disclosure_id: str) -> DisclosureForStaff:
    """One, for the dpo. Raises 404."""
    row = await session.get(Disclosure, disclosure_id, populate_existing=True)
    if row is None:
        raise Problem(Kind.NOT_FOUND)
    return DisclosureForStaff.model_validate(_values(row, DisclosureForStaff))


async def _page(
    session: AsyncSession,
    table: Table,
    view: type[View],
    business_id: str | None,
    limit: int,
    after: str | None,
) -> Page[View]:
    query: Select[Any] = select(table)
    if business_id is not None:
        query = query.where(table.business_id == business_id)
    if after is not None:
        query = query.where(table.id < position_of(after))
    rows: Sequence[Disclosure | DisclosureDuty] = (
        await session.scalars(query.order_by(table.id.desc()).limit(limit + 1))
    ).all()
    shown = rows[:limit]
    return Page(
        items=[view.model_validate(_values(row, view)) for row in shown],
        next=cursor_after(shown[-1].id) if len(rows) > limit else None,
    )


def _values(row: Disclosure | DisclosureDuty, view: type[DutyView | DisclosureView]) -> dict[str, object]:
    return {name: getattr(row, name) for name in view.model_fields}
