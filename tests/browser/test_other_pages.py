"""The page that confirms an address, and the start page."""

from playwright.async_api import expect

from api.problems.kinds import Kind
from api.schemas.accounts import VerificationRequest
from tests.browser.driving import Tab
from tests.browser.stand_in import StandIn, problem


async def test_an_address_is_confirmed_by_a_person(tab: Tab, stand_in: StandIn) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    await tab.open("/verify#secret-token")
    assert stand_in.acts == []
    await tab.assert_accessible()
    await tab.page.get_by_role("button", name="Confirmar mi correo").dblclick()
    await expect(tab.page.locator("h1")).to_have_text("Correo confirmado")
    assert [act.body for act in stand_in.acts] == [VerificationRequest(token="secret-token")]
    assert [url for url in asked if "secret-token" in url.partition("#")[0]] == []
    await tab.assert_accessible()


async def test_an_ended_verification_link(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(410)
    stand_in.trouble("verify", problem(Kind.VERIFICATION_LINK_EXPIRED))
    await tab.open("/verify#secret-token")
    await tab.page.get_by_role("button", name="Confirmar mi correo").click()
    await expect(tab.page.locator("h1")).to_have_text("Este enlace ya no sirve")


async def test_the_start_page(tab: Tab) -> None:
    await tab.open("/")
    await expect(tab.page.get_by_role("link", name="Documentación de la API")).to_have_attribute(
        "href", "/docs"
    )
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await tab.page.evaluate(overflow) == 0
    await tab.assert_accessible()
    assert await tab.small_targets() == []
