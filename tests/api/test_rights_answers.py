"""Answers and extensions that a person does not get (contract P7)."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from activities.mail.messages import Purpose
from models import Mail, RightsPart, RightsRequest
from settings import Settings
from tests.api.calling import all_seeing, new_email, problem, until
from tests.api.rights import GRANTED, REFUSED, STAFF, by_letter, in_state, mailed
from tests.api.staffing import StaffCaller
from tests.running import RunningTemporal


@pytest.mark.rule("P7")
async def test_an_answer_that_comes_back_is_undelivered_and_can_be_given_again(
    app: FastAPI, dpo: StaffCaller, worker: None, settings: Settings, temporal: RunningTemporal
) -> None:
    email, other = new_email(), new_email()
    request_id = await by_letter(dpo, email)
    early = await dpo.post(f"{STAFF}/{request_id}/resolve", json=GRANTED | {"email": other})
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "not_yet")
    await dpo.post(f"{STAFF}/{request_id}/resolve", json=GRANTED)
    ended = await in_state(dpo, request_id, "resolved")
    assert {clock["outcome"] for clock in ended["clocks"]} == {"kept"}
    assert problem(await dpo.post(f"{STAFF}/{request_id}/resolve", json=REFUSED)) == "rights-answered"
    async with all_seeing(app).transaction() as session:
        answered = Mail.key.endswith(Purpose.RIGHTS_ANSWERED.value) & (Mail.address == email)
        found = await session.execute(update(Mail).where(answered).values(state="bounced").returning(Mail.id))
        assert found.scalar_one()
    await temporal.client.get_workflow_handle(f"rights-request-{request_id}").signal("changed")

    async def unreached() -> dict[str, Any] | None:
        view: dict[str, Any] = (await dpo.get(f"{STAFF}/{request_id}")).json()
        return view if view["parts"][0]["person_unreached_at"] else None

    view: dict[str, Any] = await until(unreached)
    assert view["parts"][0]["person_told_at"] is None
    assert {clock["outcome"] for clock in view["clocks"]} == {"undelivered"}
    about = await mailed(settings, dpo.email, request_id.lower(), 2)
    assert sum("rechaza nuestra respuesta" in " ".join(text.split()) for text in about) == 1
    answer = await dpo.post(f"{STAFF}/{request_id}/resolve", json=GRANTED | {"email": other})
    assert answer.status_code == 200, answer.text

    async def told() -> dict[str, Any] | None:
        view: dict[str, Any] = (await dpo.get(f"{STAFF}/{request_id}")).json()
        return view if view["parts"][0]["person_told_at"] else None

    view = await until(told)
    assert {clock["outcome"] for clock in view["clocks"]} == {"kept"}
    assert len(await mailed(settings, other, "respuesta a su solicitud", 1)) == 1


@pytest.mark.rule("P7")
async def test_a_person_whose_address_refuses_what_the_holder_says_is_the_dpos_to_tell(
    app: FastAPI, dpo: StaffCaller, worker: None, settings: Settings
) -> None:
    email = new_email()
    refusing = f"{email.partition('@')[0]}@refuse.test"
    request_id = await by_letter(dpo, email)
    await mailed(settings, email, "hemos recibido", 1)
    async with all_seeing(app).transaction() as session:
        for table, of_it in ((RightsRequest, RightsRequest.id), (RightsPart, RightsPart.request_id)):
            await session.execute(update(table).where(of_it == request_id).values(email=refusing))
    await dpo.post(f"{STAFF}/{request_id}/extend", json={"reason": "Son muchos archivos"})

    async def noted() -> dict[str, Any] | None:
        view: dict[str, Any] = (await dpo.get(f"{STAFF}/{request_id}")).json()
        return view if view["extension_unreached_at"] else None

    found: dict[str, Any] = await until(noted)
    assert found["extension_told_at"] is None
    assert {clock["kind"]: clock["outcome"] for clock in found["clocks"]} == {
        "request_resolution": None,
        "request_extended_resolution": None,
    }
    about = await mailed(settings, dpo.email, request_id.lower(), 2)
    assert sum("rechaza el aviso de la prórroga" in " ".join(text.split()) for text in about) == 1
    await dpo.post(f"{STAFF}/{request_id}/resolve", json=GRANTED)
    ended = await in_state(dpo, request_id, "resolved")
    assert [clock["outcome"] for clock in ended["clocks"]] == ["undelivered", "undelivered"]
    (part,) = ended["parts"]
    assert (part["person_told_at"], part["person_unreached_at"] is None) == (None, False)
    about = await mailed(settings, dpo.email, request_id.lower(), 3)
    assert sum("rechaza nuestra respuesta" in " ".join(text.split()) for text in about) == 1
