"""Requests of data subjects, from the public form to each controller's own answer (contract P6, P7)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from activities.mail.messages import Purpose
from activities.records.rights_request_messages import mail_key
from models import Mail
from settings import Settings
from tests.api.calling import Caller, Owner, all_seeing, new_email, parts_of, problem, until
from tests.api.rights import (
    FORM,
    GRANTED,
    REFUSED,
    STAFF,
    WORDS,
    envelope_for,
    filed,
    in_state,
    mailed,
    own,
    passed_to,
)
from tests.api.staffing import StaffCaller
from tests.api.test_data_subjects import sent_to
from tests.running import RunningTemporal


@pytest.mark.rule("P6", "P7")
async def test_each_controller_is_told_and_answers_alone(
    app: FastAPI,
    bosses: tuple[Owner, Owner],
    dpo: StaffCaller,
    anybody: Caller,
    worker: None,
    settings: Settings,
) -> None:
    one, other = bosses
    email = new_email()
    for owner, title in ((one, "Alquiler"), (one, "Fianza"), (other, "Hipoteca")):
        await envelope_for(owner, email, title)
    request_id = await filed(app, anybody, email.upper())
    await mailed(settings, email, "hemos recibido", 1)
    assert (await own(one), await own(other)) == ([], [])
    guessed = await anybody.post(f"{FORM}/confirm", json={"token": "x" * 43})
    assert (guessed.status_code, problem(guessed)) == (404, "rights-link-unknown")

    token = {"token": parts_of(app).links.token(request_id)}
    for _ in range(2):
        assert (await anybody.post(f"{FORM}/confirm", json=token)).json() == {"status": "confirmed"}
    mine, theirs = await passed_to(one), await passed_to(other)
    assert (mine["envelopes"], theirs["envelopes"]) == (2, 1)
    assert (mine["words"], mine["email"], mine["identity"], mine["article"]) == (
        WORDS,
        email,
        "mailbox",
        "15",
    )
    detail = (await one.get(f"{FORM}/{mine['id']}")).json()
    assert {found["title"] for found in detail["concerned"]} == {"Alquiler", "Fianza"}
    assert problem(await one.get(f"{FORM}/{theirs['id']}")) == "not-found"
    stolen = await one.post(f"{FORM}/{theirs['id']}/resolve", json=GRANTED)
    assert (stolen.status_code, problem(stolen)) == (404, "not-found")
    (notice,) = await mailed(settings, one.email, "solicitud de acceso", 1)
    assert "Fianza" in notice
    assert WORDS in " ".join(notice.split())
    assert "Hipoteca" not in notice
    (clock,) = (await one.get("/v1/deadlines")).json()["items"]
    assert (clock["rule"], clock["reckoning"], clock["outcome"]) == ("P6", "working_days", "kept")

    path = f"{FORM}/{mine['id']}/resolve"
    for _ in range(2):
        assert (await one.post(path, json=GRANTED)).status_code == 200
    changed = await one.post(path, json=GRANTED | {"answer": "Otra cosa."})
    assert (changed.status_code, problem(changed)) == (409, "rights-answered")
    (first,) = await mailed(settings, email, "respuesta a su solicitud", 1)
    assert "med_1" not in first
    assert (await passed_to(other))["outcome"] is None
    await other.post(f"{FORM}/{theirs['id']}/resolve", json=REFUSED)
    ended = await in_state(dpo, request_id, "resolved")
    answers = await mailed(settings, email, "respuesta a su solicitud", 2)
    assert sum(GRANTED["answer"] in " ".join(mail.split()) for mail in answers) == 1
    (refusal,) = [mail for mail in answers if REFUSED["answer"] in mail]
    assert "aepd.es" in refusal
    assert {part["outcome"] for part in ended["parts"]} == {"granted", "refused"}
    assert {part["delivery"] for part in ended["parts"]} == {"accepted"}
    assert [clock["outcome"] for clock in ended["clocks"]] == ["kept", "kept"]
    assert (await passed_to(one))["person_told_at"] is not None


@pytest.mark.rule("P7")
async def test_an_unknown_address_is_answered_alike_and_the_holder_says_that_it_has_nothing(
    app: FastAPI, dpo: StaffCaller, anybody: Caller, worker: None, settings: Settings
) -> None:
    email = new_email()
    request_id = await filed(app, anybody, email, right="erasure", language="en")
    await mailed(settings, email, "we have received", 1)
    waiting = await in_state(dpo, request_id, "received")
    assert waiting["parts"] == []
    token = {"token": parts_of(app).links.token(request_id)}
    await anybody.post(f"{FORM}/confirm", json=token)
    found = await in_state(dpo, request_id, "in_hand")
    assert [part["business_id"] for part in found["parts"]] == [None]
    assert found["own_due_at"] is not None
    late = await anybody.post(f"{FORM}/withdraw", json=token)
    assert (late.status_code, problem(late)) == (409, "rights-request-passed-on")
    nothing = {"outcome": "granted", "answer": "We have no data of yours."}
    await dpo.post(f"{STAFF}/{request_id}/resolve", json=nothing)
    ended = await in_state(dpo, request_id, "resolved")
    assert [(clock["rule"], clock["outcome"]) for clock in ended["clocks"]] == [("P7", "kept")]
    (answer,) = await mailed(settings, email, "answer to your", 1)
    assert nothing["answer"] in answer


@pytest.mark.rule("P7")
async def test_the_mailbox_withdraws_and_nothing_is_kept(
    app: FastAPI,
    bosses: tuple[Owner, Owner],
    dpo: StaffCaller,
    anybody: Caller,
    worker: None,
    settings: Settings,
) -> None:
    email = new_email()
    await envelope_for(bosses[0], email, "Alquiler")
    request_id = await filed(app, anybody, email)
    await mailed(settings, email, "hemos recibido", 1)
    token = {"token": parts_of(app).links.token(request_id)}
    assert (await anybody.post(f"{FORM}/withdraw", json=token)).json() == {"status": "withdrawn"}
    ended = await in_state(dpo, request_id, "withdrawn")
    assert (ended["email"], ended["name"], ended["words"], ended["parts"]) == (None, None, None, [])
    assert [clock["outcome"] for clock in ended["clocks"]] == ["not_needed"]
    late = await anybody.post(f"{FORM}/confirm", json=token)
    assert (late.status_code, problem(late)) == (410, "rights-link-expired")
    assert await own(bosses[0]) == []


@pytest.mark.rule("P7")
async def test_a_letter_of_a_user_is_the_holders_own_to_answer(
    bosses: tuple[Owner, Owner], dpo: StaffCaller, worker: None, settings: Settings
) -> None:
    user = bosses[0].email
    received_at = datetime.now(UTC) - timedelta(days=3)
    draft = {
        "email": user,
        "name": "Marta Ruiz",
        "right": "portability",
        "channel": "letter",
        "received_at": received_at.isoformat(),
    }
    early = draft | {"received_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    assert (await dpo.post(STAFF, json=early)).status_code == 422
    assert (await bosses[0].post(STAFF, json=draft)).status_code == 404
    request_id = (await dpo.post(STAFF, json=draft)).json()["id"]
    path = f"{STAFF}/{request_id}"

    async def begun() -> dict[str, Any] | None:
        view: dict[str, Any] = (await dpo.get(path)).json()
        return view if view["own_due_at"] else None

    await until(begun)
    given = await dpo.post(f"{path}/resolve", json=GRANTED)
    assert (given.status_code, problem(given)) == (409, "rights-identity-open")
    decision = {"accepted": True, "reason": "DNI cotejado"}
    await dpo.post(f"{path}/identity", json=decision)
    again = await dpo.post(f"{path}/identity", json=decision | {"accepted": False})
    assert (again.status_code, problem(again)) == (409, "rights-identity-decided")
    due_at = (await in_state(dpo, request_id, "in_hand", identity="documents"))["own_due_at"]
    for _ in range(2):
        longer = await dpo.post(f"{path}/extend", json={"reason": "Son muchos archivos"})
        assert longer.status_code == 200
    assert longer.json()["own_due_at"] > due_at
    twice = await dpo.post(f"{path}/extend", json={"reason": "Más aún"})
    assert (twice.status_code, problem(twice)) == (409, "rights-no-extension")
    (why,) = await mailed(settings, user, "necesitamos más tiempo", 1)
    assert "Son muchos archivos" in why
    await dpo.post(f"{path}/resolve", json=GRANTED)
    ended = await in_state(dpo, request_id, "resolved")
    assert {clock["kind"]: clock["outcome"] for clock in ended["clocks"]} == {
        "request_resolution": "kept",
        "request_extended_resolution": "kept",
    }
    await mailed(settings, user, "respuesta a su solicitud", 1)
    assert len(await mailed(settings, dpo.email, "debe resolverla", 1)) == 1


@pytest.mark.rule("P6")
async def test_what_was_entered_late_goes_out_unidentified(
    bosses: tuple[Owner, Owner], dpo: StaffCaller, worker: None, settings: Settings
) -> None:
    email = new_email()
    await envelope_for(bosses[0], email, "Alquiler")
    draft = {
        "email": email,
        "name": "Laura Soler",
        "right": "rectification",
        "channel": "email",
        "received_at": (datetime.now(UTC) - timedelta(days=25)).isoformat(),
    }
    request_id = (await dpo.post(STAFF, json=draft)).json()["id"]
    mine = await passed_to(bosses[0])
    assert mine["identity"] == "pending"
    (notice,) = await mailed(settings, bosses[0].email, "solicitud de rectificación", 1)
    assert "Compruebe su identidad" in " ".join(notice.split())
    found = await in_state(dpo, request_id, "in_hand")
    assert [clock["outcome"] for clock in found["clocks"]] == ["missed"]
    nothing = await dpo.post(f"{STAFF}/{request_id}/resolve", json=REFUSED)
    assert (nothing.status_code, problem(nothing)) == (409, "rights-not-ours")
    await dpo.post(f"{STAFF}/{request_id}/identity", json={"accepted": False, "reason": "No aporta nada"})

    async def updated() -> bool:
        return bool((await passed_to(bosses[0]))["identity"] == "refused")

    await until(updated)


@pytest.mark.rule("P6")
async def test_a_notice_that_comes_back_goes_to_the_second_address_or_to_the_dpo(
    app: FastAPI,
    bosses: tuple[Owner, Owner],
    dpo: StaffCaller,
    anybody: Caller,
    worker: None,
    settings: Settings,
    temporal: RunningTemporal,
) -> None:
    email = new_email()
    second = f"dpd-{bosses[0].business_id.lower()}@gestoria.example"
    contacts = {"dpo": {"name": "Vera Roig", "email": second}}
    await bosses[0].patch("/v1/businesses/current", json={"privacy_contacts": contacts})
    for owner in bosses:
        await envelope_for(owner, email, "Contrato de alquiler")
    request_id = await filed(app, anybody, email)
    token = parts_of(app).links.token(request_id)
    await anybody.post(f"{FORM}/confirm", json={"token": token})
    parts = [(await passed_to(owner))["id"] for owner in bosses]
    await in_state(dpo, request_id, "in_hand")
    keys = [
        mail_key(owner.business_id, part, Purpose.RIGHTS_NOTICE)
        for owner, part in zip(bosses, parts, strict=True)
    ]
    async with all_seeing(app).transaction() as session:
        await session.execute(update(Mail).where(Mail.key.in_(keys)).values(state="bounced"))
    assert (await bosses[1].get("/v1/deadlines")).json()["items"][0]["outcome"] == "kept"
    await temporal.client.get_workflow_handle(f"rights-request-{request_id}").signal("changed")
    await in_state(dpo, request_id, "in_hand", unreached=1)
    (text,) = await mailed(settings, second, "acceso", 1)
    assert email in text
    (clock,) = (await bosses[1].get("/v1/deadlines")).json()["items"]
    assert (clock["outcome"], clock["ended_at"]) == (None, None)
    assert await mailed(settings, dpo.email, request_id.lower(), 1)


@pytest.mark.rule("P6")
async def test_a_controller_that_corrected_the_address_is_told_too(
    app: FastAPI,
    bosses: tuple[Owner, Owner],
    anybody: Caller,
    worker: None,
    settings: Settings,
) -> None:
    email = new_email()
    envelope = await sent_to(bosses[0], email)
    corrected = f"/v1/envelopes/{envelope['id']}/signers/{envelope['signers'][0]['id']}"
    answer = await bosses[0].patch(corrected, json={"email": new_email(), "name": "Nadia Roca"})
    assert answer.is_success
    request_id = await filed(app, anybody, email)
    await anybody.post(f"{FORM}/confirm", json={"token": parts_of(app).links.token(request_id)})
    mine = await passed_to(bosses[0])
    assert (mine["email"], mine["envelopes"]) == (email, 1)
    detail = (await bosses[0].get(f"{FORM}/{mine['id']}")).json()
    assert [found["id"] for found in detail["concerned"]] == [envelope["id"]]
    (notice,) = await mailed(settings, bosses[0].email, "solicitud de acceso", 1)
    assert envelope["id"] in notice
    assert await own(bosses[1]) == []
