"""The private area on the real service: from signing up to each of its pages."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from deploy.demo.http import Api
from deploy.demo.inbox import Inbox
from deploy.demo.owner import Owner, Party
from deploy.demo.sample import Place, sample_contract
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.private_area import (
    assert_fits,
    customer_by_the_pages,
    heading,
    new_address,
    sign_in,
    sign_out,
    turn_to,
)
from tests.contracts import contract_for

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
TITLE = "Contrato de reforma, calle del Mar 7"


def send(stack: Stack, inbox: Inbox, secret: str, folder: Path) -> str:
    """A program with the key sends an envelope; its id."""
    api = Api(stack.addresses["api"])
    api.authorise(secret)
    owner = Owner(api, inbox)
    place = Place(page=2, x=0.124, y=0.573, width=0.342, height=0.03)
    party = Party("Javier Ortolá Peris", new_address("javier"))
    return owner.send(TITLE, owner.upload(sample_contract(folder))["id"], [party], [place])


async def test_a_customer_signs_up_founds_a_business_and_signs_in_again(desktop: Tab, inbox: Inbox) -> None:
    desktop.expected_statuses.add(401)
    account = await customer_by_the_pages(desktop, inbox)
    await turn_to(desktop, "Tus datos")
    await heading(desktop, "Tus datos")
    await desktop.page.get_by_role("textbox", name="Nombre y apellidos").fill("Marta Soler")
    await desktop.page.get_by_role("button", name="Guardar").click()
    await expect(desktop.page.get_by_text("Guardado.")).to_be_visible()
    await turn_to(desktop, "Empresa")
    await heading(desktop, "Empresa")
    await expect(
        desktop.page.get_by_text("Avenida de la Constitución, 12, 03002 Alicante, España")
    ).to_be_visible()
    await sign_out(desktop)
    await sign_in(desktop, account, "No-es-la-suya-9")
    await expect(desktop.page.locator("form").get_by_role("alert")).to_have_text(
        "El correo o la contraseña no son correctos."
    )
    await desktop.assert_without_findings()
    await desktop.open("/app/business")
    await heading(desktop, "Entrar")
    await sign_in(desktop, account)
    await heading(desktop, "Empresa")


async def test_programs_send_with_a_key_and_the_envelope_is_followed(
    phone: Tab, stack: Stack, inbox: Inbox, scratch: Path
) -> None:
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    account = await customer_by_the_pages(phone, inbox)
    await expect(phone.page.get_by_text("Todavía no hay sobres")).to_be_visible()
    await expect(phone.page.get_by_text("Esta empresa todavía no tiene ningún plan.")).to_be_visible()
    await contract_for(stack.env, account.email)
    await turn_to(phone, "Claves de API")
    await heading(phone, "Claves de API")
    await phone.page.get_by_role("textbox", name="Nombre de la clave").fill("Gestor de obras")
    await phone.page.get_by_role("button", name="Crear la clave").click()
    shown = phone.page.get_by_role("dialog")
    secret = await shown.locator("code").inner_text()
    await phone.assert_without_findings()
    await shown.get_by_role("button", name="Ya está a salvo").click()
    await expect(phone.page.get_by_text("sin usar")).to_be_visible()

    envelope = await asyncio.to_thread(send, stack, inbox, secret, scratch / "private-area")
    await turn_to(phone, "Sobres")
    await phone.page.get_by_role("textbox", name="Buscar").fill("reforma")
    await phone.page.get_by_role("link", name=TITLE).click()
    await heading(phone, TITLE)
    await expect(phone.page.get_by_text("Esperando a que firmen: Javier Ortolá Peris")).to_be_visible()
    await phone.page.get_by_role("button", name="Ver la cadena").click()
    await expect(phone.page.get_by_text("Sobre enviado")).to_be_visible()
    await assert_fits(phone)
    await phone.open(f"/envelopes/{envelope}")
    await heading(phone, TITLE)
    async with phone.page.expect_download() as arriving:
        await phone.page.get_by_role("link", name="Original").click()
    original = Path(await (await arriving.value).path())
    assert (await asyncio.to_thread(original.read_bytes)).startswith(b"%PDF")

    await turn_to(phone, "Claves de API")
    await phone.page.get_by_role("button", name="Anular Gestor de obras").click()
    await phone.page.get_by_role("button", name="Anular", exact=True).click()
    await expect(phone.page.get_by_text("Ninguna todavía.")).to_be_visible()
    await assert_fits(phone)


async def test_the_pages_are_in_english_too(desktop: Tab) -> None:
    for path, title in (("/sign-up", "Create an account"), ("/sign-in", "Sign in")):
        await desktop.open(path)
        await desktop.page.get_by_role("button", name="English").click()
        await expect(desktop.page.locator("h1")).to_have_text(title)
        await desktop.assert_without_findings()
        await desktop.page.set_viewport_size({"width": 360, "height": 780})
        await assert_fits(desktop)


async def test_whoever_has_not_signed_in_is_led_to_it_and_back(desktop: Tab) -> None:
    desktop.expected_statuses.add(401)
    await desktop.page.goto(f"{desktop.origin}/app/keys")
    await expect(desktop.page.locator("h1")).to_have_text("Entrar")
    assert desktop.page.url.endswith("/sign-in?next=%2Fapp%2Fkeys")
