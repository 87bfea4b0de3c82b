"""Changing one's password (contract M3)."""

from fastapi import APIRouter
from sqlalchemy import select

from activities.mail.messages import Purpose
from activities.records.credentials import end_sessions
from api.access.rules import PASSWORD_HOLDER, access
from api.acting.new_passwords import new_hash, set_password
from api.acting.tries import session_try
from api.frame.inputs import PersonIn, ReceptionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.sessions import PasswordChange, SessionView
from models import Session, User

router = APIRouter(route_class=Route, tags=["passwords"])


@router.put("/v1/me/password")
@access(PASSWORD_HOLDER, Kind.CREDENTIALS_REFUSED, Kind.PASSWORD_UNCHANGED)
async def change_password(change: PasswordChange, person: PersonIn, reception: ReceptionIn) -> SessionView:
    """Changes the password. All other sessions end, and this one gets a new token."""
    parts, session, at = reception.parts, reception.session, reception.at
    user = await session.get_one(User, person.user_id)
    async with session_try(reception, person):
        if not await parts.passwords.matches(user.password_hash, change.current):
            raise Problem(Kind.CREDENTIALS_REFUSED)
    replacement = await new_hash(parts, user, change.new, "/new")
    row = await session.scalar(
        select(Session)
        .where(Session.id == person.session_id, Session.ended_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Problem(Kind.AUTHENTICATION_REQUIRED)
    set_password(user, replacement, at)
    row.stepped_up_at = at
    await end_sessions(session, user.id, at, but=row.id)
    await reception.letters.order(Purpose.PASSWORD_CHANGED, user.id, **reception.whence)
    return await reception.raise_privilege(row)
