"""A restriction stops all that is done with a person's envelopes until it is released (GDPR art. 18)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from api.acting.data_subjects import carry_on_measures
from models import Business, EvidenceEvent, Mail, SubjectMeasure
from tests.api.calling import Caller, Owner, all_seeing, new_email, parts_of, problem, registered_owner, until
from tests.api.test_data_subjects import drafted_for, sent_to, signed_by
from tests.api.test_lifecycle import in_state, invited, signature

pytestmark = pytest.mark.usefixtures("worker")


async def restricted(owner: Owner, email: str, ground: str = "objection_pending") -> dict[str, Any]:
    answer = await owner.post("/v1/data-subjects/restrictions", json={"email": email, "ground": ground})
    assert answer.status_code == 201, answer.text
    measure: dict[str, Any] = answer.json()
    return measure


async def released(owner: Owner, measure: dict[str, Any]) -> dict[str, Any]:
    """The measure, once its end stands."""
    address = f"/v1/data-subjects/measures/{measure['id']}"
    body = {"reason": "Prevalecen motivos legítimos", "subject_informed": True}
    answer = await owner.post(f"{address}/release", json=body)
    assert answer.status_code == 202, answer.text

    async def read() -> dict[str, Any] | None:
        found: dict[str, Any] = (await owner.get(address)).json()
        return found if found["state"] == "ended" else None

    ended: dict[str, Any] = await until(read)
    return ended


async def mails_to(app: FastAPI, signer_id: str) -> set[str]:
    async with all_seeing(app).transaction() as session:
        rows = await session.scalars(select(Mail).where(Mail.signer_id == signer_id))
        return {row.purpose for row in rows if row.accepted_at is not None}


@pytest.mark.rule("P6")
async def test_nothing_is_done_with_a_restricted_envelope_until_it_is_released(
    app: FastAPI, anybody: Caller
) -> None:
    owner, email = await registered_owner(app), new_email()
    envelope = await sent_to(owner, email)
    path = f"/v1/envelopes/{envelope['id']}"
    tokens = [await invited(app, signer["id"]) for signer in envelope["signers"]]
    prepared = [await signature(anybody, token) for token in tokens]
    draft = await drafted_for(owner, email)
    measure = await restricted(owner, email)
    for token, body in zip(tokens, prepared, strict=True):
        signing = await anybody.post(f"/v1/signing/{token}/signature", json=body)
        assert problem(signing) == "envelope-restricted"
        assert problem(await anybody.get(f"/v1/signing/{token}")) == "envelope-restricted"
        assert problem(await anybody.post(f"/v1/signing/{token}/link")) == "envelope-restricted"
    paused = await in_state(owner, envelope["id"], "sent", paused=True)
    explained = (await owner.get(f"{path}/explain")).json()
    assert explained["summary"].startswith("En pausa: el tratamiento está limitado")
    assert problem(await owner.post(f"{path}/remind", json={})) == "envelope-restricted"
    assert problem(await owner.post(f"/v1/envelopes/{draft['id']}/send")) == "envelope-restricted"
    document = envelope["documents"][0]["id"]
    content = f"{path}/documents/{document}/content?version=original"
    assert (await owner.get(content)).status_code == 200
    async with owner.program() as program:
        assert problem(await program.get(content)) == "envelope-restricted"
        assert problem(await program.get(f"{path}/evidence")) == "envelope-restricted"
        page = await program.get(f"/v1/documents/{document}/pages/1.png?width=200")
        assert problem(page) == "envelope-restricted"
    found = (await owner.get("/v1/data-subjects", params={"email": email})).json()["items"]
    assert [one["restricted"] for one in found] == [True, True]

    ended = await released(owner, measure)
    assert ended["release_reason"] == "Prevalecen motivos legítimos"
    going_on = await in_state(owner, envelope["id"], "sent", paused=False)
    before, after = (datetime.fromisoformat(one["expires_at"]) for one in (paused, going_on))
    assert after > before
    for signer in envelope["signers"]:
        await signed_by(app, anybody, signer)
    await in_state(owner, envelope["id"], "completed")
    async with all_seeing(app).transaction() as session:
        events = await session.scalars(
            select(EvidenceEvent).where(
                EvidenceEvent.envelope_id == envelope["id"],
                EvidenceEvent.kind.in_(["envelope:paused", "envelope:resumed"]),
            )
        )
        assert [event.data["ground"] for event in events] == ["data_protection"] * 2
    await owner.aclose()


async def test_who_is_restricted_gets_no_news_of_a_voided_envelope_and_others_do(app: FastAPI) -> None:
    owner, email = await registered_owner(app), new_email()
    envelope = await sent_to(owner, email)
    theirs, other = envelope["signers"]
    await restricted(owner, email)
    await in_state(owner, envelope["id"], "sent", paused=True)
    voided = await owner.post(f"/v1/envelopes/{envelope['id']}/void", json={"reason": "Se retira"})
    assert voided.is_success, voided.text

    async def told() -> bool:
        return "envelope-voided" in await mails_to(app, other["id"])

    await until(told)
    await in_state(owner, envelope["id"], "voided", certificate_ready=True)
    assert await mails_to(app, theirs["id"]) == {"sign-request"}
    await owner.aclose()


async def test_two_restrictions_and_the_contract_hold_an_envelope_each_by_itself(app: FastAPI) -> None:
    owner, email = await registered_owner(app), new_email()
    envelope = await sent_to(owner, email)
    other = envelope["signers"][1]["email"]
    first, second = await restricted(owner, email), await restricted(owner, other, "accuracy_contested")
    await in_state(owner, envelope["id"], "sent", paused=True)
    await released(owner, first)
    assert (await owner.get(f"/v1/envelopes/{envelope['id']}")).json()["paused"] is True
    await standing(app, owner, "download_only", "unpaid")
    await released(owner, second)
    assert (await owner.get(f"/v1/envelopes/{envelope['id']}")).json()["paused"] is True
    body = {"reason": "x", "subject_informed": True}
    again = await owner.post(f"/v1/data-subjects/measures/{second['id']}/release", json=body)
    assert problem(again) == "measure-ended"
    await owner.aclose()


async def standing(app: FastAPI, owner: Owner, state: str, reason: str | None) -> None:
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(Business)
            .where(Business.id == owner.business_id)
            .values(standing=state, standing_reason=reason)
        )


async def test_a_release_that_a_crash_left_untold_is_told(app: FastAPI) -> None:
    owner, email = await registered_owner(app), new_email()
    await drafted_for(owner, email)
    measure = await restricted(owner, email)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(SubjectMeasure)
            .where(SubjectMeasure.id == measure["id"])
            .values(release_asked_at=at, release_reason="x", release_asked_by="usr_1")
        )
    await carry_on_measures(parts_of(app), datetime.now(UTC))

    async def read() -> bool:
        found = (await owner.get(f"/v1/data-subjects/measures/{measure['id']}")).json()
        return bool(found["state"] == "ended")

    await until(read)
    await owner.aclose()


async def test_it_is_declared_that_the_person_was_told_before(app: FastAPI) -> None:
    owner, email = await registered_owner(app), new_email()
    await drafted_for(owner, email)
    measure = await restricted(owner, email)
    address = f"/v1/data-subjects/measures/{measure['id']}/release"
    for body in ({"reason": "x"}, {"reason": "x", "subject_informed": False}):
        assert problem(await owner.post(address, json=body)) == "validation"
    unfounded = await owner.post("/v1/data-subjects/restrictions", json={"email": email, "ground": "x"})
    assert problem(unfounded) == "validation"
    await owner.aclose()
