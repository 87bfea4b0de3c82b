"""Admission is one transaction and happens once; overtaken writes change nothing (contract A5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from activities.records.departure_records import DepartureRecords
from activities.records.invitation_messages import Admission, Admitted, InvitationRecord
from activities.records.invitation_records import InvitationRecords
from models import Acceptance, Business, Departure, Invitation, InvitationAnswer, Membership, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.members import InvitationState, MembersRefusal
from tests.activities.records.conftest import NOW, Read

ACCEPTED = InvitationState.ACCEPTED


@pytest.fixture
async def invitation(database: Database, draft: dict[str, str]) -> Invitation:
    """A pending invitation to the business of the draft, whose owner is its member."""
    made = Invitation(
        id=new_id(Prefix.INVITATION),
        business_id=draft["business"],
        email=f"{draft['business'].lower()}@example.com",
        language="es",
        invited_by=draft["user"],
        token_sha256=draft["business"].ljust(64, "0"),
        created_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )
    async with database.transaction() as session:
        owner = Membership(business_id=draft["business"], user_id=draft["user"], role="owner", created_at=NOW)
        session.add_all([owner, made])
    return made


async def answered(database: Database, invitation: Invitation, **changes: Any) -> str:
    """A stored answer of a new user."""
    privacy = {"version": "2026-11-22", "language": "es", "sha256": "a" * 64}
    answer = InvitationAnswer(
        id=new_id(Prefix.ACT),
        invitation_id=invitation.id,
        business_id=invitation.business_id,
        new_user={"name": "Iván", "language": "es", "time_zone": "Europe/Madrid", "privacy": privacy},
        password_hash="-",
        received_at=NOW,
    )
    for name, value in changes.items():
        setattr(answer, name, value)
    async with database.transaction() as session:
        session.add(answer)
    return answer.id


def record_of(invitation: Invitation, state: InvitationState, sequence: int) -> InvitationRecord:
    return InvitationRecord(invitation.id, sequence, state, invitation.expires_at, 0, NOW)


@pytest.mark.parametrize("state", ["download_only", "blocked"])
async def test_a_business_whose_service_is_limited_takes_in_nobody(
    database: Database, invitation: Invitation, read: Read, state: str
) -> None:
    async with database.transaction() as session:
        business = await session.get_one(Business, invitation.business_id)
        business.standing = state
        business.standing_reason = "unpaid" if state == "download_only" else None
    records = InvitationRecords(database, "Europe/Madrid")
    admission = Admission(record_of(invitation, ACCEPTED, 2), await answered(database, invitation))
    assert await records.admit(admission) == Admitted(MembersRefusal.BUSINESS_LIMITED)
    row = await read(Invitation, invitation.id)
    assert (row.state, row.member_id) == ("pending", None)


async def test_a_repeated_admission_makes_one_user_one_guest_and_one_acceptance(
    database: Database, invitation: Invitation, read: Read
) -> None:
    records = InvitationRecords(database, "Europe/Madrid")
    other = await answered(database, invitation)
    admission = Admission(record_of(invitation, ACCEPTED, 2), await answered(database, invitation))
    assert await records.admit(admission) == Admitted()
    assert await records.admit(admission) == Admitted()
    row = await read(Invitation, invitation.id)
    assert (row.state, row.sequence, row.ended_at) == ("accepted", 2, NOW)
    async with database.transaction() as session:
        user = (await session.scalars(select(User).where(User.email == invitation.email))).one()
        assert (await session.get_one(Membership, (invitation.business_id, user.id))).role == "guest"
        kept = await session.scalars(select(Acceptance.document).where(Acceptance.user_id == user.id))
        assert list(kept) == ["privacy"]
    assert (row.member_id, user.current_business_id) == (user.id, invitation.business_id)
    assert await read(InvitationAnswer, other) is None
    assert (await read(InvitationAnswer, admission.answer_id)).password_hash is None
    late = replace(admission, answer_id=await answered(database, invitation))
    assert await records.admit(late) == Admitted(MembersRefusal.INVITATION_ACCEPTED)


async def test_a_refused_admission_changes_nothing(
    database: Database, invitation: Invitation, draft: dict[str, str], read: Read
) -> None:
    records = InvitationRecords(database, "Europe/Madrid")
    record = record_of(invitation, ACCEPTED, 2)
    another = await answered(database, invitation, user_id=draft["user"], new_user=None)
    assert await records.admit(Admission(record, another)) == Admitted(MembersRefusal.INVITATION_FOR_ANOTHER)
    async with database.transaction() as session:
        owner = await session.get_one(User, draft["user"])
        owner.email = invitation.email
    new = await answered(database, invitation)
    assert await records.admit(Admission(record, new)) == Admitted(MembersRefusal.ALREADY_REGISTERED)
    member = await answered(database, invitation, user_id=draft["user"], new_user=None)
    assert await records.admit(Admission(record, member)) == Admitted(MembersRefusal.ALREADY_MEMBER)
    row = await read(Invitation, invitation.id)
    assert (row.state, row.sequence, row.answer_id) == ("pending", 0, None)


async def test_an_end_forgets_answers_and_an_overtaken_write_changes_nothing(
    database: Database, invitation: Invitation, read: Read
) -> None:
    records = InvitationRecords(database, "Europe/Madrid")
    answer = await answered(database, invitation)
    await records.record_invitation(record_of(invitation, InvitationState.REVOKED, 3))
    await records.record_invitation(record_of(invitation, InvitationState.PENDING, 2))
    assert (await read(Invitation, invitation.id)).state == "revoked"
    assert await read(InvitationAnswer, answer) is None
    admission = Admission(record_of(invitation, ACCEPTED, 4), await answered(database, invitation))
    assert await records.admit(admission) == Admitted(MembersRefusal.INVITATION_REVOKED)


async def test_what_is_not_there_fails_for_good(database: Database, invitation: Invitation) -> None:
    records, departures = InvitationRecords(database, "Europe/Madrid"), DepartureRecords(database)
    nowhere = Admission(record_of(invitation, ACCEPTED, 2), "act_nowhere")
    for asked in (
        records.load_invitation("inv_nowhere"),
        records.admit(nowhere),
        departures.load_departure("dep_nowhere"),
    ):
        with pytest.raises(ApplicationError) as failure:
            await asked
        assert failure.value.non_retryable


async def test_a_departure_is_closed_once(database: Database, draft: dict[str, str], read: Read) -> None:
    departure = Departure(
        id=new_id(Prefix.DEPARTURE),
        business_id=draft["business"],
        user_id=draft["user"],
        ended_by=draft["user"],
        at=NOW,
    )
    async with database.transaction() as session:
        session.add(departure)
    records = DepartureRecords(database)
    assert (await records.load_departure(departure.id)).withdrawn is False
    await records.close_departure(departure.id)
    told_at = (await read(Departure, departure.id)).told_at
    await records.close_departure(departure.id)
    assert (await read(Departure, departure.id)).told_at == told_at is not None
