"""Everything of a business, taken along by the pages on the real service."""

import asyncio
import zipfile
from pathlib import Path

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]


async def test_everything_is_exported(phone: Tab, inbox: Inbox) -> None:
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    account = await customer(phone, inbox)
    await phone.open("/app/export")
    await heading(phone, "Exportar todo")
    await phone.page.get_by_role("button", name="Preparar una exportación").click()
    await expect(phone.page.get_by_text("Lista", exact=True)).to_be_visible(timeout=60_000)
    await assert_fits(phone)
    link = await asyncio.to_thread(inbox.wait_for_link, account.email, "/app/export")
    await phone.open(link.removeprefix(phone.origin))
    await heading(phone, "Exportar todo")
    async with phone.page.expect_download() as arriving:
        await phone.page.get_by_role("link", name="Descargar").click()
    archive = Path(await (await arriving.value).path())
    assert await asyncio.to_thread(zipfile.ZipFile(archive).testzip) is None
