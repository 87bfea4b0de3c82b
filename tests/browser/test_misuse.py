"""A sanction on the real service: decided by a reviewer, appealed by the owner, judged by another."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, sign_out, turn_to
from tests.browser.staff import member_of_staff
from tests.browser.test_staff import BUSINESS, key_of, report, send
from tests.contracts import contract_for

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]


async def open_report(tab: Tab) -> None:
    """The newest report of the queue about the business; other tests leave reports of their own."""
    await turn_to(tab, "Denuncias")
    await heading(tab, "Denuncias")
    await tab.page.locator("a.record", has_text=BUSINESS).last.click()
    await tab.page.locator("h1").wait_for()


async def suspend(tab: Tab) -> None:
    """Takes the report and decides on it."""
    await tab.page.get_by_role("button", name="Tomar la denuncia").click()
    await tab.page.get_by_role("combobox", name="Decisión").select_option("suspend")
    await tab.page.get_by_role("textbox", name="Hechos").fill("Se hacía pasar por otra empresa.")
    await tab.page.get_by_role("textbox", name="Motivo interno").fill("Tercera vez.")
    await assert_fits(tab)
    await tab.page.get_by_role("button", name="Decidir").click()
    await expect(tab.page.get_by_text("En vigor", exact=True)).to_be_visible()


@pytest.mark.rule("A8")
async def test_an_owner_appeals_a_suspension_and_somebody_else_upholds_it(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox, scratch: Path
) -> None:
    desktop.expected_statuses.add(403)
    account = await customer(desktop, inbox)
    await contract_for(stack.env, account.email)
    link = await asyncio.to_thread(send, stack, inbox, await key_of(desktop), scratch / "appealed")
    await report(phone, link)
    await member_of_staff(phone, stack, "Rosa Marí", "reviewer")
    await open_report(phone)
    address = phone.page.url.removeprefix(phone.origin)
    await suspend(phone)

    await turn_to(desktop, "Empresa")
    await desktop.page.reload()
    await desktop.page.locator('a[href="/app/misuse"]').first.click()
    await heading(desktop, "Decisiones sobre la empresa")
    await expect(desktop.page.get_by_text("Se hacía pasar por otra empresa.")).to_be_visible()
    await expect(desktop.page.get_by_text("Tercera vez.")).to_have_count(0)
    await desktop.page.get_by_role("button", name="Recurrir").click()
    dialog = desktop.page.get_by_role("dialog")
    await dialog.get_by_label("Por qué es un error").fill("La empresa es nuestra.")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Recurrir").click()
    await expect(desktop.page.get_by_text("Recurso presentado")).to_be_visible()

    await phone.page.reload()
    await expect(phone.page.get_by_text("En vigor", exact=True)).to_be_visible()
    await expect(phone.page.get_by_role("button", name="Estimar el recurso", exact=True)).to_have_count(0)
    await sign_out(phone)
    await member_of_staff(phone, stack, "Joan Pons", "reviewer")
    await phone.open(address)
    await phone.page.get_by_role("button", name="Estimar el recurso", exact=True).click()
    await phone.page.get_by_role("dialog").get_by_label("Motivo interno").fill("Han traído las escrituras.")
    await (
        phone.page.get_by_role("dialog").get_by_role("button", name="Estimar el recurso", exact=True).click()
    )
    await expect(phone.page.get_by_text("Anulada", exact=True)).to_be_visible()
    await desktop.page.reload()
    await expect(desktop.page.get_by_text("Recurso estimado")).to_be_visible()
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)
