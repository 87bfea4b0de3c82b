"""The holder's staff in tests of the API."""

from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI

from models import Acceptance, StaffInvitation, StaffMember
from models.identifiers import Prefix, new_id
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    accepted,
    all_seeing,
    new_email,
    parts_of,
    registered_user,
)
from tests.api.second_factor import give_second_factor
from tests.duties import Duties, duties_done


class StaffCaller(Caller):
    """A member of the staff, by session."""

    email: str
    user_id: str


async def staff_caller(
    app: FastAPI, *roles: str, done: Duties = duties_done, duties_due_at: datetime | None = None
) -> StaffCaller:
    """Somebody who works for the holder with these roles, signed in with all that is asked of staff.

    `done` says what they signed and learned, where it is not all; `duties_due_at`, until when they need not.
    """
    caller = StaffCaller(app, headers=BROWSER)
    caller.email = new_email()
    await registered_user(app, caller, caller.email)
    caller.user_id = (await caller.get("/v1/me")).json()["id"]
    commitments = await accepted(caller, "staff-commitments")
    at = datetime.now(UTC)
    async with all_seeing(app).transaction() as session:
        member = StaffMember(user_id=caller.user_id, roles=list(roles), joined_at=at)
        member.duties_due_at = duties_due_at
        session.add(member)
        session.add(
            Acceptance(
                id=new_id(Prefix.ACCEPTANCE),
                user_id=caller.user_id,
                document="staff-commitments",
                accepted_at=at,
                **commitments,
            )
        )
        await session.flush()
        session.add_all(done(caller.user_id, at))
    await give_second_factor(app, caller.user_id)
    return caller


def person(*roles: str, **changes: Any) -> dict[str, Any]:
    """The draft of an invitation to the staff that would be accepted."""
    drafted = {
        "email": new_email(),
        "name": "Nora Gil",
        "language": "es",
        "roles": list(roles),
        "reason": "Se incorpora al equipo.",
    }
    return drafted | changes


async def staff_token(app: FastAPI, invitation_id: str) -> str:
    """The token of the link that is mailed for an invitation."""
    async with all_seeing(app).transaction() as session:
        assert await session.get(StaffInvitation, invitation_id)
    return parts_of(app).links.token(invitation_id)


async def staff_registration(caller: Caller, token: str) -> dict[str, Any]:
    """What an invited person sends who has no account."""
    return {
        "token": token,
        "password": PASSWORD,
        "commitments": await accepted(caller, "staff-commitments"),
        "privacy": await accepted(caller, "privacy"),
    }
