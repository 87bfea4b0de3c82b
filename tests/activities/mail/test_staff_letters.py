"""Letters to the holder's staff, in both languages, with what hostile people might write."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.records.subscription_facts import facts_to_json
from models import (
    Base,
    ContractDecision,
    ExternalTraining,
    StaffEvent,
    StaffInvitation,
    StaffMember,
    StaffRoleChange,
    Subscription,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import Month, local_date, start_of_day
from terms.plans import CustomerKind, Plan, PlanKind
from terms.subscription_facts import Facts
from tests.activities.invoices.billed import paid_bill
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, LANGUAGES, assert_tame

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
HOSTILE_NAME = HOSTILE.signer
STAFF_PURPOSES = {purpose for purpose in Purpose if purpose.value.startswith("staff-")}


@pytest.fixture(params=LANGUAGES)
async def reader(request: pytest.FixtureRequest, database: Database) -> User:
    """Whom the letters are for, and who asked for what they tell."""
    user_id = new_id(Prefix.USER)
    user = User(
        id=user_id,
        email=f"{user_id.lower()}@example.com",
        password_hash="-",
        email_verified_at=AT,
        created_at=AT,
        name=HOSTILE.sender,
        language=request.param,
    )
    await keep(database, user)
    return user


async def keep(database: Database, row: Base) -> None:
    async with database.transaction() as session:
        session.add(row)


def invitation(
    tokens: LinkTokens, asked_by: str | None, language: str = "es", **more: Any
) -> StaffInvitation:
    invitation_id = new_id(Prefix.STAFF_INVITATION)
    fields: dict[str, Any] = {
        "id": invitation_id,
        "email": f"{invitation_id.lower()}@example.com",
        "name": HOSTILE_NAME,
        "language": language,
        "roles": ["reviewer", "support"],
        "reason": HOSTILE.message,
        "asked_by": asked_by,
        "asked_at": AT,
        "needs_second": True,
        "token_sha256": tokens.sha256(tokens.token(invitation_id)),
        "state": "invited",
        "expires_at": AT + timedelta(days=7),
    }
    return StaffInvitation(**fields | more)


def change(user_id: str, state: str, **more: Any) -> StaffRoleChange:
    fields: dict[str, Any] = {
        "id": new_id(Prefix.STAFF_ROLE_CHANGE),
        "user_id": user_id,
        "roles_before": ["support"],
        "roles": ["dpo"],
        "reason": HOSTILE.reason,
        "asked_by": user_id,
        "asked_at": AT,
        "needs_second": True,
        "expires_at": AT + timedelta(days=3),
        "state": state,
    }
    return StaffRoleChange(**fields | more)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_invited_get_a_link_of_their_own_and_no_password(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, language: str
) -> None:
    row = invitation(tokens, None, language)
    await keep(database, row)
    await mailer.send(MailOrder(f"{row.id}:1", Purpose.STAFF_INVITATION, about_id=row.id))
    (message,) = sink.messages(row.email)
    assert_tame(message)
    assert message["links"] == [f"https://firma.example/staff-invitation#{tokens.token(row.id)}"]
    assert message["headers"]["Content-Language"] == language
    duty = {"es": "revisión de denuncias, soporte", "en": "review of reports, support"}[language]
    assert duty in " ".join(message["text"].split())


async def test_those_who_decide_read_who_asks_for_what_and_why(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, tokens: LinkTokens
) -> None:
    rows = [
        invitation(tokens, reader.id),
        change(reader.id, "awaiting_confirmation"),
    ]
    for row in rows:
        await keep(database, row)
        order = MailOrder(f"{row.id}:1", Purpose.STAFF_DECISION_ASKED, user_id=reader.id, about_id=row.id)
        await mailer.send(order)
    messages = sink.messages(reader.email)
    assert len({message["subject"] for message in messages}) == len(messages) == 2
    for message in messages:
        assert_tame(message)
        assert message["links"] == ["https://firma.example/app/staff/members"]
    assert "alert(2)" in messages[0]["text"] + messages[1]["text"], "the reason"


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("awaiting_confirmation", None),
        ("applied", "taken"),
        ("applied", "nothing-owed"),
        ("refused", None),
        ("expired", None),
    ],
)
async def test_a_decision_about_a_contract_names_it_by_its_id_alone(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, state: str, outcome: str | None
) -> None:
    bill = await paid_bill(database, name="Cliente Secreto")
    row = ContractDecision(
        id=new_id(Prefix.CONTRACT_DECISION),
        business_id=bill.business_id,
        subscription_id=bill.subscription_id,
        kind="hold",
        until=AT + timedelta(days=60),
        reason=HOSTILE.reason,
        asked_by=reader.id,
        asked_at=AT,
        expires_at=AT + timedelta(days=3),
        state=state,
        decided_by=None if state == "awaiting_confirmation" else "usr_other",
        outcome=outcome,
    )
    await keep(database, row)
    asked = state == "awaiting_confirmation"
    purpose = Purpose.STAFF_DECISION_ASKED if asked else Purpose.STAFF_DECISION_TAKEN
    await mailer.send(MailOrder(f"{row.id}:1", purpose, user_id=reader.id, about_id=row.id))
    (message,) = sink.messages(reader.email)
    assert_tame(message)
    text = " ".join(message["text"].split())
    assert bill.subscription_id in text
    assert "Cliente Secreto" not in text
    assert message["links"] == ["https://firma.example/app/staff/billing"]
    assert ("nothing-owed" in text) is (outcome == "nothing-owed")


@pytest.mark.rule("P5")
@pytest.mark.parametrize("state", ["awaiting_confirmation", "applied", "refused", "expired"])
async def test_a_training_from_elsewhere_asks_for_a_second_person(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, state: str
) -> None:
    await keep(database, StaffMember(user_id=reader.id, roles=["security"], joined_at=AT))
    row = ExternalTraining(
        id=new_id(Prefix.EXTERNAL_TRAINING),
        user_id=reader.id,
        course="data-protection",
        title="Curso de protección de datos",
        provider="Colegio de Abogados",
        trained_on=AT.date(),
        evidence=HOSTILE.reason,
        recorded_by=reader.id,
        recorded_at=AT,
        state=state,
        decided_by="usr_other" if state in ("applied", "refused") else None,
        valid_until=AT + timedelta(days=300),
    )
    await keep(database, row)
    asked = state == "awaiting_confirmation"
    purpose = Purpose.STAFF_DECISION_ASKED if asked else Purpose.STAFF_DECISION_TAKEN
    await mailer.send(MailOrder(f"{row.id}:1", purpose, user_id=reader.id, about_id=row.id))
    (message,) = sink.messages(reader.email)
    assert_tame(message)
    text = " ".join(message["text"].split())
    assert ("Colegio de Abogados" in text) is asked
    assert "training" in text.lower() or "formación" in text.lower()
    assert message["links"] == ["https://firma.example/app/staff/members"]


@pytest.mark.parametrize("waits", [True, False])
async def test_billing_reads_that_a_debt_waits_as_long_as_it_does(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, waits: bool
) -> None:
    now = datetime.now(UTC)
    owed = Month.of(local_date(now)).plus(-2)
    facts = Facts(
        Plan(PlanKind.MONTHLY, Decimal("29.00")),
        CustomerKind.COMPANY,
        Decimal(21),
        start_of_day(owed.plus(-1).first_day),
        grace_until={str(owed): None if waits else now},
    )
    bill = await paid_bill(database, name="Cliente Secreto")
    async with database.transaction() as session:
        row = await session.get_one(Subscription, bill.subscription_id)
        row.selected_at, row.facts = facts.selected_at, facts_to_json(facts)
    order = MailOrder(f"{row.id}:1", Purpose.STAFF_DEBT_WAITS, user_id=reader.id, about_id=row.id)
    if not waits:
        with pytest.raises(ApplicationError):
            await mailer.send(order)
        assert sink.messages(reader.email) == []
        return
    await mailer.send(order)
    (message,) = sink.messages(reader.email)
    assert_tame(message)
    text = " ".join(message["text"].split())
    assert row.id in text
    assert ("35,09 €" if reader.language == "es" else "35.09 €") in text
    assert "Cliente Secreto" not in text
    assert message["links"] == [f"https://firma.example/app/staff/billing/{row.id}"]


@pytest.mark.parametrize("state", ["accepted", "refused", "expired"])
async def test_who_asked_reads_how_the_invitation_ended(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, state: str
) -> None:
    row = invitation(tokens, reader.id, state=state, ended_reason="No la conozco.")
    await keep(database, row)
    order = MailOrder(f"{row.id}:1", Purpose.STAFF_INVITATION_ENDED, user_id=reader.id, about_id=row.id)
    await mailer.send(order)
    (message,) = sink.messages(reader.email)
    assert_tame(message)
    assert "> No la conozco." in message["text"]


@pytest.mark.parametrize("state", ["applied", "refused", "expired"])
async def test_who_asked_reads_what_was_decided_about_roles(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink, state: str
) -> None:
    row = change(reader.id, state)
    await keep(database, row)
    for purpose in (Purpose.STAFF_DECISION_TAKEN, Purpose.STAFF_ROLES_CHANGED):
        order = MailOrder(f"{row.id}:{purpose}", purpose, user_id=reader.id, about_id=row.id)
        await mailer.send(order)
    messages = sink.messages(reader.email)
    assert len({message["subject"] for message in messages}) == 2
    for message in messages:
        assert_tame(message)


async def test_leavings_are_told_before_and_after(
    database: Database, reader: User, mailer: Mailer, sink: RunningSink
) -> None:
    event = StaffEvent(
        id=new_id(Prefix.STAFF_EVENT),
        user_id=reader.id,
        at=AT,
        kind="leaving_set",
        by=reader.id,
        roles=["support"],
        reason="x",
        leaves_at=datetime(2027, 3, 28, 22, tzinfo=UTC),
    )
    await keep(database, event)
    for purpose in (Purpose.STAFF_LEAVING_SOON, Purpose.STAFF_LEFT):
        await mailer.send(MailOrder(f"{event.id}:{purpose}", purpose, user_id=reader.id, about_id=event.id))
    messages = sink.messages(reader.email)
    assert len({message["subject"] for message in messages}) == 2
    for message in messages:
        assert_tame(message)
        day = {"es": "28 de marzo de 2027, 24:00", "en": "28 March 2027, 24:00"}[reader.language]
        assert day in " ".join(message["text"].split()), "the last day, to its end"
