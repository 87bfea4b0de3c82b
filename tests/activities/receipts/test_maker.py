"""A receipt repeats the declaration with its date and time, sealed, once (S10, S14; 2011/83/EU, art. 11a)."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
from obstore.store import LocalStore
from sqlalchemy import func, select

from activities.mail.content import MailTemplates
from activities.mail.letters import Letters
from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, NoticeFacts, Purpose
from activities.mail.provider import SendGrid
from activities.mail.rate import ProviderRate
from activities.mail.request import MailSender
from activities.receipts.facts import receipt_facts
from activities.receipts.maker import ReceiptMaker, receipt_of
from activities.receipts.messages import ReceiptOrder
from activities.signing.level import findings
from activities.vault.vault import Vault
from deploy.pki.folder import PkiFolder
from models import Business, DeclarationReceipt, Subscription, SubscriptionAct, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.subscription_notices import NoticeKind
from tests.activities.evidence.conftest import serving
from tests.activities.evidence.kit import SigningKit
from tests.activities.invoices.billed import paid_bill
from tests.activities.invoices.conftest import HOLDER
from tests.activities.mail.running_sink import RunningSink
from workflows.subscription_notices import notice_order

STATED = datetime(2026, 11, 20, 22, 59, 30, tzinfo=UTC)
CONFIRMED = STATED + timedelta(minutes=2)
DOWNLOADS_END = datetime(2026, 12, 20, 23, tzinfo=UTC)
REFUND_UNTIL = datetime(2026, 12, 4, 23, tzinfo=UTC)
SHOWN = "Comunico que desisto de lo que la página decía."
NAME = "Café <b>Ñandú</b> #set page(width: 1pt)"


@pytest.fixture(scope="module")
async def sealing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SigningKit]:
    """What seals, on the local stack's own PKI."""
    folder = PkiFolder(tmp_path_factory.mktemp("pki"))
    with serving(folder):
        async with httpx.AsyncClient() as client:
            yield SigningKit(folder, client)


@pytest.fixture
def vault(database: Database, tmp_path: Path) -> Vault:
    """Objects in a folder of this test."""
    return Vault(database, LocalStore(str(tmp_path)), os.urandom(32))


@pytest.fixture
def maker(database: Database, vault: Vault, sealing: SigningKit) -> ReceiptMaker:
    """The activity."""
    return ReceiptMaker(database, vault, sealing.certificate_seal, HOLDER, "Europe/Madrid")


async def declared(database: Database, kind: str, language: str = "es") -> tuple[ReceiptOrder, str]:
    """A declaration that was carried out, and its owner's address."""
    bill = await paid_bill(database, language=language, name=NAME)
    body = {"name": "Lucía Soler", "statement": SHOWN} if kind == "withdraw" else {"cancel_at": "month_end"}
    async with database.transaction() as session:
        row = await session.get_one(Subscription, bill.subscription_id)
        row.state, row.reason = "download_only", "withdrawn" if kind == "withdraw" else "cancelled"
        row.ends_at = CONFIRMED
        owner = await session.get_one(User, row.chosen_by)
        owner.name = "Marta Soler"
        act = SubscriptionAct(
            id=new_id(Prefix.ACT),
            business_id=row.business_id,
            subscription_id=row.id,
            user_id=row.chosen_by,
            kind=kind,
            body=body,
            stated_at=STATED,
            confirmed_at=CONFIRMED,
            outcome="taken",
        )
        session.add(act)
        if kind == "withdraw":
            return (
                ReceiptOrder(act.id, "S14", CONFIRMED, DOWNLOADS_END, Decimal("1035.09"), REFUND_UNTIL),
                owner.email,
            )
        return ReceiptOrder(act.id, "S10", CONFIRMED, DOWNLOADS_END), owner.email


async def kept(database: Database, act_id: str) -> DeclarationReceipt:
    async with database.transaction() as session:
        row = await receipt_of(session, act_id)
        assert row is not None
        return row


def file_names(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def words_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


@asynccontextmanager
async def mailing(
    database: Database, vault: Vault, folder: Path
) -> AsyncIterator[tuple[Mailer, RunningSink]]:
    """A mailer that has the receipts at hand, and where its mails arrive."""
    sink = RunningSink(folder)
    provider = SendGrid(sink.BEARER, sink.url)
    letters = Letters(LinkTokens(b"k" * 32), "https://firma.example", "Europe/Madrid", vault)
    templates, sender = MailTemplates("Rúbrica", HOLDER), MailSender("firma@firma.example", "Rúbrica")
    try:
        yield (
            Mailer(database, provider, letters, templates, sender, ProviderRate(200), timedelta(seconds=3)),
            sink,
        )
    finally:
        provider.close()
        sink.stop()


async def attachment(sink: RunningSink, message: dict[str, Any]) -> bytes:
    """What came with a mail."""
    async with httpx.AsyncClient(base_url=sink.url) as http:
        return (await http.get(f"/inbox/messages/{message['id']}/attachments/0")).content


@pytest.mark.rule("S14")
async def test_a_withdrawal_is_acknowledged_with_all_that_the_directive_asks(
    maker: ReceiptMaker, database: Database, vault: Vault, sealing: SigningKit
) -> None:
    order, _ = await declared(database, "withdraw")
    await maker.make(order)
    row = await kept(database, order.act_id)
    data = await vault.get(row.business_id, row.object_key)
    assert hashlib.sha256(data).hexdigest() == row.sha256
    said = words_of(data)
    for words in (
        "Acuse de recibo del desistimiento",
        "«Comunico que desisto de lo que la página decía.»",
        NAME,
        "Lucía Soler",
        "20 de noviembre de 2026, 23:59 (Europe/Madrid)",
        "21 de noviembre de 2026, 00:01 (Europe/Madrid)",
        order.act_id,
        row.subscription_id,
        "1.035,09 €",
        "4 de diciembre de 2026, 24:00 (Europe/Madrid)",
        "20 de diciembre de 2026, 24:00 (Europe/Madrid)",
        HOLDER.name,
        HOLDER.tax_id,
        HOLDER.address,
        HOLDER.email,
        "artículo 11 bis",
    ):
        assert words in said, words
    assert receipt_facts(row.facts).as_json() == row.facts
    (found,) = await asyncio.to_thread(findings, data, sealing.anchors)
    assert found.level.label == "B-LTA"


@pytest.mark.rule("S10")
async def test_a_cancellation_has_one_in_english(
    maker: ReceiptMaker, database: Database, vault: Vault
) -> None:
    order, _ = await declared(database, "cancel", "en")
    await maker.make(order)
    row = await kept(database, order.act_id)
    said = words_of(await vault.get(row.business_id, row.object_key))
    for words in (
        "Receipt of the cancellation",
        "“I give notice that I cancel the contract for the plan Professional plan",
        "The cancellation takes effect and the service ends 21 November 2026, 00:01 (Europe/Madrid)",
        "Declared by Marta Soler",
        "You can download until 20 December 2026, 24:00 (Europe/Madrid)",
    ):
        assert words in said, words
    assert "Given back" not in said


async def test_of_two_made_at_once_one_is_the_declarations(
    maker: ReceiptMaker, database: Database, vault: Vault, tmp_path: Path
) -> None:
    order, _ = await declared(database, "withdraw")
    await asyncio.gather(maker.make(order), maker.make(order))
    await maker.make(order)
    async with database.transaction() as session:
        count = await session.scalar(select(func.count()).where(DeclarationReceipt.act_id == order.act_id))
    assert count == 1
    row = await kept(database, order.act_id)
    assert await asyncio.to_thread(file_names, tmp_path) == [row.object_key.rsplit("/", 1)[1]]


@pytest.mark.rule("S11")
async def test_notice_of_a_prepaid_plan_says_to_which_end(database: Database, maker: ReceiptMaker) -> None:
    order, _ = await declared(database, "cancel")
    async with database.transaction() as session:
        act = await session.get_one(SubscriptionAct, order.act_id)
        row = await session.get_one(Subscription, act.subscription_id)
        row.plan = row.plan | {"kind": "prepaid"}
    await maker.make(order)
    said = receipt_facts((await kept(database, order.act_id)).facts).statement
    assert said.endswith("con efecto al acabar el mes, sin devolución del resto.")


@pytest.mark.rule("S10", "S14")
@pytest.mark.parametrize(("kind", "subject"), [("withdraw", "desistimiento"), ("cancel", "cancelación")])
async def test_one_that_was_late_follows_once_whatever_became_of_the_contract(
    maker: ReceiptMaker,
    database: Database,
    vault: Vault,
    tmp_path_factory: pytest.TempPathFactory,
    kind: str,
    subject: str,
) -> None:
    order, address = await declared(database, kind)
    await maker.make(order)
    row = await kept(database, order.act_id)
    async with database.transaction() as session:
        contract = await session.get_one(Subscription, row.subscription_id)
        contract.state, contract.reason = "blocked", None
    late = MailOrder(f"late:{order.act_id}", Purpose.DECLARATION_RECEIPT, about_id=order.act_id)
    async with mailing(database, vault, tmp_path_factory.mktemp("mailsink")) as (mailer, sink):
        await mailer.send(late)
        await mailer.send(late)
        (message,) = sink.messages(address)
        attached = await attachment(sink, message)
    assert subject in message["subject"]
    assert receipt_facts(row.facts).statement in " ".join(message["text"].split())
    assert hashlib.sha256(attached).hexdigest() == row.sha256


@pytest.mark.parametrize("made", [True, False])
async def test_it_comes_with_the_mail_and_the_mail_goes_without_it_too(
    maker: ReceiptMaker,
    database: Database,
    vault: Vault,
    tmp_path_factory: pytest.TempPathFactory,
    made: bool,
) -> None:
    order, address = await declared(database, "withdraw")
    if made:
        await maker.make(order)
    async with database.transaction() as session:
        act = await session.get_one(SubscriptionAct, order.act_id)
        assert await session.get(Business, act.business_id)
    facts = NoticeFacts(NoticeKind.WITHDRAWN.value, "S14", CONFIRMED, then=DOWNLOADS_END, act_id=act.id)
    async with mailing(database, vault, tmp_path_factory.mktemp("mailsink")) as (mailer, sink):
        await mailer.send(notice_order(act.subscription_id, facts, "1"))
        (message,) = sink.messages(address)
        attached = await attachment(sink, message)
    assert ("PDF con sello electrónico" in " ".join(message["text"].split())) is made
    if made:
        row = await kept(database, order.act_id)
        assert [one["filename"] for one in message["attachments"]] == [f"{row.id}.pdf"]
        assert hashlib.sha256(attached).hexdigest() == row.sha256
