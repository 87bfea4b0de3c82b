"""Mails in a real browser, at the widths of a phone and a desktop: they fit, and the button can be hit."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from activities.mail.mailer import Mailer
from activities.mail.messages import Purpose
from models.database import Database
from tests.activities.mail.envelopes import SentEnvelope, Wording, sent_envelope
from tests.activities.mail.orders import to_signer
from tests.activities.mail.running_sink import RunningSink
from tests.chromium import running_chromium

pytestmark = pytest.mark.browser

LONG = Wording(
    business="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    title="Contrato_de_arrendamiento_de_la_vivienda_sita_en_la_calle_Mayor_4_tercero_B_de_Alicante_2026",
    message="https://example.com/" + "a" * 120,
    document="x" * 120 + ".pdf",
)
LEAST_TARGET = 44
"""Height in CSS pixels that a finger hits."""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with running_chromium() as browser:
        yield browser


@pytest.fixture
async def long_words(database: Database, mailer: Mailer) -> SentEnvelope:
    """A signer's mails full of words that do not break by themselves."""
    sent = await sent_envelope(database, LONG)
    for purpose in (Purpose.SIGN_REQUEST, Purpose.ENVELOPE_DECLINED, Purpose.ENVELOPE_COMPLETED):
        await mailer.send(to_signer(sent, purpose))
    return sent


@pytest.mark.parametrize("width", [320, 390, 800])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_mail_fits_and_its_button_can_be_hit(
    browser: Browser, long_words: SentEnvelope, sink: RunningSink, width: int, scheme: str
) -> None:
    page = await browser.new_page(
        viewport={"width": width, "height": 700}, color_scheme="dark" if scheme == "dark" else "light"
    )
    for message in sink.messages(long_words.signer_address):
        await page.goto(f"{sink.url}/inbox/messages/{message['id']}/html")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.locator("h1").count() == 1
        button = await page.locator(".button a").bounding_box()
        assert button is not None
        assert button["height"] >= LEAST_TARGET
        assert button["x"] >= 0
        assert button["x"] + button["width"] <= width
    await page.close()
