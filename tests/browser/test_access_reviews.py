"""Each access looked at once a quarter, on the real service: by an owner, and by security (contract M2)."""

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from deploy.demo.inbox import Inbox
from deploy.prepare import settings_from
from deploy.stack.stack import Stack
from models import Business, User
from tests.browser.driving import Tab
from tests.browser.private_area import assert_fits, customer, heading, turn_to
from tests.browser.staff import member_of_staff, worker_database
from tests.browser.test_staff import key_of
from workflows.access_review import AccessReviewWorkflow, ReviewStart
from workflows.connection import connect
from workflows.identifiers import access_review_workflow_id

pytestmark = [pytest.mark.stack, pytest.mark.timeout(420)]
QUARTER = "2029-Q2"
"""None that the schedules begin while tests run."""


async def begin_review(stack: Stack, business_id: str | None) -> None:
    """Begins a review as the quarter's schedule does."""
    settings = settings_from(stack.env)
    client = await connect(settings)
    await client.start_workflow(
        AccessReviewWorkflow.run,
        ReviewStart(QUARTER, business_id, settings.holder_zone),
        id=access_review_workflow_id(QUARTER, business_id),
        task_queue=settings.temporal_task_queue,
    )


async def business_of(stack: Stack, email: str) -> str:
    """The id of the business that somebody owns."""
    async with worker_database(stack) as database, database.transaction() as session:
        owned = select(Business.id).join(User, User.id == Business.owner_id).where(User.email == email)
        return str(await session.scalar(owned))


async def opened(tab: Tab, entry: str, detail: str) -> None:
    """Goes to the review of the quarter; it may not have been begun at the first look."""
    await turn_to(tab, entry)
    review = tab.page.get_by_role("link", name="2.º trimestre de 2029")
    for _ in range(20):
        if await review.count():
            break
        await tab.page.wait_for_timeout(500)
        await tab.page.reload()
        await tab.page.locator("h1").wait_for()
    await tab.assert_without_findings()
    await review.click()
    await heading(tab, "2.º trimestre de 2029")
    await expect(tab.page.get_by_text(detail).first).to_be_visible()


@pytest.mark.rule("M2")
async def test_the_owner_removes_a_key_and_signs_the_review_off(
    phone: Tab, stack: Stack, inbox: Inbox
) -> None:
    await phone.page.set_viewport_size({"width": 360, "height": 780})
    account = await customer(phone, inbox)
    await key_of(phone)
    await begin_review(stack, await business_of(stack, account.email))
    await opened(phone, "Revisión de accesos", "Clave de API")
    await expect(phone.page.get_by_role("button", name="Firmar la revisión")).to_be_disabled()
    await assert_fits(phone)
    await phone.page.get_by_role("button", name="Retirar Gestor").click()
    await expect(phone.page.get_by_text("Retirado", exact=True)).to_be_visible()
    for other in await phone.page.get_by_role("button", name="Confirmar").all():
        await other.click()
    await phone.page.get_by_role("button", name="Firmar la revisión").click()
    await expect(phone.page.get_by_text("Nadie puede cambiarla")).to_be_visible()
    await assert_fits(phone)
    await turn_to(phone, "Claves de API")
    await expect(phone.page.get_by_text("Ninguna todavía.")).to_be_visible()


@pytest.mark.rule("M2")
async def test_security_looks_at_who_works_for_the_holder(desktop: Tab, stack: Stack) -> None:
    await member_of_staff(desktop, stack, "Nora Gil", "security")
    await begin_review(stack, None)
    await opened(desktop, "Accesos del personal", "Personal")
    await assert_fits(desktop)
