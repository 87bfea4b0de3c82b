"""Letters about guests, in both languages, with what hostile users might be called."""

from datetime import timedelta

import pytest

from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Business, Departure, Invitation, OwnershipTransfer
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SENT_AT, SentEnvelope, sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, LANGUAGES, assert_tame

TO_INVITED = (Purpose.INVITATION, Purpose.INVITATION_REMINDER)
TO_OWNER = (Purpose.INVITATION_ACCEPTED, Purpose.INVITATION_DECLINED, Purpose.INVITATION_EXPIRED)
OWNERSHIP = (
    Purpose.OWNERSHIP_OFFERED,
    Purpose.OWNERSHIP_REMINDER,
    Purpose.OWNERSHIP_TRANSFERRED,
    Purpose.OWNERSHIP_OFFER_ENDED,
)
DEPARTURES = (Purpose.ACCESS_WITHDRAWN, Purpose.MEMBER_LEFT)


@pytest.fixture(params=LANGUAGES)
async def business(request: pytest.FixtureRequest, database: Database) -> SentEnvelope:
    """A business whose every name is hostile."""
    return await sent_envelope(database, HOSTILE, language=request.param)


async def invited(
    database: Database, business: SentEnvelope, tokens: LinkTokens, language: str
) -> Invitation:
    invitation_id = new_id(Prefix.INVITATION)
    invitation = Invitation(
        id=invitation_id,
        business_id=business.business_id,
        email=f"{invitation_id.lower()}@example.com",
        language=language,
        invited_by=business.user_id,
        token_sha256=tokens.sha256(tokens.token(invitation_id)),
        created_at=SENT_AT,
        expires_at=SENT_AT + timedelta(days=7),
    )
    async with database.transaction() as session:
        session.add(invitation)
    return invitation


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_invited_read_who_invites_to_what_and_get_their_link(
    database: Database, business: SentEnvelope, mailer: Mailer, sink: RunningSink, tokens: LinkTokens,
    language: str,
) -> None:  # fmt: skip
    invitation = await invited(database, business, tokens, language)
    for purpose in TO_INVITED:
        await mailer.send(MailOrder(f"{invitation.id}:{purpose}", purpose, about_id=invitation.id))
    messages = sink.messages(invitation.email)
    assert len({message["subject"] for message in messages}) == len(messages) == len(TO_INVITED)
    for message in messages:
        assert_tame(message)
        assert message["links"] == [f"https://firma.example/invitation#{tokens.token(invitation.id)}"]
        assert message["headers"]["Content-Language"] == language
        assert "Acme Bcc: victim@example.com" in message["text"]


async def test_the_owner_is_told_of_answers(
    database: Database, business: SentEnvelope, mailer: Mailer, sink: RunningSink, tokens: LinkTokens
) -> None:
    invitation = await invited(database, business, tokens, "es")
    for purpose in TO_OWNER:
        await mailer.send(MailOrder(f"{invitation.id}:{purpose}", purpose, about_id=invitation.id))
    messages = sink.messages(business.sender_address)
    assert len({message["subject"] for message in messages}) == len(messages) == len(TO_OWNER)
    for message in messages:
        assert_tame(message)
        assert message["links"] == ["https://firma.example/app/members"]
        assert invitation.email in message["text"]


async def test_departures_are_told(
    database: Database, business: SentEnvelope, mailer: Mailer, sink: RunningSink
) -> None:
    departure = Departure(
        id=new_id(Prefix.DEPARTURE),
        business_id=business.business_id,
        user_id=business.user_id,
        ended_by=business.user_id,
        at=SENT_AT,
    )
    async with database.transaction() as session:
        session.add(departure)
    for purpose in DEPARTURES:
        await mailer.send(MailOrder(f"{departure.id}:{purpose}", purpose, about_id=departure.id))
    messages = sink.messages(business.sender_address)
    assert len({message["subject"] for message in messages}) == len(messages) == len(DEPARTURES)
    for message in messages:
        assert_tame(message)


@pytest.mark.parametrize("ending", ["declined", "withdrawn", "expired"])
async def test_both_sides_of_a_transfer_read_their_part(
    database: Database, business: SentEnvelope, mailer: Mailer, sink: RunningSink, ending: str
) -> None:
    taker = await sent_envelope(database, HOSTILE, language="en")
    transfer = OwnershipTransfer(
        id=new_id(Prefix.OWNERSHIP_TRANSFER),
        business_id=business.business_id,
        from_user_id=business.user_id,
        to_user_id=taker.user_id,
        offered_at=SENT_AT,
        state=ending,
        expires_at=SENT_AT + timedelta(days=7),
    )
    async with database.transaction() as session:
        session.add(transfer)
    for purpose in OWNERSHIP:
        for user_id in (business.user_id, taker.user_id):
            order = MailOrder(
                f"{transfer.id}:{purpose}:{user_id}", purpose, user_id=user_id, about_id=transfer.id
            )
            await mailer.send(order)
    for address in (business.sender_address, taker.sender_address):
        messages = sink.messages(address)
        assert len({message["subject"] for message in messages}) == len(messages) == len(OWNERSHIP)
        for message in messages:
            assert_tame(message)
            assert "Acme Bcc: victim@example.com" in " ".join(message["text"].split())


async def test_who_takes_a_business_over_is_told_that_it_is_to_be_deleted(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    business = await sent_envelope(database, HOSTILE, language="es")
    taker = await sent_envelope(database, HOSTILE, language="en")
    transfer = OwnershipTransfer(
        id=new_id(Prefix.OWNERSHIP_TRANSFER),
        business_id=business.business_id,
        from_user_id=business.user_id,
        to_user_id=taker.user_id,
        offered_at=SENT_AT,
        state="offered",
        expires_at=SENT_AT + timedelta(days=7),
    )
    async with database.transaction() as session:
        session.add(transfer)
        (await session.get_one(Business, business.business_id)).deletion_requested_at = SENT_AT
    for purpose in OWNERSHIP[:3]:
        for user_id in (business.user_id, taker.user_id):
            key = f"{transfer.id}:{purpose}:{user_id}"
            await mailer.send(MailOrder(key, purpose, user_id=user_id, about_id=transfer.id))
    said = "its deletion was asked for"
    assert [said in " ".join(one["text"].split()) for one in sink.messages(taker.sender_address)] == [
        True
    ] * 3
    assert not any("borrar la empresa" in one["text"] for one in sink.messages(business.sender_address))
