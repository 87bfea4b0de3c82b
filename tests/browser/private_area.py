"""What a person does in the private area, by what the pages say in Spanish."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from playwright.async_api import expect

from deploy.demo.http import Api
from deploy.demo.inbox import Inbox
from deploy.demo.owner import Owner
from tests.browser.driving import Tab

PASSWORD = "Lirio-azul-del-7"
NAME = "Marta Soler Vidal"
ACCEPT = "Lo he leído y acepto"


@dataclass(frozen=True)
class Account:
    """Credentials of somebody who signed up by the pages."""

    email: str
    password: str = PASSWORD


def new_address(name: str) -> str:
    """An address nobody has used."""
    return f"{name}.{secrets.token_hex(4)}@browser.example"


async def heading(tab: Tab, text: str) -> None:
    """Waits for the page that says `text`, which axe then finds nothing in."""
    await expect(tab.page.locator("h1")).to_have_text(text, timeout=20_000)
    await tab.assert_without_findings()


async def accept(tab: Tab, title: str) -> None:
    """Opens a text by its box and accepts it at its end."""
    await tab.page.get_by_role("checkbox", name=title).click()
    await tab.page.get_by_role("button", name=ACCEPT).click()


async def sign_up(tab: Tab, inbox: Inbox, name: str = "marta") -> Account:
    """From the first page to the confirmed address; the tab is signed in afterwards."""
    account = Account(new_address(name))
    await tab.open("/sign-up")
    await tab.page.get_by_role("textbox", name="Correo electrónico").fill(account.email)
    await tab.page.get_by_label("Contraseña", exact=True).fill(account.password)
    await accept(tab, "Política de privacidad")
    await tab.page.get_by_role("button", name="Crear mi cuenta").click()
    await heading(tab, "Mira tu correo")
    link = await asyncio.to_thread(inbox.wait_for_link, account.email, "/verify#")
    await tab.open(link.removeprefix(tab.origin))
    await tab.page.get_by_role("button", name="Confirmar mi correo").click()
    await heading(tab, "Correo confirmado")
    await tab.page.get_by_role("link", name="Seguir").click()
    return account


async def introduce(tab: Tab, name: str) -> None:
    """First step of phase 2: who the user is."""
    await heading(tab, "Te damos la bienvenida")
    await tab.page.get_by_role("textbox", name="Nombre y apellidos").fill(name)
    await tab.page.get_by_role("button", name="Seguir").click()


async def found_business(tab: Tab, name: str, *, consumer: bool = False) -> None:
    """Second step: the business, every declaration, every text."""
    kind, tax_id = ("consumer", "12345678Z") if consumer else ("company", "B12345674")
    await heading(tab, "Tu empresa")
    await tab.page.get_by_role("textbox", name="Nombre o razón social").fill(name)
    await tab.page.get_by_role("combobox", name="¿Cómo contratas?").select_option(kind)
    await tab.page.get_by_role("textbox", name="NIF o identificación fiscal").fill(tax_id)
    await tab.page.get_by_role("textbox", name="Código postal").fill("03002")
    await tab.page.get_by_role("textbox", name="Calle y número").fill("Avenida de la Constitución, 12")
    await tab.page.get_by_role("textbox", name="Población").fill("Alicante")
    for box in await tab.page.get_by_role("group", name="Declaro que").get_by_role("checkbox").all():
        await box.check()
    for title in ("Términos y condiciones", "Política de privacidad", "encargado del tratamiento"):
        await accept(tab, title)
    await tab.page.get_by_role("button", name="Crear la empresa").click()
    await heading(tab, "Sobres")


async def sign_in(tab: Tab, account: Account, password: str | None = None) -> None:
    """Fills in the form of the page shown and sends it."""
    await tab.page.get_by_role("textbox", name="Correo electrónico").fill(account.email)
    await tab.page.get_by_label("Contraseña", exact=True).fill(password or account.password)
    await tab.page.get_by_role("button", name="Entrar", exact=True).click()


async def sign_out(tab: Tab) -> None:
    """Ends the session by the button on every page."""
    await tab.page.get_by_role("button", name="Salir").click()
    await expect(tab.page.locator("h1")).to_have_text("Entrar")


async def turn_to(tab: Tab, name: str) -> None:
    """Goes to a page by the menu, opening it where it is folded."""
    toggle = tab.page.get_by_role("button", name="Menú")
    if await toggle.is_visible():
        await toggle.click()
    await tab.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()


async def customer(tab: Tab, inbox: Inbox) -> Account:
    """Somebody with a business, signed in: past the pages by which one becomes a customer."""
    account, api = Account(new_address("marta")), Api(tab.origin)
    given = {"password": account.password, "name": NAME}
    await asyncio.to_thread(Owner(api, inbox).register, account.email, **given)
    session: list[Any] = [
        {"name": name, "value": value, "url": tab.origin} for name, value in api.cookies.items()
    ]
    await tab.page.context.add_cookies(session)
    await tab.open("/app")
    await expect(tab.page.locator("h1")).to_have_text("Sobres")
    return account


async def customer_by_the_pages(tab: Tab, inbox: Inbox, *, consumer: bool = False) -> Account:
    """The same from the first page on; a company unless they contract privately."""
    account = await sign_up(tab, inbox)
    await introduce(tab, NAME)
    await found_business(tab, "Estudio Palmeral, S. L.", consumer=consumer)
    return account


async def assert_fits(tab: Tab) -> None:
    """Nothing sticks out sideways, every control is large enough for a thumb, and axe finds nothing."""
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await tab.page.evaluate(overflow) == 0
    assert await tab.small_targets() == []
    await tab.assert_without_findings()
