"""The destruction of blocked data is told ahead and, with its certificate, when it is done (S18, S21)."""

from datetime import UTC, datetime

import pytest
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import GROUND_GONE, Mailer
from activities.mail.messages import MailOrder, NoticeFacts, Purpose
from activities.retention.pdf import words
from models import Business, PurgeCertificate, Retention, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms import clauses
from terms.accounts import Document
from terms.clauses import clause_of
from terms.retention import PurgeStage
from terms.subscription_notices import NoticeKind
from tests.activities.invoices.billed import paid_bill
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import assert_tame
from tests.newer_texts import publish
from tests.purging import let_come_due

NAME = "Café <b>Ñandú</b>"
FIRST = "2026-11-22"
LOGS = PurgeStage.TECHNICAL_LOGS


async def blocked(database: Database, language: str) -> tuple[str, str, datetime]:
    """A blocked business, its owner's address, and when its logs are due."""
    bill = await paid_bill(database, language=language, name=NAME)
    await let_come_due(database, bill.business_id)
    async with database.transaction() as session:
        business = await session.get_one(Business, bill.business_id)
        owner = await session.get_one(User, business.owner_id)
        row = await session.get_one(Retention, (business.id, LOGS.value))
        assert row.due_at is not None
        return business.id, owner.email, row.due_at


def order(business_id: str, purpose: Purpose, kind: NoticeKind, about: datetime) -> MailOrder:
    notice = NoticeFacts(kind.value, "S18", about, detail=LOGS.value)
    return MailOrder(f"retention-{business_id}:{purpose}", purpose, about_id=business_id, notice=notice)


@pytest.mark.parametrize("language", ["es", "en"])
async def test_the_owner_is_told_ahead(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    business_id, address, due = await blocked(database, language)
    await mailer.send(order(business_id, Purpose.PURGE_AHEAD, NoticeKind.PURGE_AHEAD, due))
    (message,) = sink.messages(address)
    assert_tame(message)
    text = " ".join(message["text"].split())
    for said in (NAME, words(language)["stages"][LOGS.value], clause_of("S18"), business_id):
        assert said in text


@pytest.mark.parametrize("language", ["es", "en"])
async def test_the_certificate_comes_with_the_news(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    business_id, address, due = await blocked(database, language)
    certificate = PurgeCertificate(
        id=new_id(Prefix.PURGE_CERTIFICATE),
        business_id=business_id,
        stage=LOGS.value,
        issued_at=datetime.now(UTC),
        digest="0" * 64,
        facts={},
        pdf=b"%PDF-1.7 sealed",
    )
    async with database.transaction() as session:
        session.add(certificate)
    await mailer.send(order(business_id, Purpose.PURGED, NoticeKind.PURGED, due))
    (message,) = sink.messages(address)
    assert_tame(message)
    (attached,) = message["attachments"]
    assert attached["filename"] == f"{certificate.id}.pdf"


@pytest.mark.rule("A3")
async def test_it_names_the_version_that_governed_and_not_the_newest(
    database: Database, mailer: Mailer, sink: RunningSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = "2030-01-01"
    business_id, address, due = await blocked(database, "es")
    publish(monkeypatch, Document.TERMS, newer, substantial=True)
    monkeypatch.setattr(clauses, "CURRENT_TERMS", newer)
    await mailer.send(order(business_id, Purpose.PURGE_AHEAD, NoticeKind.PURGE_AHEAD, due))
    (message,) = sink.messages(address)
    assert FIRST in message["text"]
    assert newer not in message["text"]


async def test_a_date_that_no_longer_holds_is_not_told(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    business_id, address, due = await blocked(database, "es")
    async with database.transaction() as session:
        (await session.get_one(Retention, (business_id, LOGS.value))).due_at = None
    with pytest.raises(ApplicationError) as gone:
        await mailer.send(order(business_id, Purpose.PURGE_AHEAD, NoticeKind.PURGE_AHEAD, due))
    assert gone.value.type == GROUND_GONE
    assert sink.messages(address) == []
