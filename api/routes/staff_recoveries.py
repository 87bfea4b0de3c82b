"""The way back into an account, for the two people of the staff it takes (contract M2, M3, A7)."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access.rules import access, staff
from api.acting.recovery_decisions import agree, note_identity, refuse
from api.frame.context import now
from api.frame.inputs import PartsIn, SessionIn, StaffIn
from api.frame.paging import After, LongLimit
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.account_recoveries import list_recoveries, read_recovery
from api.schemas.account_recoveries import IdentityShown, StaffRecoveryView
from api.schemas.common import Page
from api.schemas.staff import ReasonGiven
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["account recoveries"])
_SEE = staff(Permission.ACCOUNTS_RECOVER)
_DECIDE = staff(Permission.ACCOUNTS_RECOVER, step_up=True)


@router.get("/v1/staff/account-recoveries")
@access(_SEE)
async def list_account_recoveries(
    session: SessionIn,
    ended: Annotated[bool, Query(description="Those that have ended, instead of those under way.")] = False,
    limit: LongLimit = 50,
    after: After = None,
) -> Page[StaffRecoveryView]:
    """Requests whose mailbox has confirmed, newest first."""
    return await list_recoveries(session, now(), after, limit, ended=ended)


@router.post("/v1/staff/account-recoveries/{recovery_id}/identity")
@access(_DECIDE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)
async def note_identity_shown(
    recovery_id: str, shown: IdentityShown, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> StaffRecoveryView:
    """The person has shown who they are; somebody else decides within three days."""
    await note_identity(parts, caller, recovery_id, shown, now())
    return await read_recovery(session, recovery_id, now())


@router.post("/v1/staff/account-recoveries/{recovery_id}/approve")
@access(_DECIDE, Kind.SECOND_PERSON_REQUIRED, Kind.DECISION_ENDED)
async def approve_account_recovery(
    recovery_id: str, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> StaffRecoveryView:
    """The second person agrees: in 72 hours the factors are reset, unless the address stops it."""
    await agree(parts, caller, recovery_id, now())
    return await read_recovery(session, recovery_id, now())


@router.post("/v1/staff/account-recoveries/{recovery_id}/refuse")
@access(_DECIDE, Kind.DECISION_ENDED)
async def refuse_account_recovery(
    recovery_id: str, given: ReasonGiven, caller: StaffIn, parts: PartsIn, session: SessionIn
) -> StaffRecoveryView:
    """Nothing is reset."""
    await refuse(parts, caller, recovery_id, given.reason, now())
    return await read_recovery(session, recovery_id, now())
