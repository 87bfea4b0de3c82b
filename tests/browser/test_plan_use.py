"""Use of a plan, its sharing, and what a prepaid plan's cancellation gives back, by the pages (E5, A4)."""

import re

import pytest
from playwright.async_api import Locator, expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.payments import on_offer
from tests.browser.private_area import assert_fits, customer, found_business, heading
from tests.browser.test_subscription import contracted_plan

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
OTHER = "Obras Palmeral, S. L."


def fact(tab: Tab, name: str) -> Locator:
    """What the page says under a name."""
    return tab.page.locator("dl.facts > div").filter(has_text=name).get_by_role("definition")


async def test_use_is_shown_against_what_a_plan_by_use_includes(
    phone: Tab, inbox: Inbox, stack: Stack
) -> None:
    await phone.page.set_viewport_size({"width": 320, "height": 780})
    await customer(phone, inbox)
    includes = {"envelopes": 0, "extra_envelope": "0.90", "members": 3, "storage_bytes": 5_000_000_000}
    plan = await on_offer(stack, "Al uso", kind="usage", fee="2900.00", includes=includes)
    await contracted_plan(phone, stack, plan, "Al uso")
    await phone.page.reload()
    await expect(fact(phone, "Sobres enviados")).to_have_text(re.compile("^0 de 0"))
    await expect(fact(phone, "Personas")).to_have_text(re.compile("^1 de 3"))
    await expect(fact(phone, "Almacenamiento")).to_have_text(re.compile("^0 B de 5 GB"))
    await expect(phone.page.get_by_text(re.compile("Cada sobre de más cuesta 0,90\\s€"))).to_be_visible()
    await expect(phone.page.get_by_text("más lo que uses")).to_be_visible()
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="English").click()
    await expect(fact(phone, "Envelopes sent")).to_have_text(re.compile("^0 of 0"))
    await expect(phone.page.get_by_text("Each envelope beyond costs €0.90")).to_be_visible()
    await assert_fits(phone)


async def test_a_plan_is_shared_with_another_business_and_taken_back(
    desktop: Tab, inbox: Inbox, stack: Stack
) -> None:
    await customer(desktop, inbox)
    await desktop.open("/app/business/new")
    await found_business(desktop, OTHER)
    await desktop.open("/app/plans")
    plan = await on_offer(stack, "Grupo", includes={"envelopes": 50, "businesses": 2})
    await contracted_plan(desktop, stack, plan, "Grupo")
    await desktop.page.reload()
    shares = desktop.page.get_by_role("region", name="Empresas que comparten el plan")
    await shares.get_by_label("Otra empresa").select_option(label="Estudio Palmeral, S. L.")
    await assert_fits(desktop)
    await shares.get_by_role("button", name="Compartir el plan").click()
    await expect(shares.get_by_role("listitem")).to_contain_text("Estudio Palmeral, S. L.")
    await assert_fits(desktop)
    await desktop.page.get_by_role("button", name="English").click()
    region = desktop.page.get_by_role("region", name="Businesses that share the plan")
    await region.get_by_role("button", name="Stop sharing").click()
    dialog = desktop.page.get_by_role("dialog")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Stop sharing").click()
    await expect(region.get_by_text("None shares it yet.")).to_be_visible()


async def test_a_prepaid_plans_cancellation_says_what_it_gives_back(
    desktop: Tab, inbox: Inbox, stack: Stack
) -> None:
    await customer(desktop, inbox)
    plan = await on_offer(stack, "Anual", kind="prepaid", fee="2900.00", months=12, monthly_fee="290.00")
    await contracted_plan(desktop, stack, plan, "Anual")
    await desktop.page.get_by_role("link", name="Cancelar el plan").click()
    await heading(desktop, "Cancelar el plan")
    back = fact(desktop, "Se te devuelve")
    await expect(back).to_have_text("Nada: lo pagado cubre hasta el último día")
    await assert_fits(desktop)
    await desktop.page.get_by_role("radio", name=re.compile("Al acabar este mes")).check()
    await expect(back).to_have_text("Nada: el resto de lo pagado no se devuelve")
    await desktop.page.get_by_role("button", name="English").click()
    await expect(fact(desktop, "Given back to you")).to_have_text(
        "Nothing: the rest of what was paid is not given back"
    )
    await assert_fits(desktop)
    await desktop.page.get_by_role("button", name="Cancel the plan").click()
    await heading(desktop, "Subscription")
    await expect(desktop.page.get_by_text("Cancelled: the service goes on in full")).to_be_visible()
    receipts = desktop.page.get_by_role("region", name="Receipts")
    async with desktop.page.expect_download() as arriving:
        await receipts.get_by_role("button", name=re.compile("^PDF")).click(timeout=30_000)
    assert (await arriving.value).suggested_filename.endswith(".pdf")
    await assert_fits(desktop)
