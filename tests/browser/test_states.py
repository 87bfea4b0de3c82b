"""Each state of an envelope and of a link has its own clear, accessible page."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from api.problems.kinds import Kind
from api.schemas.misuse import SignerReport
from terms.misuse import Ground
from tests.browser.driving import Tab
from tests.browser.stand_in import StandIn, everyone_signed, problem
from tests.browser.views import ended

HEADINGS = {
    "signed": "Has firmado",
    "completed": "Documento firmado y sellado",
    "not_your_turn": "Aún no te toca firmar",
    "declined": "Has rechazado firmar",
    "declined_by_other": "Este proceso se ha cancelado",
    "expired": "El plazo para firmar ha terminado",
    "voided": "Ya no hay que firmarlo",
    "interrupted": "El servicio de quien te lo envía está interrumpido",
}


@pytest.mark.parametrize("status", sorted(HEADINGS))
async def test_state_page(tab: Tab, stand_in: StandIn, status: str) -> None:
    view = stand_in.view = ended()[status]
    await tab.open()
    await expect(tab.page.locator("h1")).to_have_text(HEADINGS[status])
    await expect(tab.page.get_by_text(view.title)).to_be_visible()
    await expect(tab.page.get_by_role("button", name="Firmar")).to_have_count(0)
    if view.reason is not None:
        await expect(tab.page.get_by_text(view.reason)).to_be_visible()
    await tab.assert_accessible()
    assert await tab.small_targets() == []


@pytest.mark.rule("E3")
async def test_the_ready_page_is_accessible_and_says_who_asks_first(tab: Tab, stand_in: StandIn) -> None:
    await tab.open()
    controller = stand_in.view.controller
    privacy = tab.page.get_by_role("region", name="Antes de darnos ningún dato")
    await expect(privacy).to_contain_text(controller.name)
    await privacy.get_by_text("Responsable, finalidad y tus derechos").click()
    for fact in (controller.tax_id, controller.address, controller.contact_email, controller.rights_text):
        await expect(privacy).to_contain_text(str(fact))
    comes_before = (
        "([one, other]) => !!(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
    first_input = tab.page.locator("form input").first
    pair = [await privacy.element_handle(), await first_input.element_handle()]
    assert await tab.page.evaluate(comes_before, pair)
    await tab.assert_accessible()
    assert await tab.small_targets() == []


async def test_the_page_does_not_jump_and_fits_the_screen(tab: Tab) -> None:
    await tab.open()
    await tab.page.wait_for_load_state("networkidle")
    assert await tab.page.evaluate("window.__shift") < 0.02
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await tab.page.evaluate(overflow) == 0


async def test_page_images_come_as_they_are_scrolled_to(tab: Tab) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    await tab.open()
    await tab.page.get_by_role("img", name="Página 1 de 2 de contrato-reforma.pdf").wait_for()
    await tab.page.get_by_role(
        "img", name="Página 2 de 2 de contrato-reforma.pdf"
    ).scroll_into_view_if_needed()
    await tab.page.wait_for_load_state("networkidle")
    images = [url.split("/pages/")[1] for url in asked if "/pages/" in url]
    assert len([image for image in images if image.startswith("1.png")]) == 1
    assert len([image for image in images if image.startswith("2.png")]) == 1


async def test_a_page_image_that_fails_can_be_asked_for_again(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(503)
    stand_in.trouble("page", problem(Kind.SERVICE_UNAVAILABLE, 1))
    await tab.open()
    await expect(tab.page.get_by_text("Esta página no se ha podido cargar.")).to_be_visible()
    await tab.page.get_by_role("button", name="Reintentar").click()
    await expect(tab.page.get_by_role("img", name="Página 1 de 2 de contrato-reforma.pdf")).to_be_visible()


async def test_a_page_can_be_seen_larger(tab: Tab) -> None:
    await tab.open()
    opener = tab.page.get_by_role("button", name="Ampliar la página 1")
    await opener.click()
    viewer = tab.page.get_by_role("dialog")
    before = await viewer.get_by_role("img").bounding_box()
    await viewer.get_by_role("button", name="Acercar").click()
    after = await viewer.get_by_role("img").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"] * 1.4
    await viewer.get_by_role("button", name="Página siguiente").click()
    await expect(viewer.get_by_text("Página 2 de 2")).to_be_visible()
    await tab.assert_accessible()
    await tab.page.keyboard.press("Escape")
    await expect(viewer).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_an_expired_link_is_renewed_by_mail(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(410)
    stand_in.trouble("view", problem(Kind.LINK_EXPIRED))
    await tab.open()
    await expect(tab.page.locator("h1")).to_have_text("Este enlace ha caducado")
    await tab.assert_accessible()
    await tab.page.get_by_role("button", name="Mándame un enlace nuevo").dblclick()
    await expect(tab.page.locator("h1")).to_have_text("Te hemos mandado un enlace nuevo")
    await expect(tab.page.get_by_text("m•••@correo.example")).to_be_visible()
    assert [act.name for act in stand_in.acts] == ["link"]


async def test_an_unknown_link(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(404)
    stand_in.trouble("view", problem(Kind.LINK_UNKNOWN))
    await tab.open()
    await expect(tab.page.locator("h1")).to_have_text("Este enlace no es válido")
    await tab.assert_accessible()


async def test_a_failure_of_ours_can_be_tried_again(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(500)
    stand_in.trouble("view", problem(Kind.INTERNAL_ERROR))
    await tab.open()
    await expect(tab.page.locator("h1")).to_have_text("No hemos podido abrir esta página")
    await tab.page.get_by_role("button", name="Reintentar").click()
    await expect(tab.page.locator("h1")).to_have_text(stand_in.view.title)


async def test_a_service_that_is_away_is_waited_for(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(503)
    stand_in.trouble("view", problem(Kind.SERVICE_UNAVAILABLE, 1))
    await tab.open()
    await expect(tab.page.get_by_text("El servicio no responde ahora mismo")).to_be_visible()
    await expect(tab.page.locator("h1")).to_have_text(stand_in.view.title)
    assert stand_in.looks == 2


async def test_the_completed_copy_arrives_by_itself(tab: Tab, stand_in: StandIn) -> None:
    stand_in.view = ended()["signed"]
    await tab.open()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    everyone_signed(stand_in)
    await expect(tab.page.locator("h1")).to_have_text("Documento firmado y sellado", timeout=10_000)
    async with tab.page.expect_download() as downloading:
        await tab.page.get_by_role("link", name="Descargar mi copia").click()
    copy = await (await downloading.value).path()
    assert copy.read_bytes().startswith(b"%PDF-")


async def test_the_language_can_be_changed_and_stays(tab: Tab) -> None:
    await tab.open()
    await tab.page.get_by_role("button", name="English").click()
    await expect(tab.page.locator("html")).to_have_attribute("lang", "en")
    await expect(tab.page.get_by_role("button", name="I don’t want to sign")).to_be_visible()
    await tab.page.reload()
    await expect(tab.page.get_by_role("button", name="I don’t want to sign")).to_be_visible()
    await tab.assert_accessible()


async def test_the_document_itself_can_be_had_by_whoever_cannot_read_pictures(tab: Tab) -> None:
    await tab.open()
    async with tab.page.expect_download() as arriving:
        await tab.page.get_by_role("link", name="Descargar contrato-reforma.pdf (PDF)").click()
    download = await arriving.value
    assert (await asyncio.to_thread(Path(await download.path()).read_bytes)).startswith(b"%PDF")


@pytest.mark.parametrize("state", ["ready", "completed"])
async def test_a_document_can_be_reported_by_whoever_received_it(
    tab: Tab, stand_in: StandIn, state: str
) -> None:
    if state == "completed":
        everyone_signed(stand_in)
    await tab.open()
    await tab.page.get_by_role("button", name="Denunciar este documento").click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Qué le pasa").select_option("harassment")
    await dialog.get_by_role("textbox", name="Cuéntanoslo").fill("Me amenaza si no firmo.")
    await tab.assert_accessible()
    assert await tab.small_targets() == []
    await dialog.get_by_role("button", name="Denunciar").click()
    await expect(dialog.get_by_text("Gracias.")).to_be_visible()
    given = SignerReport(ground=Ground.HARASSMENT, words="Me amenaza si no firmo.")
    assert [act.body for act in stand_in.acts] == [given]
