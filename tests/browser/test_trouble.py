"""While the service or the network is away nothing is lost, and a repeated act is the same act."""

from playwright.async_api import expect

from api.problems.kinds import Kind
from api.schemas.signing import ConsentText, SignatureRequest
from tests.browser.driving import Tab
from tests.browser.stand_in import StandIn, problem
from tests.browser.test_signing import fill
from tests.browser.views import ready

SIGN = "#panel button[type=submit]"


def keys(stand_in: StandIn) -> set[str | None]:
    return {act.key for act in stand_in.acts}


async def test_a_service_away_is_retried_with_the_same_key(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.update({503, 409})
    stand_in.trouble("signature", problem(Kind.SERVICE_UNAVAILABLE, 1), problem(Kind.REQUEST_IN_PROGRESS, 1))
    await tab.open()
    await fill(tab)
    await tab.page.locator(SIGN).click()
    notice = tab.page.get_by_text("El servicio no responde ahora mismo")
    await expect(notice).to_be_visible()
    await expect(notice).to_be_in_viewport()
    await tab.assert_accessible()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado", timeout=10_000)
    assert len(stand_in.acts) == 3
    assert len(keys(stand_in)) == 1
    assert len({act.body.model_dump_json() for act in stand_in.acts if act.body}) == 1


async def test_waiting_can_be_cut_short(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(503)
    stand_in.trouble("signature", problem(Kind.SERVICE_UNAVAILABLE, 60))
    await tab.open()
    await fill(tab)
    await tab.page.locator(SIGN).click()
    await tab.page.get_by_role("button", name="Intentarlo ya").click()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    assert len(keys(stand_in)) == 1


async def test_a_reload_while_waiting_keeps_everything_and_the_key(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(503)
    stand_in.trouble("signature", problem(Kind.SERVICE_UNAVAILABLE, 60))
    await tab.open()
    await fill(tab)
    await tab.page.locator(SIGN).click()
    await expect(tab.page.get_by_text("El servicio no responde ahora mismo")).to_be_visible()
    await tab.page.reload()
    await expect(tab.page.get_by_role("textbox", name="Población")).to_have_value("Alicante")
    await expect(tab.page.get_by_role("checkbox", name="He leído el texto")).to_be_checked()
    await tab.page.locator(SIGN).click()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    assert len(stand_in.acts) == 2
    assert len(keys(stand_in)) == 1


async def test_a_changed_act_has_another_key(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(503)
    stand_in.trouble("signature", problem(Kind.SERVICE_UNAVAILABLE, 60))
    await tab.open()
    await fill(tab)
    await tab.page.locator(SIGN).click()
    await tab.page.get_by_role("button", name="Dejar de intentarlo").click()
    await expect(tab.page.get_by_text("El servicio no responde ahora mismo")).to_be_hidden()
    await tab.page.get_by_role("textbox", name="Población").fill("Elche")
    await tab.page.locator(SIGN).click()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    assert len(keys(stand_in)) == 2
    last = stand_in.acts[-1].body
    assert isinstance(last, SignatureRequest)
    assert last.values["fld_text1"] == "Elche"


async def test_without_a_network_the_page_waits_for_it(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(0)
    await tab.open()
    await fill(tab)
    await tab.page.context.set_offline(True)
    await tab.page.locator(SIGN).click()
    await expect(tab.page.get_by_text("No hay conexión")).to_be_visible()
    assert stand_in.acts == []
    await tab.page.context.set_offline(False)
    await expect(tab.page.locator("h1")).to_have_text("Has firmado", timeout=10_000)
    assert len(stand_in.acts) == 1


async def test_an_outdated_consent_is_asked_for_again(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(409)
    await tab.open()
    await fill(tab)
    old = ready().consent
    new = ConsentText.model_validate(old.model_dump() | {"version": "2027-01-01", "sha256": "ab" * 32})
    stand_in.view = ready(consent=new)
    stand_in.trouble("signature", problem(Kind.CONSENT_OUTDATED))
    await tab.page.locator(SIGN).click()
    await expect(tab.page.get_by_role("alert").filter(has_text="ha cambiado")).to_be_visible()
    await expect(tab.page.get_by_role("checkbox", name="He leído el texto")).not_to_be_checked()
    await tab.page.get_by_role("checkbox", name="He leído el texto").click()
    await tab.page.get_by_role("button", name="Lo he leído y acepto").click()
    await tab.page.locator(SIGN).click()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    last = stand_in.acts[-1].body
    assert isinstance(last, SignatureRequest)
    assert last.consent.sha256 == new.sha256
    assert len(keys(stand_in)) == 2


async def test_a_refused_value_says_so_and_keeps_the_form(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(422)
    stand_in.trouble("signature", problem(Kind.VALIDATION))
    await tab.open()
    await fill(tab)
    await tab.page.locator(SIGN).click()
    await expect(tab.page.get_by_role("alert").filter(has_text="no es aceptable")).to_be_visible()
    await expect(tab.page.get_by_role("textbox", name="Población")).to_have_value("Alicante")
    await tab.page.locator(SIGN).click()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    assert len(keys(stand_in)) == 2


async def test_two_links_in_one_tab_do_not_share_what_was_filled_in(tab: Tab) -> None:
    await tab.open("/sign/first-token")
    await fill(tab)
    await tab.open("/sign/second-token")
    await expect(tab.page.get_by_role("textbox", name="Población")).to_have_value("")
    await expect(tab.page.get_by_role("checkbox", name="He leído el texto")).not_to_be_checked()


async def test_declining_waits_for_the_service_too(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(503)
    stand_in.trouble("decline", problem(Kind.SERVICE_UNAVAILABLE, 1))
    await tab.open()
    await tab.page.get_by_role("button", name="No quiero firmar").click()
    await tab.page.get_by_role("textbox", name="Por qué no firmas").fill("No es lo acordado.")
    await tab.page.get_by_role("button", name="Rechazar definitivamente").click()
    await expect(tab.page.locator("h1")).to_have_text("Has rechazado firmar", timeout=10_000)
    assert len(stand_in.acts) == 2
    assert len(keys(stand_in)) == 1
