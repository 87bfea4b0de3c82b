"""Registrations in the tables: links are replaced, what was never verified leaves no trace (contract A1)."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from temporalio.exceptions import ApplicationError

from activities.mail.ledger import order_mail
from activities.mail.letters import Letters
from activities.mail.links import LinkTokens
from activities.mail.messages import MailOrder, Purpose
from activities.records.registration_messages import LinkRenewal
from activities.records.registration_records import RegistrationRecords
from models import (
    Base,
    Business,
    Mail,
    MailProviderEvent,
    Membership,
    Registration,
    ReplacedVerificationLink,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import UNVERIFIED_KEPT, VERIFICATION_LINK

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
TOKENS = LinkTokens(b"k" * 32)


@pytest.fixture
def records(database: Database) -> RegistrationRecords:
    """The records under test."""
    return RegistrationRecords(database, TOKENS)


async def requested(database: Database) -> Registration:
    """A registration asked for."""
    registration_id = new_id(Prefix.REGISTRATION)
    registration = Registration(
        id=registration_id,
        email=f"{registration_id}@example.com".lower(),
        password_hash="-",
        token_sha256=LinkTokens.sha256(TOKENS.token(registration_id)),
        requested_at=NOW,
        expires_at=NOW + VERIFICATION_LINK,
        privacy_version="2026-11-22",
        privacy_language="es",
        privacy_sha256="a" * 64,
        ip="192.0.2.7",
    )
    async with database.transaction() as session:
        session.add(registration)
    return registration


async def mailed(database: Database, registration: Registration, purpose: Purpose) -> str:
    """A mail ordered as the workflow does; its id."""
    order = MailOrder(
        f"registration-{registration.id}:{purpose.value}", purpose, registration_id=registration.id
    )
    async with database.transaction() as session:
        recipient = await Letters(TOKENS, "https://firma.example", "Europe/Madrid").recipient(session, order)
        await order_mail(session, order, recipient, NOW)
        return str(await session.scalar(select(Mail.id).where(Mail.key == order.key)))


async def everything(database: Database) -> str:
    """All rows of all tables, as text."""
    async with database.transaction() as session:
        rows = [
            [str(value) for value in row]
            for table in Base.metadata.sorted_tables
            for row in await session.execute(text(f"SELECT t::text FROM {table.name} t"))  # noqa: S608
        ]
    return json.dumps(rows)


async def test_a_new_link_takes_the_place_of_the_old_one_once(
    database: Database, records: RegistrationRecords
) -> None:
    registration = await requested(database)
    later = NOW + timedelta(days=2)
    for _ in range(2):
        assert await records.renew_link(LinkRenewal(registration.id, 2, later))
    async with database.transaction() as session:
        now = await session.get_one(Registration, registration.id)
        replaced = (
            await session.scalars(
                select(ReplacedVerificationLink).where(
                    ReplacedVerificationLink.registration_id == registration.id
                )
            )
        ).all()
    assert now.token_sha256 == LinkTokens.sha256(TOKENS.verification_token(registration.id, 2))
    assert now.expires_at == later + VERIFICATION_LINK
    assert [row.token_sha256 for row in replaced] == [registration.token_sha256]


async def test_a_link_never_outlives_the_registration(
    database: Database, records: RegistrationRecords
) -> None:
    registration = await requested(database)
    assert await records.renew_link(
        LinkRenewal(registration.id, 2, NOW + UNVERIFIED_KEPT - timedelta(hours=1))
    )
    async with database.transaction() as session:
        found = await session.get_one(Registration, registration.id)
    assert found.expires_at == NOW + UNVERIFIED_KEPT


async def test_no_link_is_made_for_what_is_verified_known_or_gone(
    database: Database, records: RegistrationRecords
) -> None:
    verified, known = await requested(database), await requested(database)
    async with database.transaction() as session:
        (await session.get_one(Registration, verified.id)).verified_at = NOW
        session.add(user(known.email))
    for registration_id in (verified.id, known.id, "reg_unknown"):
        assert not await records.renew_link(LinkRenewal(registration_id, 2, NOW))


async def test_nothing_is_left_of_what_was_never_verified(
    database: Database, records: RegistrationRecords
) -> None:
    registration = await requested(database)
    await records.renew_link(LinkRenewal(registration.id, 2, NOW))
    mail_id = await mailed(database, registration, Purpose.VERIFY_EMAIL)
    async with database.transaction() as session:
        session.add(
            MailProviderEvent(
                provider_event_id=mail_id,
                mail_id=mail_id,
                kind="delivered",
                at=NOW,
                received_at=NOW,
                payload={"email": registration.email},
            )
        )
    assert registration.email in await everything(database)
    assert await records.remove_unverified(registration.id)
    assert await records.remove_unverified(registration.id), "a repeated step finds it done"
    left = await everything(database)
    assert registration.email not in left
    assert registration.id not in left
    assert mail_id not in left
    with pytest.raises(ApplicationError, match="no such registration"):
        await records.load_registration(registration.id)


async def test_another_registration_keeps_its_mails(database: Database, records: RegistrationRecords) -> None:
    first, second = await requested(database), await requested(database)
    kept = await mailed(database, second, Purpose.VERIFY_EMAIL)
    await records.remove_unverified(first.id)
    async with database.transaction() as session:
        assert await session.get(Mail, kept)
        assert await session.get(Registration, second.id)


async def test_a_mail_being_written_is_removed_too(database: Database, records: RegistrationRecords) -> None:
    registration = await requested(database)
    order = MailOrder(
        f"registration-{registration.id}:verify-email", Purpose.VERIFY_EMAIL, registration_id=registration.id
    )
    letters = Letters(TOKENS, "https://firma.example", "Europe/Madrid")
    async with database.transaction() as session:
        recipient = await letters.recipient(session, order)
        removing = asyncio.create_task(records.remove_unverified(registration.id))
        await asyncio.sleep(0.3)
        assert not removing.done()
        await order_mail(session, order, recipient, NOW)
    assert await removing
    assert registration.email not in await everything(database)


async def test_a_verified_registration_is_not_removed(
    database: Database, records: RegistrationRecords
) -> None:
    registration = await requested(database)
    async with database.transaction() as session:
        (await session.get_one(Registration, registration.id)).verified_at = NOW
    assert not await records.remove_unverified(registration.id)
    assert (await records.load_registration(registration.id)).verified


async def test_the_second_phase_is_done_with_a_name_and_a_business(
    database: Database, records: RegistrationRecords
) -> None:
    registration = await requested(database)
    assert await records.unfinished_user(registration.id) is None, "nobody is there yet"
    owner = user(registration.email)
    async with database.transaction() as session:
        session.add(owner)
        await session.flush()
        (await session.get_one(Registration, registration.id)).user_id = owner.id
    assert await records.unfinished_user(registration.id) == owner.id
    async with database.transaction() as session:
        (await session.get_one(User, owner.id)).name = "Marta"
    assert await records.unfinished_user(registration.id) == owner.id
    business = Business(
        id=new_id(Prefix.BUSINESS), owner_id=owner.id, name="Taller", country="ES", created_at=NOW
    )
    async with database.transaction() as session:
        session.add(business)
        await session.flush()
        session.add(Membership(business_id=business.id, user_id=owner.id, role="owner", created_at=NOW))
    assert await records.unfinished_user(registration.id) is None


def user(email: str) -> User:
    """A user with this address."""
    return User(id=new_id(Prefix.USER), email=email, password_hash="-", email_verified_at=NOW, created_at=NOW)
