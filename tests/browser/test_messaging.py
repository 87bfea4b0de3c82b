"""A signer consents to notices by message, confirms, withdraws, or reports a stolen device (W1, W3)."""

import pytest
from playwright.async_api import Locator, expect

from api.problems.kinds import Kind
from api.schemas.messaging import CodeTyped, ConsentRequest, DeviceReport
from terms.messaging import Channel
from tests.browser.driving import Tab
from tests.browser.stand_in import StandIn, problem
from tests.browser.views import offered, ready

OPEN = "Avisos por WhatsApp o SMS"


async def opened(tab: Tab, stand_in: StandIn) -> Locator:
    """The dialog, asked for at the foot of the page."""
    stand_in.view = ready(channels=[Channel.WHATSAPP, Channel.SMS])
    await tab.open()
    await tab.page.get_by_role("button", name=OPEN).click()
    dialog = tab.page.get_by_role("dialog")
    await expect(dialog.get_by_role("textbox", name="Número de móvil")).to_be_visible()
    return dialog


@pytest.mark.rule("W1")
async def test_a_consent_needs_number_tick_and_code_and_is_withdrawn_by_a_click(
    tab: Tab, stand_in: StandIn
) -> None:
    dialog = await opened(tab, stand_in)
    await dialog.get_by_role("button", name="Enviarme un código").click()
    await expect(dialog.get_by_text("Escribe tu número.")).to_be_visible()
    await expect(dialog.get_by_text("Márcalo para seguir.")).to_be_visible()
    await tab.assert_without_findings()
    await dialog.get_by_text("Consentimiento para recibir avisos por mensajería").click()
    await expect(dialog.get_by_text("Es voluntario")).to_be_visible()
    await dialog.get_by_role("combobox", name="Canal").select_option("sms")
    await dialog.get_by_role("textbox", name="Número de móvil").fill("+34 612 345 678")
    await dialog.get_by_role("checkbox", name="Consiento estos avisos").check()
    await dialog.get_by_role("button", name="Enviarme un código").click()

    tab.expected_statuses.add(422)
    stand_in.trouble("code", problem(Kind.CHANNEL_CODE_WRONG))
    code = dialog.get_by_role("textbox", name="Código de seis cifras")
    await code.fill("000000")
    await dialog.get_by_role("button", name="Confirmar").click()
    await expect(dialog.get_by_text("El código no es correcto")).to_be_visible()
    await tab.assert_without_findings()
    await code.fill("042 917")
    await dialog.get_by_role("button", name="Confirmar").click()
    await expect(dialog.get_by_text("te avisaremos también por este canal")).to_be_visible()
    await expect(dialog.get_by_text("SMS al número •••678")).to_be_visible()
    await tab.assert_without_findings()
    await dialog.get_by_role("button", name="Retirar").click()
    await expect(dialog.get_by_text("SMS al número •••678")).to_be_hidden()

    asked = stand_in.acts[0].body
    assert isinstance(asked, ConsentRequest)
    assert (asked.channel, asked.phone) == (Channel.SMS, "+34612345678")
    assert asked.consent.sha256 == offered().text.sha256
    assert [act.body for act in stand_in.acts if act.name == "code"] == [
        CodeTyped(code="000000"),
        CodeTyped(code="042917"),
    ]
    assert stand_in.acts[-1].name == "withdraw"


async def test_nothing_is_offered_where_the_sender_has_no_channel(tab: Tab, stand_in: StandIn) -> None:
    stand_in.view = ready(channels=[])
    await tab.open()
    await expect(tab.page.get_by_role("button", name="He perdido mi dispositivo")).to_be_visible()
    await expect(tab.page.get_by_role("button", name=OPEN)).to_be_hidden()


@pytest.mark.rule("W3")
async def test_a_stolen_device_ends_the_link(tab: Tab, stand_in: StandIn) -> None:
    tab.expected_statuses.add(410)
    await tab.open()
    await tab.page.get_by_role("button", name="He perdido mi dispositivo").click()
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Algo que debamos saber").fill("En el metro")
    await tab.assert_without_findings()
    await dialog.get_by_role("button", name="Sí, cerrar todo").click()
    await expect(dialog.get_by_text("Ningún enlace ni aviso anterior funciona ya")).to_be_visible()
    await dialog.get_by_role("button", name="Cerrar").click()
    await expect(tab.page.get_by_role("button", name="Mándame un enlace nuevo")).to_be_visible()
    (act,) = stand_in.acts
    assert act.body == DeviceReport(words="En el metro")
