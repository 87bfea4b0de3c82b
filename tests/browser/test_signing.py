"""Signing and declining: by finger, by keyboard, once whatever happens."""

import base64
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import expect

from api.problems.kinds import Kind
from api.schemas.signing import DeclineRequest, DrawnSignature, SignatureRequest, TypedSignature
from terms.envelope import EnvelopeState
from tests.browser.driving import Tab
from tests.browser.stand_in import StandIn, problem
from tests.browser.views import SIGNER, ready

HAS_INK = """
(pad) => {
  const blank = Object.assign(document.createElement("canvas"), { width: pad.width, height: pad.height });
  return blank.toDataURL() !== pad.toDataURL();
}
"""
TICK = "He recibido la memoria del proyecto"


async def fill(tab: Tab) -> None:
    """Everything but the signature itself, which is typed from the start."""
    await tab.page.get_by_role("textbox", name="Población").fill("Alicante")
    await tab.page.get_by_role("checkbox", name=TICK).check()
    await tab.page.get_by_role("checkbox", name="He leído el texto").click()
    await tab.page.get_by_role("button", name="Lo he leído y acepto").click()


def only_signature(stand_in: StandIn) -> SignatureRequest:
    """The one signature that arrived."""
    assert [act.name for act in stand_in.acts] == ["signature"]
    body = stand_in.acts[0].body
    assert isinstance(body, SignatureRequest)
    return body


async def test_signing_sends_what_was_filled_in_once(tab: Tab, stand_in: StandIn) -> None:
    await tab.open()
    await fill(tab)
    await tab.page.locator("#panel").get_by_role("button", name="Firmar", exact=True).dblclick()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    body = only_signature(stand_in)
    consent = ready().consent
    assert (body.consent.version, body.consent.sha256) == (consent.version, consent.sha256)
    assert body.signature == TypedSignature(text=SIGNER)
    assert body.time_zone == "Europe/Madrid"
    assert body.values == {
        "fld_checkbox2": True,
        "fld_name1": SIGNER,
        "fld_email1": "mj.nunez@correo.example",
        "fld_text1": "Alicante",
    }
    assert stand_in.acts[0].key
    assert await tab.page.evaluate("Object.keys(sessionStorage).filter((key) => key.includes('draft'))") == []


async def test_the_bar_leads_through_all_steps(tab: Tab, stand_in: StandIn) -> None:
    await tab.open()
    await expect(tab.page.get_by_text("Faltan 3 pasos")).to_be_visible()
    following = tab.page.get_by_role("button", name="Siguiente")
    await following.click()
    town = tab.page.get_by_role("textbox", name="Población")
    await expect(town).to_be_focused()
    await expect(town).to_be_in_viewport()
    await tab.page.keyboard.type("Alicante")
    await following.click()
    await expect(tab.page.get_by_role("checkbox", name=TICK)).to_be_focused()
    await tab.page.keyboard.press("Space")
    await following.click()
    await expect(tab.page.get_by_role("checkbox", name="He leído el texto")).to_be_focused()
    await tab.page.keyboard.press("Space")
    await tab.page.get_by_role("button", name="Lo he leído y acepto").click()
    await expect(tab.page.get_by_text("Todo listo para firmar")).to_be_visible()
    await tab.page.locator(".stepbar").get_by_role("button", name="Firmar").click()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    assert len(stand_in.acts) == 1


async def test_signing_with_the_keyboard_alone(tab: Tab, stand_in: StandIn) -> None:
    await tab.open()
    press = tab.page.keyboard.press

    async def reach(role: str, name: str) -> None:
        target = tab.page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
        for _ in range(60):
            if await target.evaluate("(element) => element === document.activeElement"):
                visible = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
                around = "getComputedStyle(document.activeElement.parentElement).outlineStyle !== 'none'"
                assert await tab.page.evaluate(f"{visible} || {around}"), f"no visible focus on {name}"
                return
            await press("Tab")
        raise AssertionError(f"{role} {name!r} cannot be reached with Tab")

    await reach("link", "Ir al formulario de firma")
    await press("Enter")
    await reach("textbox", "Población")
    await tab.page.keyboard.type("Alicante")
    await reach("checkbox", TICK)
    await press("Space")
    await reach("checkbox", "He leído el texto y acepto firmar electrónicamente")
    await press("Space")
    await reach("button", "Lo he leído y acepto")
    await press("Enter")
    await expect(tab.page.get_by_role("checkbox", name="He leído el texto")).to_be_checked()
    await reach("button", "Firmar")
    await press("Enter")
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    await expect(tab.page.locator("h1")).to_be_focused()
    assert only_signature(stand_in).values["fld_text1"] == "Alicante"


async def draw(tab: Tab) -> None:
    """Draws a slanted line across the pad."""
    pad = tab.page.locator("#signature")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box is not None
    left, top, width, height = box["x"], box["y"], box["width"], box["height"]
    mouse = tab.page.mouse
    await mouse.move(left + width * 0.2, top + height * 0.3)
    await mouse.down()
    for step in range(21):
        await mouse.move(left + width * (0.2 + 0.03 * step), top + height * (0.3 + 0.02 * step))
    await mouse.up()


async def test_a_drawn_signature_is_a_picture_cut_to_its_ink(tab: Tab, stand_in: StandIn) -> None:
    await tab.open()
    await fill(tab)
    await tab.page.get_by_role("radio", name="Dibujada").check()
    await draw(tab)
    await expect(tab.page.locator("#mark-fld_signature2 svg path")).to_have_count(1)
    await tab.assert_accessible()
    assert await tab.small_targets() == []
    await tab.page.locator("#panel").get_by_role("button", name="Firmar", exact=True).click()
    await expect(tab.page.locator("h1")).to_have_text("Has firmado")
    signature = only_signature(stand_in).signature
    assert isinstance(signature, DrawnSignature)
    data = base64.b64decode(signature.png, validate=True)
    image = Image.open(BytesIO(data))
    assert len(data) < 200 * 1024
    assert image.mode == "RGBA"
    alpha = image.getchannel("A")
    assert alpha.getextrema() == (0, 255)
    box = alpha.getbbox()
    assert box is not None
    assert box[2] - box[0] > image.width * 0.9
    assert image.width > image.height > image.width * 0.15


async def test_a_drawing_survives_turning_and_reloading(tab: Tab) -> None:
    await tab.open()
    await tab.page.get_by_role("radio", name="Dibujada").check()
    await draw(tab)
    line = tab.page.locator("#mark-fld_signature2 svg path")
    before = await line.get_attribute("d")
    await tab.page.set_viewport_size({"width": 700, "height": 420})
    await tab.page.reload()
    await expect(line).to_have_attribute("d", before or "")
    assert await tab.page.locator("#signature").evaluate(HAS_INK)
    await tab.page.get_by_role("button", name="Borrar").click()
    await expect(tab.page.locator("#mark-fld_signature2")).to_have_text("Firma aquí")
    pad = await tab.page.locator("#signature").element_handle()
    await tab.page.wait_for_function(f"(pad) => !({HAS_INK})(pad)", arg=pad)


async def test_what_is_missing_is_named_and_nothing_is_sent(tab: Tab, stand_in: StandIn) -> None:
    await tab.open()
    await tab.page.get_by_role("textbox", name="Escribe tu nombre").fill("  ")
    await tab.page.locator("#panel").get_by_role("button", name="Firmar", exact=True).click()
    town = tab.page.get_by_role("textbox", name="Población")
    await expect(town).to_be_focused()
    await expect(town).to_have_attribute("aria-invalid", "true")
    await expect(tab.page.get_by_text("Faltan 4 cosas antes de firmar:")).to_be_visible()
    await tab.assert_accessible()
    await tab.page.get_by_role("button", name="Tu firma").click()
    await expect(tab.page.get_by_role("textbox", name="Escribe tu nombre")).to_be_focused()
    assert stand_in.acts == []


@pytest.mark.rule("E4")
async def test_consent_needs_the_text_opened_and_can_be_withdrawn(tab: Tab) -> None:
    await tab.open()
    box = tab.page.get_by_role("checkbox", name="He leído el texto")
    await box.click()
    dialog = tab.page.get_by_role("dialog")
    await expect(dialog.get_by_role("heading", name="Eres libre de no firmar")).to_be_attached()
    await expect(dialog).to_contain_text(ready().consent.version)
    await tab.assert_accessible()
    assert await tab.small_targets() == []
    await tab.page.keyboard.press("Escape")
    await expect(box).not_to_be_checked()
    await box.check()
    await expect(box).to_be_checked()
    await box.uncheck()
    await tab.page.reload()
    await expect(box).not_to_be_checked()


async def test_a_field_on_the_page_leads_to_its_input_and_back(tab: Tab) -> None:
    await tab.open()
    mark = tab.page.locator("#mark-fld_text1")
    await mark.click()
    town = tab.page.get_by_role("textbox", name="Población")
    await expect(town).to_be_focused()
    await tab.page.keyboard.type("Elche")
    await expect(mark).to_have_text("Elche")
    await tab.page.get_by_role("button", name="Ver «Población» en el documento").click()
    await expect(mark).to_be_in_viewport()


async def test_marks_lie_where_the_fractions_say(tab: Tab) -> None:
    await tab.open()
    field = next(field for field in ready().documents[0].fields if field.kind == "signature")
    page = await tab.page.locator(".page__sheet").nth(field.page - 1).bounding_box()
    mark = await tab.page.locator(f"#mark-{field.id}").bounding_box()
    assert page is not None
    assert mark is not None
    assert (mark["x"] - page["x"]) / page["width"] == pytest.approx(field.x, abs=0.003)
    assert (mark["y"] - page["y"]) / page["height"] == pytest.approx(field.y, abs=0.003)
    assert mark["width"] / page["width"] == pytest.approx(field.width, abs=0.003)
    assert mark["height"] / page["height"] == pytest.approx(field.height, abs=0.003)


async def test_declining_needs_a_reason_and_a_second_yes(tab: Tab, stand_in: StandIn) -> None:
    await tab.open()
    opener = tab.page.get_by_role("button", name="No quiero firmar")
    await opener.click()
    dialog = tab.page.get_by_role("dialog")
    await tab.assert_accessible()
    await dialog.get_by_role("button", name="Rechazar definitivamente").click()
    reason = dialog.get_by_role("textbox", name="Por qué no firmas")
    await expect(reason).to_be_focused()
    assert stand_in.acts == []
    await dialog.get_by_role("button", name="Cancelar").click()
    await expect(opener).to_be_focused()
    await opener.click()
    await reason.fill("El precio no es el que acordamos.")
    await dialog.get_by_role("button", name="Rechazar definitivamente").dblclick()
    await expect(tab.page.locator("h1")).to_have_text("Has rechazado firmar")
    await expect(tab.page.get_by_text("El precio no es el que acordamos.")).to_be_visible()
    assert [act.body for act in stand_in.acts] == [DeclineRequest(reason="El precio no es el que acordamos.")]
    assert stand_in.acts[0].key


@pytest.mark.parametrize(
    ("kind", "status", "state", "heading"),
    [
        (Kind.ENVELOPE_VOIDED, "voided", EnvelopeState.VOIDED, "Ya no hay que firmarlo"),
        (Kind.ENVELOPE_EXPIRED, "expired", EnvelopeState.EXPIRED, "El plazo para firmar ha terminado"),
        (Kind.NOT_YOUR_TURN, "not_your_turn", EnvelopeState.SENT, "Aún no te toca firmar"),
        (Kind.ALREADY_SIGNED, "signed", EnvelopeState.SENT, "Has firmado"),
        (
            Kind.SENDER_SERVICE_INTERRUPTED,
            "interrupted",
            EnvelopeState.SENT,
            "El servicio de quien te lo envía está interrumpido",
        ),
    ],
)
async def test_a_refusal_shows_the_state_that_caused_it(
    tab: Tab, stand_in: StandIn, kind: Kind, status: str, state: EnvelopeState, heading: str
) -> None:
    tab.expected_statuses.add(409)
    await tab.open()
    await fill(tab)
    stand_in.view = ready(status=status, envelope_state=state)
    stand_in.trouble("signature", problem(kind))
    await tab.page.locator("#panel").get_by_role("button", name="Firmar", exact=True).click()
    await expect(tab.page.locator("h1")).to_have_text(heading)
