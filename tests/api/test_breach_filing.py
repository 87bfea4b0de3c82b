"""A breach towards the authority, and controllers whose notices come back (contract P8)."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from activities.records.breach_reach import notice_key
from models import Mail
from settings import Settings
from tests.api.calling import Owner, all_seeing, problem, until
from tests.api.mailbox import mails_at
from tests.api.staffing import StaffCaller
from tests.api.test_breaches import ASSESSMENT, BREACHES, boss, notices, registered, staff, told

__all__ = ("boss", "staff")
Pair = tuple[StaffCaller, StaffCaller]
FACTS = {
    "began_at": "2026-11-20T10:00:00Z",
    "effects": ["confidentiality"],
    "origin": "external",
    "intent": "deliberate",
    "severity": "high",
    "encrypted": False,
    "minors": False,
    "special_categories": False,
    "other_countries": ["PT"],
}


async def notified(people: Pair, business_id: str) -> str:
    """A breach of which the business was told by mail."""
    dpo, _ = people
    breach = await registered(people, business_id)
    await dpo.post(f"{BREACHES}/{breach['id']}/assessments", json=ASSESSMENT)
    await dpo.post(f"{BREACHES}/{breach['id']}/notify", json={"assessment": 1})
    await told(dpo, breach["id"], 1)
    return str(breach["id"])


async def bounced(app: FastAPI, people: Pair, breach_id: str, key: str) -> None:
    """The provider reports a mail as given back, and the workflow is told."""
    async with all_seeing(app).transaction() as session:
        found = await session.execute(
            update(Mail).where(Mail.key == key).values(state="bounced").returning(Mail.id)
        )
        assert found.scalar_one()
    await people[0].post(f"{BREACHES}/{breach_id}/assessments", json=ASSESSMENT)


async def controller(dpo: StaffCaller, breach_id: str) -> dict[str, Any]:
    """The only controller of a breach."""
    (one,) = (await dpo.get(f"{BREACHES}/{breach_id}")).json()["controllers"]
    found: dict[str, Any] = one
    return found


@pytest.mark.rule("P8")
async def test_a_notice_that_comes_back_goes_to_the_second_address(
    app: FastAPI, boss: Owner, staff: Pair, worker: None
) -> None:
    dpo, _ = staff
    second = f"dpd-{boss.business_id.lower()}@gestoria.example"
    contacts = {"dpo": {"name": "Vera Roig", "email": second}}
    await boss.patch("/v1/businesses/current", json={"privacy_contacts": contacts})
    breach_id = await notified(staff, boss.business_id)
    key = notice_key(boss.business_id, breach_id, 1)
    await bounced(app, staff, breach_id, key)

    async def sent() -> bool:
        return bool((await controller(dpo, breach_id))["second_delivery"] == "accepted")

    await until(sent)
    found = await controller(dpo, breach_id)
    assert (found["delivery"], found["refused_at"]) == ("bounced", None)
    async with all_seeing(app).transaction() as session:
        mail = (await session.scalars(select(Mail).where(Mail.key == f"{key}:second"))).one()
    assert mail.address == second
    async with all_seeing(app).transaction() as session:
        await session.execute(update(Mail).where(Mail.id == mail.id).values(state="queued"))
    await bounced(app, staff, breach_id, key)
    await until(sent)


@pytest.mark.rule("P8")
async def test_without_one_both_in_charge_are_called_and_the_clock_runs_until_somebody_tells(
    app: FastAPI, boss: Owner, staff: Pair, worker: None, settings: Settings
) -> None:
    dpo, security = staff
    breach_id = await notified(staff, boss.business_id)
    await bounced(app, staff, breach_id, notice_key(boss.business_id, breach_id, 1))

    async def noted() -> bool:
        return (await controller(dpo, breach_id))["refused_at"] is not None

    await until(noted)
    assert (await controller(dpo, breach_id))["first_told_at"] is None, "what came back told nobody"
    (own,) = (await boss.get("/v1/breaches")).json()["items"]
    assert (own["id"], own["first_told_at"]) == (breach_id, None), "its owner can read it here all the same"
    (clock,) = (await boss.get("/v1/deadlines")).json()["items"]
    assert (clock["outcome"], clock["ended_at"]) == (None, None)

    async def called() -> bool:
        found = [await warnings(settings.sendgrid_host, one.email) for one in staff]
        return all(found)

    await until(called)
    path = f"{BREACHES}/{breach_id}/contacts"
    at = datetime.now(UTC)
    contact = {"business_id": boss.business_id, "at": at.isoformat(), "words": "Por teléfono"}
    early = await dpo.post(path, json=contact | {"at": (at + timedelta(days=1)).isoformat()})
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "future")
    stranger = await dpo.post(path, json=contact | {"business_id": "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"})
    assert problem(stranger) == "not-found"
    answer = await security.post(path, json=contact)
    assert answer.status_code == 201, answer.text
    assert answer.json()["controllers"][0]["contact"]["words"] == "Por teléfono"

    async def ended() -> bool:
        (clock,) = (await boss.get("/v1/deadlines")).json()["items"]
        return bool(clock["outcome"] == "kept")

    await until(ended)
    learned_at = (await controller(dpo, breach_id))["first_told_at"]
    assert datetime.fromisoformat(learned_at) == at


@pytest.mark.rule("P8")
async def test_each_stage_reaches_the_controller_before_it_closes(
    app: FastAPI, boss: Owner, staff: Pair, worker: None
) -> None:
    """A call about the first stage says nothing of the second, whose notice comes back as well."""
    dpo, security = staff
    breach_id = await notified(staff, boss.business_id)
    path = f"{BREACHES}/{breach_id}"
    contact = {"business_id": boss.business_id, "words": "Por teléfono"}

    async def refused(number: int) -> bool:
        return bool((await controller(dpo, breach_id))["refused"] == number)

    await bounced(app, staff, breach_id, notice_key(boss.business_id, breach_id, 1))
    await until(lambda: refused(1))
    first = contact | {"at": datetime.now(UTC).isoformat(), "assessment": 1}
    assert (await dpo.post(f"{path}/contacts", json=first)).status_code == 201
    unknown = await dpo.post(f"{path}/contacts", json=first | {"assessment": 7})
    assert problem(unknown) == "not-found"
    await dpo.post(f"{path}/notify", json={"assessment": 2})
    await told(dpo, breach_id, 2)
    assert (await controller(dpo, breach_id))["refused"] is None, "the second notice was taken"
    await dpo.post(f"{path}/authority-filing", json={"reference": "AEPD 2026/9"})
    async with all_seeing(app).transaction() as session:
        key = notice_key(boss.business_id, breach_id, 2)
        await session.execute(update(Mail).where(Mail.key == key).values(state="bounced"))
    await security.post(f"{path}/close")
    await until(lambda: refused(2))
    assert (await dpo.get(path)).json()["state"] == "notified"
    answer = await dpo.post(f"{path}/contacts", json=contact | {"at": datetime.now(UTC).isoformat()})
    assert answer.json()["controllers"][0]["contact"]["assessment"] == 2

    async def closed() -> bool:
        return bool((await dpo.get(path)).json()["state"] == "closed")

    await until(closed)


@pytest.mark.rule("P8")
async def test_who_was_told_by_telephone_first_sees_it_and_gets_the_notice_in_writing(
    boss: Owner, staff: Pair, worker: None, settings: Settings
) -> None:
    """As while the mail provider is away: what was said before replaces no mail, and no later stage."""
    dpo, _ = staff
    breach = await registered(staff, boss.business_id)
    path = f"{BREACHES}/{breach['id']}"

    async def counted() -> bool:
        return bool((await dpo.get(path)).json()["controllers"])

    await until(counted)
    at = datetime.now(UTC)
    contact = {"business_id": boss.business_id, "at": at.isoformat(), "words": "Por teléfono"}
    assert (await dpo.post(f"{path}/contacts", json=contact)).status_code == 201

    async def seen() -> dict[str, Any] | None:
        items = (await boss.get("/v1/breaches")).json()["items"]
        return dict(items[0]) if items else None

    own = await until(seen)
    assert own["contact"]["words"] == "Por teléfono"
    assert (own["told_at"], own["assessments"]) == (None, [])
    assert datetime.fromisoformat(own["first_told_at"]) == at
    (clock,) = (await boss.get("/v1/deadlines")).json()["items"]
    assert (clock["outcome"], clock["ended_at"]) == ("kept", own["first_told_at"])
    for number in (1, 2):
        await dpo.post(f"{path}/assessments", json=ASSESSMENT)
        await dpo.post(f"{path}/notify", json={"assessment": number})
        await told(dpo, breach["id"], number)
        found = await controller(dpo, breach["id"])
        assert (found["told"], found["delivery"]) == (number, "accepted")
        assert found["first_told_at"] == own["first_told_at"]
    assert len(await notices(settings.sendgrid_host, boss.email)) == 2


@pytest.mark.rule("P8")
async def test_the_authoritys_form_is_filled_with_what_is_known(
    boss: Owner, staff: Pair, worker: None, settings: Settings
) -> None:
    dpo, security = staff
    breach = await registered(staff, boss.business_id)
    path = f"{BREACHES}/{breach['id']}"
    form = (await dpo.get(f"{path}/authority-form")).json()
    assert (form["kind"], form["nature"], form["late"]) == ("initial", {}, False)
    assert "assessment" in form["missing"]
    assert form["notifier"]["name"] == settings.holder_name
    await dpo.post(f"{path}/assessments", json=ASSESSMENT)
    strange = await security.put(f"{path}/authority-facts", json=FACTS | {"other_countries": ["US"]})
    assert strange.status_code == 422
    kept = await security.put(f"{path}/authority-facts", json=FACTS)
    assert kept.json()["authority_facts"]["origin"] == "external"

    async def measured() -> dict[str, Any] | None:
        found: dict[str, Any] = (await dpo.get(f"{path}/authority-form")).json()
        return found if found["controllers"] else None

    form = await until(measured)
    assert (form["kind"], form["missing"], form["people_count"]) == ("complete", [], 3)
    assert form["nature"] == ASSESSMENT["nature"]
    for language, title in (("es", "Notificación de brecha"), ("en", "Notification of a personal")):
        file = await dpo.get(f"{path}/authority-form.pdf", params={"language": language})
        with pikepdf.open(io.BytesIO(file.content)) as pdf:
            assert str(pdf.docinfo["/Title"]).startswith(title)
    await dpo.post(f"{path}/authority-filing", json={"reference": "AEPD 2026/7"})
    form = (await dpo.get(f"{path}/authority-form")).json()
    assert (form["kind"], form["reference"]) == ("additional", "AEPD 2026/7")


@pytest.mark.rule("M7")
@pytest.mark.parametrize("form", ["csv", "json"])
async def test_the_register_is_a_file(boss: Owner, staff: Pair, worker: None, form: str) -> None:
    dpo, _ = staff
    breach = await registered(staff, boss.business_id)
    await dpo.post(f"{BREACHES}/{breach['id']}/assessments", json=ASSESSMENT)
    answer = await dpo.get(f"{BREACHES}/export", params={"format": form})
    assert answer.status_code == 200, answer.text
    if form == "json":
        (own,) = [one for one in answer.json()["items"] if one["id"] == breach["id"]]
        assert own["assessments"][0]["nature"] == ASSESSMENT["nature"]
        return
    (line,) = [one for one in csv.DictReader(io.StringIO(answer.text)) if one["breach"] == breach["id"]]
    assert (line["state"], line["nature"], line["assessments"]) == ("assessing", "Acceso ajeno a sobres", "1")


async def warnings(sink: str, address: str) -> list[str]:
    """Subjects of mails in an inbox that call for telling controllers another way."""
    return [one["subject"] for one in await mails_at(sink, address, "responsables sin avisar")]
