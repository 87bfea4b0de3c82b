"""Sessions as they are shown to their user."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.credentials import Credentials, read_credentials
from api.reading.accounts import read_me
from api.schemas.sessions import OwnSession, SessionView
from models import Session
from terms.access import STEP_UP_LIFE, is_stepped_up
from terms.sessions import Proof, SessionLives, Standing, step_up_proofs


async def show_session(
    session: AsyncSession, session_id: str, lives: SessionLives, now: datetime, zone: str
) -> SessionView:
    """The session itself. Nothing of its user is shown before all that is asked for was proved.

    `zone` is the holder's (contract C1).
    """
    row = await session.get_one(Session, session_id, populate_existing=True)
    credentials = await read_credentials(session, row.user_id)
    life = lives.of(is_staff=credentials.is_staff)
    state = credentials.standing_of(row, now, zone)
    stepped_up = row.stepped_up_at if is_stepped_up(row.stepped_up_at, now) else None
    return SessionView(
        id=row.id,
        state=state,
        factors=[proof for proof in Proof if proof in credentials.factors],
        step_up_with=list(step_up_proofs(credentials.factors, is_staff=credentials.is_staff)),
        user=await read_me(session, row.user_id, zone) if state is Standing.OPEN else None,
        expires_at=row.created_at + life.absolute,
        idle_minutes=int(life.idle.total_seconds()) // 60,
        stepped_up_until=stepped_up + STEP_UP_LIFE if stepped_up else None,
    )


async def own_sessions(
    session: AsyncSession,
    user_id: str,
    credentials: Credentials,
    current_id: str,
    lives: SessionLives,
    now: datetime,
) -> list[OwnSession]:
    """The user's live sessions, newest first."""
    rows = await session.scalars(
        select(Session)
        .where(Session.user_id == user_id, Session.ended_at.is_(None))
        .order_by(Session.id.desc())
    )
    absolute = lives.of(is_staff=credentials.is_staff).absolute
    return [
        OwnSession(
            id=row.id,
            current=row.id == current_id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.created_at + absolute,
            ip=row.ip,
            user_agent=row.user_agent,
        )
        for row in rows
        if credentials.is_live(row, now, lives)
    ]
