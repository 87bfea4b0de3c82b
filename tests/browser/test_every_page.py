"""Every page of the private area in both languages: translated, without findings, and fit for a phone."""

import re
from collections.abc import Iterable

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from terms.roles import StaffRole
from tests.browser.driving import WEB, Tab
from tests.browser.private_area import assert_fits, customer
from tests.browser.staff import member_of_staff
from tests.contracts import contract_for

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
SENTENCE = re.compile(r"(?:[^\W\d_]{2,}\W+){3,}[^\W\d_]{2,}")
"""Four words one after another: what is equal in two languages is no sentence, unless it is data."""
TRIES = 20
"""Texts of the law are fetched anew in the other language."""
DATA = re.compile(r"Estudio Palmeral|Avenida de la Constitución|Marta Soler Vidal|Nora Gil|^[A-Z]\w+/\w+")
"""What people wrote, and names of time zones."""


def paths() -> list[str]:
    """Addresses of the pages that need no row to be shown."""
    routes = (WEB / "src" / "app" / "routes.ts").read_text()
    found = re.findall(r'\["(/app[^":]*)",', routes)
    assert len(found) > 30, "the list of pages is read from its source"
    return found


async def turn_into(tab: Tab, language: str) -> None:
    """Has the page in a language; there is a button for the other one alone."""
    await tab.page.locator(".office").wait_for()
    other = tab.page.get_by_role("button", name=language, exact=True)
    if await other.count():
        await other.click()
    await tab.page.wait_for_load_state("networkidle")


async def sentences(tab: Tab) -> set[str]:
    """What the page says, without what people wrote themselves."""
    text = await tab.page.locator("body").inner_text()
    lines = (line.strip() for line in text.splitlines())
    return {line for line in lines if SENTENCE.search(line) and not DATA.search(line)}


def wording() -> str:
    """All that the pages can say by themselves."""
    return "\n".join(file.read_text() for file in sorted((WEB / "src").rglob("*.ts*")))


async def look_at_each(tab: Tab, addresses: Iterable[str], said: str | None = None) -> None:
    """Opens each page as it is in Spanish, then in English, then on a phone.

    With `said` only that counts as a page's own: what others wrote is the same in both languages.
    """
    tab.expected_statuses |= {404, 409}
    for path in addresses:
        await tab.open(path)
        await turn_into(tab, "Español")
        spanish = await sentences(tab)
        await tab.assert_without_findings()
        await turn_into(tab, "English")
        await expect(tab.page.locator("html")).to_have_attribute("lang", "en")
        for _ in range(TRIES):
            shared = spanish & await sentences(tab)
            left = {line for line in shared if said is None or line in said}
            if not left:
                break
            await tab.page.wait_for_timeout(250)
        assert left == set(), f"{path} is not translated"
        await expect(tab.page.locator("h1")).not_to_have_text(re.compile("not here|moved"), timeout=1000)
        await tab.page.set_viewport_size({"width": 360, "height": 780})
        await assert_fits(tab)
        await tab.page.set_viewport_size({"width": 1280, "height": 900})


async def test_every_page_of_a_customer(desktop: Tab, stack: Stack, inbox: Inbox) -> None:
    account = await customer(desktop, inbox)
    await contract_for(stack.env, account.email)
    await look_at_each(desktop, (path for path in paths() if not path.startswith("/app/staff/")))


async def test_every_page_of_the_staff(desktop: Tab, stack: Stack) -> None:
    await member_of_staff(desktop, stack, "Nora Gil", *StaffRole)
    await look_at_each(desktop, (path for path in paths() if path.startswith("/app/staff/")), wording())
