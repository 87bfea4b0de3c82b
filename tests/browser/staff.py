"""The holder's staff on the local stack: invited by the command's code, joined and enrolled by the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pyotp
from playwright.async_api import expect
from sqlalchemy import select, update

from activities.mail.links import LinkTokens
from deploy.administrator.invitation import Administrator, invite_administrator
from deploy.prepare import settings_from
from deploy.stack.stack import Stack
from models import StaffMember, User
from models.database import Database, make_engine
from tests.browser.driving import Tab
from tests.browser.private_area import PASSWORD, Account, accept, assert_fits, heading, new_address
from tests.duties import duties_done


@asynccontextmanager
async def worker_database(stack: Stack) -> AsyncIterator[Database]:
    """All rows of the stack's database."""
    database = Database(make_engine(stack.env["WORKER_DATABASE_URL"]))
    try:
        yield database
    finally:
        await database.close()


async def administrator_link(stack: Stack, email: str, name: str) -> str:
    """The path of the link that the command for administrators prints."""
    settings = settings_from(stack.env)
    person = Administrator(email, name, "es", "puesta en marcha")
    async with worker_database(stack) as database:
        tokens = LinkTokens.from_secret(settings.link_key)
        invited = await invite_administrator(database, tokens, settings.public_url, person, another=True)
    return invited.link.removeprefix(settings.public_url)


async def give_roles(stack: Stack, email: str, *roles: str) -> None:
    """Changes somebody's roles past the second person, whom a test of pages has not got."""
    async with worker_database(stack) as database, database.transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == email))
        changed = update(StaffMember).where(StaffMember.user_id == user_id).values(roles=list(roles))
        await session.execute(changed)


async def give_duties(stack: Stack, email: str) -> None:
    """Signed commitments and a passed course, as rows; `test_duties` does both by the pages."""
    async with worker_database(stack) as database, database.transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == email))
        session.add_all(duties_done(str(user_id), datetime.now(UTC)))


async def let_in(tab: Tab, stack: Stack, email: str) -> None:
    """Whoever has just joined goes on to the pages of the staff."""
    await heading(tab, "Compromisos y formación")
    await give_duties(stack, email)
    await tab.page.reload()
    await expect(tab.page.get_by_role("navigation")).to_be_visible()


async def join(tab: Tab, path: str, email: str) -> Account:
    """Follows an invitation to the staff with a new account; the next page asks for a second factor."""
    await tab.open(path)
    await heading(tab, "Trabajar para el servicio")
    await expect(tab.page.get_by_text(f"con el correo {email}")).to_be_visible()
    await tab.page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    for title in ("confidencialidad", "Política de privacidad"):
        await accept(tab, title)
    await assert_fits(tab)
    await tab.page.get_by_role("button", name="Aceptar y entrar").click()
    await heading(tab, "Antes de seguir")
    return Account(email)


async def enrol_at_the_door(tab: Tab) -> None:
    """Adds a code app where the session is good for nothing else, and goes in."""
    await tab.page.get_by_role("button", name="Añadir una aplicación de códigos").click()
    await tab.page.get_by_role("button", name="Seguir", exact=True).click()
    app = pyotp.TOTP((await tab.page.locator(".enrol__secret").inner_text()).replace(" ", ""))
    await tab.page.get_by_role("textbox", name="Código que muestra").fill(app.now())
    await tab.page.get_by_role("button", name="Confirmar", exact=True).click()
    await tab.page.get_by_role("button", name="Ya está a salvo").click()
    await expect(tab.page.get_by_role("navigation")).to_be_visible()


async def member_of_staff(tab: Tab, stack: Stack, name: str, *roles: str) -> Account:
    """Somebody who works for the holder with these roles, signed in."""
    email = new_address("nora.gil")
    account = await join(tab, await administrator_link(stack, email, name), email)
    await enrol_at_the_door(tab)
    await give_roles(stack, email, *roles)
    await give_duties(stack, email)
    await tab.page.reload()
    await expect(tab.page.get_by_role("navigation")).to_be_visible()
    return account
