"""A second factor on the real service: enrolled, asked for at sign-in, replaced by a recovery code."""

import pyotp
import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, sign_in, sign_out, turn_to

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]


async def enrol(tab: Tab) -> tuple[pyotp.TOTP, str]:
    """Adds a code app by the security page; the app, and one of the recovery codes."""
    await turn_to(tab, "Seguridad")
    await heading(tab, "Seguridad")
    await tab.page.get_by_role("button", name="Añadir una aplicación de códigos").click()
    await tab.page.get_by_role("button", name="Seguir", exact=True).click()
    await expect(tab.page.get_by_role("img", name="Código QR")).to_be_visible()
    await tab.assert_without_findings()
    app = pyotp.TOTP((await tab.page.locator(".enrol__secret").inner_text()).replace(" ", ""))
    await tab.page.get_by_role("textbox", name="Código que muestra").fill(app.now())
    await tab.page.get_by_role("button", name="Confirmar", exact=True).click()
    codes = tab.page.get_by_role("dialog", name="Códigos de recuperación").locator("code")
    await expect(codes).to_have_count(10)
    await tab.assert_without_findings()
    spare = await codes.first.inner_text()
    await tab.page.get_by_role("button", name="Ya está a salvo").click()
    await expect(tab.page.get_by_text("Quedan 10 sin usar.")).to_be_visible()
    return app, spare


@pytest.mark.rule("M3")
async def test_a_second_factor_is_enrolled_and_asked_for(desktop: Tab, inbox: Inbox) -> None:
    desktop.expected_statuses.add(401)
    account = await customer(desktop, inbox)
    app, spare = await enrol(desktop)
    await sign_out(desktop)
    await sign_in(desktop, account)
    await expect(desktop.page.get_by_role("heading", name="Ahora, tu segundo factor")).to_be_visible()
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)
    wrong = f"{(int(app.now()) + 500_000) % 1_000_000:06}"
    await desktop.page.get_by_role("textbox", name="Código de 6 cifras").fill(wrong)
    await desktop.page.get_by_role("button", name="Confirmar", exact=True).click()
    await expect(desktop.page.get_by_text("El código no es correcto")).to_be_visible()
    await desktop.page.get_by_role("radio", name="Código de recuperación").check()
    await desktop.page.get_by_role("textbox", name="Código de recuperación").fill(spare)
    await desktop.page.get_by_role("button", name="Confirmar", exact=True).click()
    await heading(desktop, "Sobres")
    await turn_to(desktop, "Seguridad")
    await expect(desktop.page.get_by_text("Quedan 9 sin usar.")).to_be_visible()
