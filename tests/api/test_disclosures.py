"""What is handed over: as it was authorised, or told before what the law demands (contract P3)."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from activities.records.controller_post import notice_key
from models import DisclosureDuty, Mail
from models.identifiers import Prefix, new_id
from settings import Settings
from tests.api.calling import (
    Owner,
    all_seeing,
    envelope_draft,
    problem,
    until,
    uploaded,
)
from tests.api.instructing import (
    ANSWER,
    DUTIES,
    DUTY,
    KEEP,
    MADE,
    OWN,
    PAYROLL,
    STAFF,
    TERMS,
    TO_PAYROLL,
    given,
    handed,
    mails_to,
    said,
)
from tests.api.staffing import StaffCaller
from tests.running import RunningTemporal

pytestmark = pytest.mark.usefixtures("worker")


def minute_of(instant: str) -> datetime:
    """The minute of an instant, as forms give it."""
    return datetime.fromisoformat(instant).replace(second=0, microsecond=0)


@pytest.mark.rule("P3")
async def test_data_goes_only_as_it_was_authorised(
    bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller], settings: Settings
) -> None:
    (owner, stranger), dpo = bosses, dpos[0]
    document = await uploaded(owner)
    envelope = (await owner.post("/v1/envelopes", json=envelope_draft([document["id"]], 1))).json()["id"]
    body = TO_PAYROLL | {"disclosure": TERMS | {"envelopes": [envelope]}}
    foreign = await stranger.post(OWN, json=body)
    assert problem(foreign) == "validation"
    view = await given(owner, body)
    basis = {"instruction_id": view["id"], "envelopes": [envelope]}
    assert problem(await dpo.post(MADE, json=handed(**basis))) == "disclosure-not-authorised"
    since = minute_of((await said(dpo, f"{STAFF}/{view['id']}/acknowledge"))["state_at"])
    early = handed(**basis) | {"made_at": (since - timedelta(minutes=1)).isoformat()}
    for changed, refusal in (
        (early, "disclosure-not-authorised"),
        (handed(**basis, recipient=PAYROLL | {"tax_id": "A58818501"}), "disclosure-other-entity"),
        (handed(**basis, data=["evidence"]), "disclosure-more-data"),
        (handed(instruction_id=view["id"]), "disclosure-other-envelopes"),
    ):
        assert problem(await dpo.post(MADE, json=changed)) == refusal
    made = await said(dpo, MADE, handed(**basis) | {"made_at": since.isoformat()})
    assert (made["version"], made["business_id"]) == (1, owner.business_id)
    (mail,) = await mails_to(settings, owner.email, "entregados a Nóminas del Sur")
    assert view["id"] in mail
    (shown,) = (await owner.get("/v1/disclosures")).json()["items"]
    assert (shown["id"], shown["envelopes"]) == (made["id"], [envelope])
    assert (await stranger.get("/v1/disclosures")).json()["items"] == []

    await said(owner, f"{OWN}/{view['id']}/withdraw")
    revoked = await dpo.post(MADE, json=handed(**basis))
    assert problem(revoked) == "disclosure-not-authorised"
    kept = await dpo.get(MADE, params={"business_id": owner.business_id})
    assert [one["id"] for one in kept.json()["items"]] == [made["id"]]


async def test_envelopes_of_another_are_never_covered(
    bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller]
) -> None:
    (owner, stranger), dpo = bosses, dpos[0]
    document = await uploaded(stranger)
    theirs = (await stranger.post("/v1/envelopes", json=envelope_draft([document["id"]], 1))).json()["id"]
    view = await given(owner, TO_PAYROLL)
    await said(dpo, f"{STAFF}/{view['id']}/acknowledge")
    wrong = await dpo.post(MADE, json=handed(instruction_id=view["id"], envelopes=[theirs]))
    assert problem(wrong) == "disclosure-other-envelopes"


@pytest.mark.rule("P3")
async def test_a_third_country_is_not_acknowledged_before_its_safeguards(
    bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller]
) -> None:
    owner, dpo = bosses[0], dpos[0]
    abroad = TERMS | {"recipient": TERMS["recipient"] | {"country": "IN", "tax_id": "27AAPFU0939F1ZV"}}
    view = await given(owner, TO_PAYROLL | {"disclosure": abroad})
    refused = await dpo.post(f"{STAFF}/{view['id']}/acknowledge", json=ANSWER)
    assert problem(refused) == "disclosure-safeguards-missing"
    kind = await owner.post(f"{OWN}/{view['id']}/amend", json=KEEP | {"version": 1})
    assert problem(kind) == "validation"
    safe = TO_PAYROLL | {"version": 1, "disclosure": abroad | {"safeguards": "Cláusulas tipo 2021/914"}}
    await said(owner, f"{OWN}/{view['id']}/amend", safe)
    followed = await said(dpo, f"{STAFF}/{view['id']}/acknowledge", ANSWER | {"version": 2})
    assert followed["state"] == "in_force"


@pytest.mark.rule("P3")
async def test_a_legal_duty_is_told_before_anything_is_handed_over(
    bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller], settings: Settings
) -> None:
    owner, dpo = bosses[0], dpos[0]
    duty = await said(dpo, DUTIES, DUTY | {"business_id": owner.business_id})
    before = handed(duty_id=duty["id"], recipient={"name": DUTY["recipient"], "country": "ES"})
    before["made_at"] = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    assert problem(await dpo.post(MADE, json=before)) == "disclosure-untold"
    (mail,) = await mails_to(settings, owner.email, "La ley nos obliga")
    assert DUTY["ground"] in mail

    async def told() -> bool:
        (shown,) = (await owner.get("/v1/disclosure-duties")).json()["items"]
        return shown["told_at"] is not None

    assert await until(told)
    now = {"made_at": datetime.now(UTC).isoformat()}
    other = await dpo.post(MADE, json=before | now | {"recipient": PAYROLL})
    assert problem(other) == "disclosure-other-entity"
    made = await said(dpo, MADE, before | now)
    assert made["duty_id"] == duty["id"]
    assert problem(await dpo.post(f"{DUTIES}/{duty['id']}/approve-silence")) == "disclosure-silence"
    unknown = await dpo.post(DUTIES, json=DUTY | {"business_id": new_id(Prefix.BUSINESS)})
    assert problem(unknown) == "not-found"


@pytest.mark.rule("P3")
async def test_silence_takes_two_and_hides_until_it_is_lifted(
    bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller], settings: Settings
) -> None:
    owner, (dpo, second) = bosses[0], dpos
    body = DUTY | {"business_id": owner.business_id, "silence_reason": "Secreto del sumario"}
    duty = await said(dpo, DUTIES, body)
    place = f"{DUTIES}/{duty['id']}"
    made = handed(duty_id=duty["id"], recipient={"name": DUTY["recipient"], "country": "ES"})
    assert problem(await dpo.post(MADE, json=made)) == "disclosure-untold"
    assert problem(await dpo.post(f"{place}/approve-silence")) == "second-person-required"
    assert (await second.post(f"{place}/approve-silence")).status_code == 200
    assert problem(await dpo.post(MADE, json=made)) == "disclosure-untold", "it went before the second agreed"
    contact = {"at": datetime.now(UTC).isoformat(), "words": "Por teléfono."}
    assert problem(await dpo.post(f"{place}/contact", json=contact)) == "disclosure-silence"
    recorded = await said(dpo, MADE, made | {"made_at": datetime.now(UTC).isoformat()})
    for path in ("/v1/disclosure-duties", "/v1/disclosures"):
        assert (await owner.get(path)).json()["items"] == []
    assert (await dpo.post(f"{place}/lift-silence")).status_code == 200
    (mail,) = await mails_to(settings, owner.email, "La ley nos obliga")
    assert "no podía comunicársele hasta ahora" in " ".join(mail.split())
    (shown,) = (await owner.get("/v1/disclosures")).json()["items"]
    assert shown["id"] == recorded["id"]


async def test_a_controller_that_no_mail_reaches_is_told_another_way(
    app: FastAPI, bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller]
) -> None:
    owner, dpo = bosses[0], dpos[0]
    duty = await said(dpo, DUTIES, DUTY | {"business_id": owner.business_id})
    future = {"at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(), "words": "Por teléfono."}
    assert problem(await dpo.post(f"{DUTIES}/{duty['id']}/contact", json=future)) == "validation"
    minute = minute_of(duty["registered_at"])
    early = {"at": (minute - timedelta(minutes=1)).isoformat(), "words": "Por teléfono."}
    assert problem(await dpo.post(f"{DUTIES}/{duty['id']}/contact", json=early)) == "validation"
    at = {"at": minute.isoformat(), "words": "Por teléfono."}
    contacted = await said(dpo, f"{DUTIES}/{duty['id']}/contact", at)
    assert contacted["contact_words"] == "Por teléfono."
    made = handed(duty_id=duty["id"], recipient={"name": DUTY["recipient"], "country": "ES"})
    assert (await said(dpo, MADE, made))["duty_id"] == duty["id"]


@pytest.mark.rule("P3")
async def test_a_duty_whose_mail_comes_back_is_not_told(
    app: FastAPI,
    bosses: tuple[Owner, Owner],
    dpos: tuple[StaffCaller, StaffCaller],
    settings: Settings,
    temporal: RunningTemporal,
) -> None:
    owner, dpo = bosses[0], dpos[0]
    duty = await said(dpo, DUTIES, DUTY | {"business_id": owner.business_id})
    await mails_to(settings, owner.email, "La ley nos obliga")

    async def shown(field: str) -> bool:
        (row,) = (await dpo.get(DUTIES, params={"business_id": owner.business_id})).json()["items"]
        return row[field] is not None

    assert await until(lambda: shown("told_at"))
    made = handed(duty_id=duty["id"], recipient={"name": DUTY["recipient"], "country": "ES"})
    assert (await said(dpo, MADE, made))["duty_id"] == duty["id"]
    async with all_seeing(app).transaction() as session:
        row = await session.get_one(DisclosureDuty, duty["id"])
        await session.execute(update(Mail).where(Mail.key == notice_key(row)).values(state="bounced"))
    await temporal.client.get_workflow_handle(f"disclosure-notice-{duty['id']}").signal("returned")
    assert await until(lambda: shown("unreached_at"))
    assert not await shown("told_at")
    made = handed(duty_id=duty["id"], recipient={"name": DUTY["recipient"], "country": "ES"})
    assert problem(await dpo.post(MADE, json=made)) == "disclosure-untold"
    assert await mails_to(settings, dpo.email, duty["id"])
    contact = {"at": datetime.now(UTC).isoformat(), "words": "Por teléfono."}
    await said(dpo, f"{DUTIES}/{duty['id']}/contact", contact)
    again = made | {"made_at": datetime.now(UTC).isoformat()}
    assert (await said(dpo, MADE, again))["duty_id"] == duty["id"]
