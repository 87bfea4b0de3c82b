"""A substantial change reaches each whom it concerns once, whatever fails meanwhile (contract A3)."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import Mailer
from activities.records.acceptances import keep_acceptance
from activities.records.terms_change_records import VERSION_UNKNOWN, TermsChangeRecords
from activities.records.terms_messages import TermsMailed, TermsMailing
from models import Business, StaffMember, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import Document
from tests.activities.mail.running_sink import RunningSink
from tests.newer_texts import SUMMARIES, publish

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
VERSION = "2030-01-01"


class People:
    """Users of this test, after all who were there before."""

    def __init__(self, database: Database, records: TermsChangeRecords, after: str) -> None:
        self.database, self.records, self.after = database, records, after

    async def user(self, language: str = "es") -> User:
        """A new user."""
        user_id = new_id(Prefix.USER)
        user = User(
            id=user_id,
            email=f"{user_id}@example.com".lower(),
            password_hash="-",
            email_verified_at=NOW,
            created_at=NOW,
            language=language,
            name="Ana <b>Soler</b>",
        )
        async with self.database.transaction() as session:
            session.add(user)
        return user

    async def business(self, owner: User) -> str:
        """A business of the user's."""
        business = Business(
            id=new_id(Prefix.BUSINESS), owner_id=owner.id, name="Taller", country="ES", created_at=NOW
        )
        async with self.database.transaction() as session:
            session.add(business)
        return business.id

    async def accept(self, user: User, kind: Document, version: str, business_id: str | None = None) -> None:
        """Keeps an acceptance."""
        async with self.database.transaction() as session:
            await keep_acceptance(
                session,
                user_id=user.id,
                business_id=business_id,
                document=kind.value,
                accepted={"version": version, "language": "es", "sha256": "a" * 64},
                at=NOW,
                ip=None,
                user_agent=None,
            )

    async def mail(self, kind: Document, step: int = 0, after: str | None = None) -> TermsMailed:
        """One page."""
        return await self.records.mail_page(TermsMailing(kind.value, VERSION, step, after or self.after))


@pytest.fixture
async def people(database: Database, mailer: Mailer) -> People:
    """Nobody yet; pages of two."""
    async with database.transaction() as session:
        last = await session.scalar(select(func.max(User.id)))
    return People(database, TermsChangeRecords(database, mailer, page=2), last or "")


@pytest.fixture(params=[Document.TERMS, Document.PRIVACY, Document.PROCESSOR, Document.STAFF_COMMITMENTS])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Document:
    """Each text that changes, with a substantial version to come."""
    kind: Document = request.param
    publish(monkeypatch, kind, VERSION, substantial=True)
    return kind


async def concerned(people: People, kind: Document, language: str = "es") -> User:
    """A user whom a change of the text concerns."""
    user = await people.user(language)
    if kind in (Document.TERMS, Document.PROCESSOR):
        await people.accept(user, kind, "2026-11-22", await people.business(user))
    elif kind is Document.STAFF_COMMITMENTS:
        async with people.database.transaction() as session:
            session.add(StaffMember(user_id=user.id, roles=["support"], joined_at=NOW))
    else:
        await people.accept(user, kind, "2026-11-22")
    return user


async def test_each_whom_it_concerns_gets_one_mail_in_pages(
    people: People, sink: RunningSink, kind: Document
) -> None:
    users = [await concerned(people, kind) for _ in range(3)]
    first = await people.mail(kind)
    assert first == TermsMailed(2, users[1].id)
    assert await people.mail(kind, after=first.next) == TermsMailed(1, None)
    await people.mail(kind)
    for user in users:
        (message,) = sink.messages(user.email)
        assert message["links"] == ["https://firma.example/app/accept"]
        assert SUMMARIES["es"] in message["text"]
        assert VERSION in message["text"]
        assert "<b>Soler" not in message["html"]


async def test_a_reminder_is_another_mail_and_in_ones_language(
    people: People, sink: RunningSink, kind: Document
) -> None:
    user = await concerned(people, kind, "en")
    for step in (0, 1, 1, 2):
        await people.mail(kind, step)
    subjects = [message["subject"] for message in sink.messages(user.email)]
    assert [subject.startswith("Reminder: ") for subject in subjects] == [True, True, False]


async def test_whoever_accepted_is_left_alone(people: People, sink: RunningSink, kind: Document) -> None:
    user = await concerned(people, kind)
    await people.mail(kind)
    async with people.database.transaction() as session:
        business_id = await session.scalar(select(Business.id).where(Business.owner_id == user.id))
    await people.accept(user, kind, VERSION, business_id)
    assert await people.mail(kind, 1) == TermsMailed(0, None)
    assert len(sink.messages(user.email)) == 1


async def test_an_owner_is_asked_for_the_business_that_is_left(
    people: People, sink: RunningSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, Document.TERMS, VERSION, substantial=True)
    owner = await people.user()
    first, _ = await people.business(owner), await people.business(owner)
    await people.accept(owner, Document.TERMS, VERSION, first)
    assert (await people.mail(Document.TERMS)).mails == 1
    assert len(sink.messages(owner.email)) == 1, "one mail, however many businesses"


async def test_the_terms_do_not_concern_who_owns_nothing(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, Document.TERMS, VERSION, substantial=True)
    await people.user()
    assert await people.mail(Document.TERMS) == TermsMailed(0, None)


async def test_what_was_not_sent_is_sent_when_the_page_is_repeated(
    people: People, sink: RunningSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, Document.PRIVACY, VERSION, substantial=True)
    users = [await concerned(people, Document.PRIVACY) for _ in range(2)]
    sink.faults(refuse_next=1)
    with pytest.raises(ApplicationError):
        await people.mail(Document.PRIVACY)
    async with asyncio.timeout(30):
        while True:
            try:
                mailed = await people.mail(Document.PRIVACY)
                break
            except ApplicationError:
                await asyncio.sleep(0.5)
    assert mailed.mails == 2
    assert [len(sink.messages(user.email)) for user in users] == [1, 1]


async def test_an_address_that_refuses_holds_nobody_up(
    people: People, sink: RunningSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, Document.PRIVACY, VERSION, substantial=True)
    gone, there = [await concerned(people, Document.PRIVACY) for _ in range(2)]
    async with people.database.transaction() as session:
        (await session.get_one(User, gone.id)).email = f"{gone.id}@refuse.test".lower()
    assert (await people.mail(Document.PRIVACY)).mails == 1
    assert len(sink.messages(there.email)) == 1


async def test_an_older_worker_leaves_it_to_a_newer_one(people: People) -> None:
    with pytest.raises(ApplicationError) as raised:
        await people.mail(Document.TERMS)
    assert (raised.value.type, raised.value.non_retryable) == (VERSION_UNKNOWN, False)


async def test_a_newer_change_takes_over(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    await people.user()
    publish(monkeypatch, Document.PRIVACY, VERSION, substantial=True)
    publish(monkeypatch, Document.PRIVACY, "2031-01-01", substantial=True)
    assert await people.mail(Document.PRIVACY) == TermsMailed(0, None, superseded=True)
