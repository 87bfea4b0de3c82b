"""From the mailed link to the sealed copy, through the whole real service."""

import asyncio
import secrets
from io import BytesIO
from pathlib import Path

import pytest
from playwright.async_api import expect
from pyhanko.pdf_utils.reader import PdfFileReader

from deploy.demo.captcha import solved
from deploy.demo.http import Api
from deploy.demo.inbox import Inbox
from deploy.demo.owner import Owner
from deploy.demo.sample import sample_contract
from deploy.stack.stack import Stack
from tests.browser.driving import Tab
from tests.browser.test_signing import draw
from tests.contracts import contract_for

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
SEALED_MILLISECONDS = 180_000
FIRST_VIEW_BYTES = 200_000
TRANSFERRED = """
[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((entry) => !entry.name.includes("/pages/"))
  .reduce((bytes, entry) => bytes + entry.transferSize, 0)
"""
"""Bytes over the wire before the page images."""
TITLE = "Contrato de prestación de servicios"


def _place(document_id: str, kind: str, y: float, label: str = "") -> dict[str, object]:
    place = {"page": 2, "x": 0.124, "y": y, "width": 0.342, "height": 0.03}
    return {"document_id": document_id, "kind": kind, "label": label, **place}


def _send(stack: Stack, inbox: Inbox, emails: tuple[str, str], folder: Path) -> None:
    """An owner sends the sample to two signers in order; the first fills in fields too."""
    api = Api(stack.addresses["api"])
    owner = Owner(api, inbox)
    email = f"owner.{secrets.token_hex(4)}@browser.example"
    owner.register(email)
    asyncio.run(contract_for(stack.env, email))
    owner.take_key()
    document = owner.upload(sample_contract(folder))["id"]
    first = [
        _place(document, "signature", 0.573),
        _place(document, "text", 0.7, "Población"),
        _place(document, "checkbox", 0.75, "Conozco la memoria"),
    ]
    second = [{**_place(document, "signature", 0.573), "x": 0.533}]
    signers = [
        {"name": "Ana Soler Vidal", "email": emails[0], "routing_order": 1, "fields": first},
        {"name": "Luis Ferrer Mira", "email": emails[1], "routing_order": 2, "fields": second},
    ]
    envelope = api.post("/v1/envelopes", {"title": TITLE, "document_ids": [document], "signers": signers})
    api.post(f"/v1/envelopes/{envelope['id']}/send")


async def _accept_and_sign(tab: Tab) -> None:
    await tab.page.get_by_role("checkbox", name="He leído el texto").click()
    await tab.page.get_by_role("button", name="Lo he leído y acepto").click()
    await tab.page.locator("#panel button[type=submit]").click()


@pytest.mark.rule("E1")
async def test_two_people_sign_by_their_links_and_one_downloads_the_copy(
    desktop: Tab, phone: Tab, stack: Stack, scratch: Path
) -> None:
    inbox = Inbox(stack.addresses["inbox"])
    emails = tuple(f"{name}.{secrets.token_hex(4)}@browser.example" for name in ("ana", "luis"))
    await asyncio.to_thread(_send, stack, inbox, (emails[0], emails[1]), scratch / "browser")

    link = await asyncio.to_thread(inbox.wait_for_link, emails[0], "/sign/")
    await desktop.open(link.removeprefix(desktop.origin))
    await expect(desktop.page.locator("h1")).to_have_text(TITLE)
    assert await desktop.page.evaluate(TRANSFERRED) < FIRST_VIEW_BYTES
    await desktop.page.get_by_role("textbox", name="Población").fill("La Romana")
    await desktop.page.get_by_role("checkbox", name="Conozco la memoria").check()
    await desktop.assert_accessible()
    await _accept_and_sign(desktop)
    await expect(desktop.page.locator("h1")).to_have_text("Has firmado", timeout=60_000)

    link = await asyncio.to_thread(inbox.wait_for_link, emails[1], "/sign/")
    await phone.open(link.removeprefix(phone.origin))
    await expect(phone.page.get_by_role("img", name="Página 2 de 2")).to_be_attached()
    await phone.page.get_by_role("radio", name="Dibujada").check()
    await draw(phone)
    await _accept_and_sign(phone)
    heading = phone.page.locator("h1")
    await expect(heading).to_have_text("Documento firmado y sellado", timeout=SEALED_MILLISECONDS)
    async with phone.page.expect_download() as downloading:
        await phone.page.get_by_role("link", name="Descargar mi copia").click()
    copy = PdfFileReader(BytesIO((await (await downloading.value).path()).read_bytes()))
    assert len(copy.embedded_regular_signatures) == 3
    assert len(copy.embedded_timestamp_signatures) >= 1


async def test_an_address_is_confirmed_from_the_mailed_link(desktop: Tab, stack: Stack) -> None:
    email = f"eva.{secrets.token_hex(4)}@browser.example"
    api, inbox = Api(stack.addresses["api"]), Inbox(stack.addresses["inbox"])
    text = api.get("/v1/terms/privacy?language=es")
    accepted = {name: text[name] for name in ("version", "language", "sha256")}
    asked = {"email": email, "password": "Aa1!aaaa-bbbb", "privacy": accepted}
    api.post("/v1/registrations", asked, solved(api))
    link = await asyncio.to_thread(inbox.wait_for_link, email, "/verify#")
    await desktop.open(link.removeprefix(desktop.origin))
    await desktop.page.get_by_role("button", name="Confirmar mi correo").click()
    await expect(desktop.page.locator("h1")).to_have_text("Correo confirmado", timeout=20_000)
    await desktop.page.goto(link)
    await desktop.page.reload()
    await desktop.page.get_by_role("button", name="Confirmar mi correo").click()
    await expect(desktop.page.locator("h1")).to_have_text("Correo confirmado", timeout=20_000)


async def test_the_start_page_leads_to_the_documentation(desktop: Tab) -> None:
    await desktop.open("/")
    await desktop.page.get_by_role("link", name="Documentación de la API").click()
    await expect(desktop.page.get_by_text("/v1/signing/{token}").first).to_be_visible(timeout=20_000)
