"""What is agreed to after signing up, on the real service: new texts, and a business taken over."""

import asyncio

import pytest
from playwright.async_api import expect
from sqlalchemy import select, text, update

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from models import Acceptance, User
from models.database import Database, make_engine
from terms.accounts import Document
from tests.browser.driving import Tab
from tests.browser.private_area import ACCEPT, accept, assert_fits, customer, heading, new_address, turn_to
from tests.browser.test_members import BUSINESS, invite, join_as_newcomer

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]


async def accepted_long_ago(stack: Stack, email: str, document: Document) -> None:
    """As if the text had changed since: what the user accepted is a version of before."""
    database = Database(make_engine(stack.env["DATABASE_OWNER_URL"]))
    try:
        async with database.transaction() as session:
            await session.execute(text("ALTER TABLE acceptances DISABLE TRIGGER USER"))
            user_id = select(User.id).where(User.email == email).scalar_subquery()
            older = update(Acceptance).values(version="2020-01-01", sha256="0" * 64)
            await session.execute(
                older.where(Acceptance.user_id == user_id, Acceptance.document == document.value)
            )
            await session.execute(text("ALTER TABLE acceptances ENABLE TRIGGER USER"))
    finally:
        await database.close()


@pytest.mark.rule("A3")
async def test_a_new_version_is_asked_for_and_accepted(phone: Tab, stack: Stack, inbox: Inbox) -> None:
    account = await customer(phone, inbox)
    await accepted_long_ago(stack, account.email, Document.TERMS)
    await phone.page.reload()
    await phone.page.get_by_role("link", name="Leerlos y aceptar").click()
    await heading(phone, "Textos que han cambiado")
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="Aceptar", exact=True).click()
    await expect(phone.page.get_by_text("Abre el texto, léelo y acéptalo")).to_be_visible()
    await accept(phone, "Términos y condiciones")
    await expect(phone.page.get_by_role("button", name=ACCEPT)).to_have_count(0)
    await phone.page.get_by_role("button", name="Aceptar", exact=True).click()
    await heading(phone, "Sobres")
    await expect(phone.page.get_by_role("link", name="Leerlos y aceptar")).to_have_count(0)


@pytest.mark.rule("A4")
async def test_a_guest_takes_the_business_over(desktop: Tab, phone: Tab, inbox: Inbox) -> None:
    await customer(desktop, inbox)
    await turn_to(desktop, "Miembros")
    email = new_address("luis")
    await join_as_newcomer(phone, await invite(desktop, inbox, email), email)
    await desktop.page.reload()
    await desktop.page.get_by_role("button", name="Ofrecer el traspaso").click()
    await desktop.page.get_by_role("dialog").get_by_role("button", name="Ofrecer el traspaso").click()
    await expect(desktop.page.get_by_text("Ofrecido", exact=True)).to_be_visible()

    link = await asyncio.to_thread(inbox.wait_for_link, email, "/ownership")
    await phone.open(link.removeprefix(phone.origin))
    await heading(phone, "Traspasos que te ofrecen")
    await expect(phone.page.get_by_text("Te la ofrece Marta Soler Vidal.")).to_be_visible()
    await phone.page.get_by_role("button", name="Aceptar el traspaso").click()
    await expect(phone.page.get_by_text("Abre el texto, léelo y acéptalo").first).to_be_visible()
    await assert_fits(phone)
    await phone.page.get_by_role("combobox", name="¿Cómo contratas?").select_option("company")
    for box in await phone.page.get_by_role("group", name="Declaro que").get_by_role("checkbox").all():
        await box.check()
    for title in ("Términos y condiciones", "Política de privacidad", "encargado del tratamiento"):
        await accept(phone, title)
    await phone.page.get_by_role("button", name="Aceptar el traspaso").click()
    await heading(phone, "Empresa")
    await expect(phone.page.get_by_text(BUSINESS).first).to_be_visible()
    await desktop.page.reload()
    await expect(desktop.page.get_by_role("navigation").get_by_role("link", name="Miembros")).to_have_count(0)
