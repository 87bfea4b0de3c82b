"""The first administrator signs and takes the course before any page of the staff opens (P5)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from deploy.demo.inbox import Inbox
from deploy.stack.stack import Stack
from terms.calendar import local_date
from terms.courses import Course, current_course
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, heading, new_address, turn_to
from tests.browser.staff import administrator_link, enrol_at_the_door, join

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
COURSE = current_course(Course.DATA_PROTECTION, "es")
TITLE = "Compromisos y formación"


async def answer(tab: Tab, *, wrong: int) -> None:
    """Answers every question, the first ones wrongly."""
    for number, question in enumerate(COURSE.questions):
        chosen = next(
            option for option in question.options if (option.code == question.right) is (number >= wrong)
        )
        group = tab.page.get_by_role("group", name=question.words["es"])
        await group.get_by_role("radio", name=chosen.words["es"], exact=True).check()
    await tab.page.get_by_role("button", name="Responder", exact=True).click()


async def test_nothing_opens_before_both_and_everything_after(
    desktop: Tab, phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    await desktop.page.set_viewport_size({"width": 320, "height": 780})
    email = new_address("ana.soler")
    await join(desktop, await administrator_link(stack, email, "Ana Soler"), email)
    link = await asyncio.to_thread(inbox.wait_for_link, email, "/sign/")
    await enrol_at_the_door(desktop)
    await heading(desktop, TITLE)
    await assert_fits(desktop)
    await desktop.open("/app/staff/members")
    await heading(desktop, TITLE)
    await desktop.open("/app/staff/duties")
    await heading(desktop, TITLE)

    await phone.open(link.removeprefix(phone.origin))
    await expect(phone.page.locator("h1")).to_have_text("Compromisos de confidencialidad y seguridad")
    await phone.page.get_by_role("checkbox", name="He leído el texto").click()
    await phone.page.get_by_role("button", name="Lo he leído y acepto").click()
    await phone.page.locator("#panel button[type=submit]").click()
    await expect(phone.page.locator("h1")).to_have_text("Documento firmado y sellado", timeout=90_000)

    await desktop.page.get_by_role("button", name="Hacer el curso").click()
    await expect(desktop.page.get_by_role("heading", name=COURSE.title)).to_be_visible()
    await assert_fits(desktop)
    await desktop.assert_without_findings()
    await answer(desktop, wrong=3)
    await expect(desktop.page.get_by_text("No superado: 7 de 10.")).to_be_visible()
    await expect(desktop.page.get_by_text("Repasa esta.")).to_have_count(3)
    await desktop.assert_without_findings()
    await answer(desktop, wrong=2)
    await expect(desktop.page.get_by_text("Superado: 8 de 10.", exact=True)).to_be_visible()
    await expect(desktop.page.get_by_text("En vigor hasta el").first).to_be_visible()
    await turn_to(desktop, "Personal")
    await heading(desktop, "Personal")
    await desktop.page.locator("a.record", has_text="Ana Soler").last.click()
    await heading(desktop, "Ana Soler")
    await expect(desktop.page.get_by_role("heading", name=TITLE)).to_be_visible()
    await desktop.page.get_by_role("textbox", name="Nombre del curso").fill("RGPD avanzado")
    await desktop.page.get_by_role("textbox", name="Quién lo impartió").fill("Academia Levante")
    recently = local_date(datetime.now(UTC) - timedelta(days=9)).isoformat()
    await desktop.page.get_by_label("Fecha").fill(recently)
    await desktop.page.get_by_role("textbox", name="Dónde está la prueba").fill("Expediente 118")
    await desktop.page.get_by_role("button", name="Anotar la formación").click()
    await expect(desktop.page.get_by_text("Espera a otra persona")).to_be_visible()
    await assert_fits(desktop)
