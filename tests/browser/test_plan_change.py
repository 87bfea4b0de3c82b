"""Another plan, by the pages on the real service."""

import re

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.payments import on_offer
from tests.browser.private_area import assert_fits, customer, heading
from tests.browser.test_subscription import contracted

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]


async def test_a_plan_becomes_a_dearer_one_and_a_cheaper_one_later(
    desktop: Tab, inbox: Inbox, stack: Stack
) -> None:
    await customer(desktop, inbox)
    await contracted(desktop, stack, "Pequeño")
    dearer = await on_offer(stack, "Grande", fee="5900.00")
    await desktop.page.get_by_role("link", name="Cambiar de plan").click()
    await heading(desktop, "Planes")
    await desktop.page.get_by_role("link", name=re.compile("Ver el cambio.*Grande")).click()
    await heading(desktop, "Cambiar a Grande")
    await expect(desktop.page.get_by_text("Empieza en cuanto se pague la diferencia")).to_be_visible()
    await assert_fits(desktop)
    await desktop.page.get_by_role("button", name=re.compile("Cambiar con obligación de pago")).dblclick()
    await heading(desktop, "Suscripción")
    await expect(desktop.page.get_by_role("definition").filter(has_text="Grande")).to_be_visible(
        timeout=30_000
    )
    assert dearer not in desktop.page.url

    cheaper = await on_offer(stack, "Mínimo", fee="900.00")
    await desktop.open(f"/app/subscription/change/{cheaper}")
    await heading(desktop, "Cambiar a Mínimo")
    await assert_fits(desktop)
    await desktop.page.get_by_role("button", name=re.compile("Cambiar desde el")).click()
    await heading(desktop, "Suscripción")
    await expect(desktop.page.get_by_text("El plan pasa a ser Mínimo")).to_be_visible()
    await assert_fits(desktop)
    await desktop.page.get_by_role("button", name="Seguir con el plan de ahora").click()
    await desktop.page.get_by_role("dialog").get_by_role("button", name="Seguir con el plan de ahora").click()
    await expect(desktop.page.get_by_text("El plan pasa a ser Mínimo")).to_have_count(0)
