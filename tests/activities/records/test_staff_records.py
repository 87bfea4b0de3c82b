"""What the staff's workflows read and end, on the real database (contract M2)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.exceptions import ApplicationError

from activities.records.staff_messages import StaffDeadline
from activities.records.staff_records import StaffRecords
from models import ExternalTraining, Session, StaffEvent, StaffInvitation, StaffMember, StaffRoleChange, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.staff import DecisionState, StaffInvitationState, decision_deadline

AT = datetime(2027, 1, 20, 9, tzinfo=UTC)
LATER = AT + timedelta(days=30)


@pytest.fixture
def records(database: Database) -> StaffRecords:
    return StaffRecords(database)


async def member(database: Database, *roles: str, **changes: Any) -> str:
    user_id = new_id(Prefix.USER)
    user = User(
        id=user_id,
        email=f"{user_id}@example.com".lower(),
        password_hash="-",
        email_verified_at=AT,
        created_at=AT,
    )
    async with database.transaction() as session:
        session.add(user)
        await session.flush()
        session.add(StaffMember(user_id=user_id, roles=list(roles), joined_at=AT, **changes))
    return user_id


async def invitation(database: Database, state: str, **changes: Any) -> str:
    invitation_id = new_id(Prefix.STAFF_INVITATION)
    fields: dict[str, Any] = {
        "id": invitation_id,
        "email": f"{invitation_id.lower()}@example.com",
        "name": "Nora",
        "language": "es",
        "roles": ["reviewer"],
        "reason": "x",
        "asked_at": AT,
        "needs_second": True,
        "token_sha256": invitation_id.rjust(64, "0"),
        "state": state,
        "expires_at": AT + timedelta(days=3),
    }
    async with database.transaction() as session:
        session.add(StaffInvitation(**fields | changes))
    return invitation_id


async def test_those_decide_who_let_staff_in_and_did_not_ask(
    database: Database, records: StaffRecords
) -> None:
    first, second = await member(database, "security"), await member(database, "security", "support")
    gone, dpo = await member(database, "security", left_at=AT), await member(database, "dpo")
    plan = await records.load_invitation(await invitation(database, "awaiting_confirmation", asked_by=first))
    assert second in plan.deciders
    assert not {first, gone, dpo} & set(plan.deciders)
    assert (plan.state, plan.told) == (StaffInvitationState.AWAITING_CONFIRMATION, [first])


@pytest.mark.parametrize(
    ("state", "at", "then"),
    [
        ("awaiting_confirmation", LATER, "expired"),
        ("invited", LATER, "expired"),
        ("invited", AT, "invited"),
        ("accepted", LATER, "accepted"),
        ("withdrawn", LATER, "withdrawn"),
    ],
)
async def test_only_what_is_open_and_due_expires(
    database: Database, records: StaffRecords, state: str, at: datetime, then: str
) -> None:
    invitation_id = await invitation(database, state)
    for _ in range(2):
        await records.expire_invitation(StaffDeadline(invitation_id, at))
    assert (await records.load_invitation(invitation_id)).state.value == then


async def test_an_unknown_row_is_a_final_failure(records: StaffRecords) -> None:
    for read in (records.load_invitation, records.load_decision, records.load_leaving):
        with pytest.raises(ApplicationError) as failure:
            await read("unknown")
        assert failure.value.non_retryable


async def decision(database: Database, user_id: str, asked_by: str) -> str:
    change_id = new_id(Prefix.STAFF_ROLE_CHANGE)
    row = StaffRoleChange(
        id=change_id,
        user_id=user_id,
        roles_before=["support"],
        roles=["reviewer"],
        reason="x",
        asked_by=asked_by,
        asked_at=AT,
        needs_second=True,
        expires_at=AT + timedelta(days=3),
        state="awaiting_confirmation",
    )
    async with database.transaction() as session:
        session.add(row)
    return change_id


async def test_a_decision_lapses_once(database: Database, records: StaffRecords) -> None:
    asker, subject = await member(database, "security"), await member(database, "support")
    change_id = await decision(database, subject, asker)
    plan = await records.load_decision(change_id)
    assert (plan.member_id, plan.told) == (subject, [asker])
    assert not {asker, subject} & set(plan.deciders)
    await records.expire_decision(StaffDeadline(change_id, AT))
    assert (await records.load_decision(change_id)).state is DecisionState.AWAITING
    await records.expire_decision(StaffDeadline(change_id, LATER))
    assert (await records.load_decision(change_id)).state is DecisionState.EXPIRED


async def leaving(database: Database, user_id: str, leaves_at: datetime) -> str:
    event = StaffEvent(
        id=new_id(Prefix.STAFF_EVENT),
        user_id=user_id,
        at=AT,
        kind="leaving_set",
        by=None,
        roles=["support"],
        reason="Fin de contrato.",
        leaves_at=leaves_at,
    )
    async with database.transaction() as session:
        session.add(event)
        await session.execute(
            update(StaffMember).where(StaffMember.user_id == user_id).values(leaves_at=leaves_at)
        )
    return event.id


async def test_the_access_ends_on_its_date_with_everything_and_once(
    database: Database, records: StaffRecords
) -> None:
    user_id = await member(database, "support")
    async with database.transaction() as session:
        session.add(
            Session(
                id=new_id(Prefix.SESSION),
                user_id=user_id,
                token_sha256=user_id.rjust(64, "0"),
                created_at=AT,
                last_seen_at=AT,
            )
        )
    event_id = await leaving(database, user_id, AT + timedelta(days=10))
    assert (await records.load_leaving(event_id)).due == AT + timedelta(days=10)
    await records.leave(StaffDeadline(event_id, AT))
    assert not (await records.load_leaving(event_id)).left, "not yet"
    for _ in range(2):
        await records.leave(StaffDeadline(event_id, LATER))
    plan = await records.load_leaving(event_id)
    assert (plan.left, plan.due) == (True, None)
    async with database.transaction() as session:
        assert await session.scalar(select(Session.ended_at).where(Session.user_id == user_id)) == LATER
        events = await session.scalars(
            select(StaffEvent).where(StaffEvent.user_id == user_id, StaffEvent.kind == "left")
        )
        assert [(event.at, event.reason) for event in events] == [(LATER, "Fin de contrato.")]


async def test_a_date_that_was_changed_ends_nothing(database: Database, records: StaffRecords) -> None:
    user_id = await member(database, "support")
    old = await leaving(database, user_id, AT + timedelta(days=10))
    new = await leaving(database, user_id, AT + timedelta(days=60))
    await records.leave(StaffDeadline(old, LATER))
    assert (await records.load_leaving(old)).due is None
    assert (await records.load_leaving(new)).due == AT + timedelta(days=60)
    assert not (await records.load_leaving(new)).left


@pytest.mark.rule("P5")
async def test_a_training_from_elsewhere_awaits_neither_who_noted_it_nor_whose_it_is(
    records: StaffRecords, database: Database
) -> None:
    recorder, trained = await member(database, "security"), await member(database, "security")
    second = await member(database, "security")
    training_id = new_id(Prefix.EXTERNAL_TRAINING)
    async with database.transaction() as session:
        session.add(
            ExternalTraining(
                id=training_id,
                user_id=trained,
                course="data-protection",
                title="x",
                provider="x",
                trained_on=AT.date(),
                evidence="x",
                recorded_by=recorder,
                recorded_at=AT,
                state="awaiting_confirmation",
                valid_until=LATER,
            )
        )
    plan = await records.load_decision(training_id)
    assert plan.state is DecisionState.AWAITING
    assert plan.expires_at == decision_deadline(AT)
    assert second in plan.deciders
    assert not {recorder, trained} & set(plan.deciders)
    assert (plan.told, plan.member_id) == ([recorder], None)
    await records.expire_decision(StaffDeadline(training_id, plan.expires_at - timedelta(seconds=1)))
    assert (await records.load_decision(training_id)).state is DecisionState.AWAITING
    await records.expire_decision(StaffDeadline(training_id, plan.expires_at))
    assert (await records.load_decision(training_id)).state is DecisionState.EXPIRED
