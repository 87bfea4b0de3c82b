"""A document of a blocked business is opened in secret, until its owner may know (contract S17, P3)."""

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from models import Business
from tests.browser.drafting import uploaded
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, turn_to
from tests.browser.staff import member_of_staff, worker_database

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
LAW = "Secreto del sumario, LECrim art. 302"


async def stand(stack: Stack, business_id: str, standing: str) -> None:
    """As its retention would leave it."""
    async with worker_database(stack) as database, database.transaction() as session:
        changed = update(Business).where(Business.id == business_id).values(standing=standing)
        await session.execute(changed)


async def ask(tab: Tab, **given: str) -> None:
    await turn_to(tab, "Aperturas de documentos")
    await heading(tab, "Aperturas de documentos")
    for label, value in given.items():
        await tab.page.get_by_role("textbox", name=label.replace("_", " ")).fill(value)
    await assert_fits(tab)
    await tab.page.get_by_role("button", name="Pedirla").click()


@pytest.mark.rule("P3", "S17")
async def test_a_secret_opening_is_read_closed_and_then_told(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    await customer(desktop, inbox)
    document_id = await uploaded(desktop)
    current = "async () => (await (await fetch('/v1/businesses/current')).json()).id"
    business_id = await desktop.page.evaluate(current)
    await stand(stack, business_id, "blocked")
    await desktop.page.context.clear_cookies()
    await member_of_staff(desktop, stack, "Elena Pons", "dpo")
    await ask(
        desktop,
        Empresa=business_id,
        Documento=document_id,
        Referencia="DP 9/2027",
        Motivo="Requerimiento judicial",
        Base_legal="LEC art. 328",
        Qué_norma=LAW,
    )
    own = desktop.page.get_by_role("listitem").filter(has_text=document_id)
    await expect(own.get_by_text(f"sin avisar al propietario: {LAW}")).to_be_visible()

    await member_of_staff(phone, stack, "Ana Roca", "security")
    await turn_to(phone, "Aperturas de documentos")
    waiting = phone.page.get_by_role("listitem").filter(has_text=document_id)
    await expect(waiting.get_by_text(LAW)).to_be_visible()
    await assert_fits(phone)
    await waiting.get_by_role("button", name="Aprobar").click()
    await expect(waiting).to_have_count(0)

    await desktop.page.reload()
    await own.get_by_role("button", name="Empezar").click()
    await own.get_by_role("link", name="Leer").click()
    await expect(desktop.page.get_by_role("img").first).to_be_visible()
    await turn_to(desktop, "Aperturas de documentos")
    await own.get_by_role("button", name="Cerrar").click()
    await expect(own.get_by_text("Cerrada", exact=True)).to_be_visible()
    await own.get_by_role("button", name="Permitir que se avise").click()
    await expect(own.get_by_text("sin avisar al propietario")).to_have_count(0)
    await assert_fits(desktop)
