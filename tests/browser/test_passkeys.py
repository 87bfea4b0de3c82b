"""A passkey on the real service, in Chromium's virtual authenticator: made, used to sign in, taken away."""

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, sign_out, turn_to

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
_AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def give_authenticator(tab: Tab) -> None:
    """A device that holds passkeys and knows its owner."""
    devtools = await tab.page.context.new_cdp_session(tab.page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})


async def test_a_passkey_is_made_signs_in_by_itself_and_proves_again(desktop: Tab, inbox: Inbox) -> None:
    await give_authenticator(desktop)
    await customer(desktop, inbox)
    await turn_to(desktop, "Seguridad")
    await heading(desktop, "Seguridad")
    await desktop.page.get_by_role("button", name="Añadir una llave de acceso").click()
    dialog = desktop.page.get_by_role("dialog")
    await dialog.get_by_label("Nombre").fill("Portátil de Marta")
    await desktop.assert_without_findings()
    await dialog.get_by_role("button", name="Crear la llave").click()
    await expect(desktop.page.get_by_role("dialog", name="Códigos de recuperación")).to_be_visible()
    await desktop.page.get_by_role("button", name="Ya está a salvo").click()
    await expect(desktop.page.get_by_role("button", name="Quitar Portátil de Marta")).to_be_visible()
    await sign_out(desktop)
    await desktop.page.get_by_role("button", name="llave de acceso").click()
    await heading(desktop, "Sobres")
    await turn_to(desktop, "Seguridad")
    await desktop.page.set_viewport_size({"width": 360, "height": 780})
    await assert_fits(desktop)
    await desktop.page.get_by_role("button", name="Quitar Portátil de Marta").click()
    await desktop.page.get_by_role("dialog").get_by_role("button", name="Quitar", exact=True).click()
    await expect(desktop.page.get_by_role("button", name="Quitar Portátil de Marta")).to_have_count(0)


async def test_whoever_has_no_passkey_is_told_so(phone: Tab, inbox: Inbox) -> None:
    await customer(phone, inbox)
    await sign_out(phone)
    await give_authenticator(phone)
    await phone.page.get_by_role("button", name="llave de acceso").click()
    await expect(phone.page.get_by_role("alert").filter(has_text="llave")).to_be_visible()
    await phone.assert_without_findings()
