"""What people wrote into an envelope and names an erased person goes, or is told (GDPR art. 17)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities.subjects.erasing import Erasure
from models import (
    Document,
    Envelope,
    EnvelopeDocument,
    Field,
)
from terms.calendar import HOLDER_ZONE
from tests.activities.retention.planted import tables_with
from tests.api.calling import (
    Caller,
    Owner,
    all_seeing,
    new_email,
    parts_of,
    problem,
    registered_owner,
    until,
)
from tests.api.erasing import at_rest, declined_by, erased
from tests.api.instructing import given
from tests.api.staffing import StaffCaller
from tests.api.test_data_subjects import drafted_for, sent_to
from tests.api.test_lifecycle import in_state, invited
from tests.api.test_rectifications import rectified

DUTIES = "/v1/staff/disclosure-duties"
pytestmark = pytest.mark.usefixtures("worker")


@pytest.mark.rule("P6")
@pytest.mark.parametrize("redacted", [None, True, False], ids=["unless", "redacted", "told"])
async def test_what_an_envelope_itself_says_of_the_person_is_redacted_or_told(
    app: FastAPI, everything: AsyncEngine, marker: str, redacted: bool | None
) -> None:
    owner, email, name = await registered_owner(app), f"{marker}@example.com", f"Nora {marker}"
    draft = await drafted_for(owner, email, name)
    async with all_seeing(app).transaction() as session:
        envelope = await session.get_one(Envelope, draft["id"])
        envelope.title = f"Finiquito de {name.upper()}"
        envelope.message = f"Hola, nora  {marker}:"
        envelope.custom = {"client": email, "nested": [{"who": name}], "amount": 7}
    chosen = {} if redacted is None else {"redact_texts": redacted}
    measure = await erased(owner, email, "ended", **chosen)
    async with all_seeing(app).transaction() as session:
        envelope = await session.get_one(Envelope, draft["id"])
        said = (envelope.title, envelope.message, envelope.custom)
    if redacted is not False:
        assert said == (
            "Finiquito de (suprimido)",
            "Hola, (suprimido):",
            {"client": "(suprimido)", "nested": [{"who": "(suprimido)"}], "amount": 7},
        )
        assert (measure["counts"]["texts"], measure["still_named"]) == (3, [])
        async with everything.connect() as connection:
            assert await tables_with(connection, marker) == {}
    else:
        assert said[0] == f"Finiquito de {name.upper()}"
        named = {
            "envelope_id": draft["id"],
            "texts": ["title", "message", "metadata"],
            "because": "left_on_request",
        }
        assert measure["still_named"] == [named]
    await owner.aclose()


@pytest.mark.rule("P6")
async def test_what_others_said_of_the_person_goes_and_what_stays_is_told_with_its_reason(
    app: FastAPI, everything: AsyncEngine, marker: str
) -> None:
    owner, email, name = await registered_owner(app), f"{marker}@example.com", f"Nora {marker}"
    envelope = await sent_to(owner, email, name)
    theirs, other = envelope["signers"]
    await opened_by(app, theirs)
    await named_by_the_sender(app, envelope["id"], name)
    instruction = await given(owner, {"subject": "Bajas", "text": f"Dejen de escribir a {name}."})
    await declined_by(app, other, f"No firmo si firma {name}.", "Agente")
    await in_state(owner, envelope["id"], "declined", certificate_ready=True)
    await at_rest(owner, envelope["id"])
    texts = ["reason", "decline_reason", "field_label", "document_name"]
    found = (await owner.get("/v1/data-subjects", params={"email": email})).json()["items"]
    assert [one["named_in"] for one in found] == [[*texts, "evidence"]]

    measure = await erased(owner, email, "ended")
    assert measure["counts"]["texts"] == len([*texts, "acts"])
    path = f"/v1/envelopes/{envelope['id']}"
    view = (await owner.get(path)).json()
    said = "No firmo si firma (suprimido)."
    assert (view["reason"], view["signers"][1]["decline_reason"]) == (said, said)
    assert view["documents"][0]["name"] == "Contrato-(suprimido).pdf"
    because = {"envelope_id": envelope["id"], "texts": ["evidence"], "because": "evidence_of_others"}
    assert measure["still_named"] == [because]
    left = {one["what"]: one for one in measure["left_elsewhere"]}
    assert left["request_log"]["because"] == "security_log"
    assert left["request_log"]["count"] >= 1
    assert datetime.fromisoformat(left["request_log"]["until"]) > datetime.now(UTC)
    assert left["instructions"]["ids"] == [instruction["id"]]
    assert left["documents"]["ids"] == [one["id"] for one in envelope["documents"]]
    async with everything.connect() as connection:
        assert set(await tables_with(connection, marker)) == {"evidence_events", "instruction_entries"}

    await given(owner, {"subject": "Altas", "text": "Escriban, a todos."})
    erasure = Erasure(all_seeing(app), parts_of(app).vault, HOLDER_ZONE)
    await ActivityEnvironment().run(erasure.erase, measure["id"])
    again = (await owner.get(f"/v1/data-subjects/measures/{measure['id']}")).json()
    assert again["left_elsewhere"] == measure["left_elsewhere"], (
        "repeated, it does not say more than it knows"
    )
    await owner.aclose()


@pytest.mark.rule("P6")
async def test_a_name_that_was_put_right_is_still_looked_for(
    app: FastAPI, everything: AsyncEngine, marker: str
) -> None:
    owner, before, name = await registered_owner(app), f"{marker}@example.com", f"Nora {marker}"
    after = new_email()
    draft = await drafted_for(owner, before, name)
    envelope = await sent_to(owner, before, name)
    for one in (draft, envelope):
        async with all_seeing(app).transaction() as session:
            row = await session.get_one(Envelope, one["id"])
            row.title, row.message = f"Finiquito de {name}", f"Escríbenos: {before}"
    await rectified(owner, before, name="Lucía Vidal", new_email=after)
    await declined_by(app, envelope["signers"][1], "No firmo.", "Agente")
    await in_state(owner, envelope["id"], "declined", certificate_ready=True)
    await at_rest(owner, envelope["id"])
    found = (await owner.get("/v1/data-subjects", params={"email": after})).json()["items"]
    assert [{"title", "message"} <= set(one["named_in"]) for one in found] == [True, True]
    measure = await erased(owner, after, "ended")
    assert measure["still_named"] == []
    async with all_seeing(app).transaction() as session:
        for one in (draft, envelope):
            row = await session.get_one(Envelope, one["id"])
            assert (row.title, row.message) == ("Finiquito de (suprimido)", "Escríbenos: (suprimido)")
    async with everything.connect() as connection:
        assert await tables_with(connection, marker) == {}
    await owner.aclose()


@pytest.mark.rule("P6")
async def test_who_is_asked_for_by_a_former_address_is_the_same_person(
    app: FastAPI, everything: AsyncEngine, marker: str
) -> None:
    """A rectification is of one person: what stands under the new address is theirs, later envelopes too."""
    owner, before = await registered_owner(app), new_email()
    after, name = f"{marker}@example.com", f"Nora {marker}"
    await drafted_for(owner, before, "Nora Antes")
    await rectified(owner, before, name=name, new_email=after)
    await drafted_for(owner, after, name)
    found = (await owner.get("/v1/data-subjects", params={"email": before})).json()["items"]
    assert [(one["email"], one["corrected"]) for one in found] == [(after, False)] * 2
    measure = await erased(owner, before, "ended")
    assert (measure["places"], measure["destroyed"]) == (2, 2)
    async with everything.connect() as connection:
        assert await tables_with(connection, marker) == {}
        assert await tables_with(connection, before) == {}
    await owner.aclose()


@pytest.mark.rule("P6")
async def test_texts_that_were_left_on_request_are_redacted_later_with_a_certificate(
    app: FastAPI, everything: AsyncEngine, marker: str, stranger: Owner
) -> None:
    owner, email, name = await registered_owner(app), f"{marker}@example.com", f"Nora {marker}"
    draft = await drafted_for(owner, email, name)
    async with all_seeing(app).transaction() as session:
        envelope = await session.get_one(Envelope, draft["id"])
        envelope.title, envelope.message = f"Finiquito de {name}", f"Escriban a {email}"
    first = await erased(owner, email, "ended", redact_texts=False)
    path = f"/v1/data-subjects/measures/{first['id']}/redact-texts"
    whom = {"email": email, "name": name}
    assert problem(await stranger.post(path, json=whom)) == "not-found"
    answer = await owner.post(path, json=whom)
    assert answer.status_code == 201, answer.text
    second_path = f"/v1/data-subjects/measures/{answer.json()['id']}"

    async def done() -> dict[str, Any] | None:
        found: dict[str, Any] = (await owner.get(second_path)).json()
        return found if found["state"] == "ended" and found["certified"] else None

    second = await until(done)
    assert (second["counts"]["texts"], second["still_named"], second["email"]) == (2, [], None)
    again = (await owner.get(f"/v1/data-subjects/measures/{first['id']}")).json()
    assert again["still_named"] == [], "nothing is left by the first one either"
    assert problem(await owner.post(path, json=whom)) == "subject-unknown"
    async with everything.connect() as connection:
        assert await tables_with(connection, marker) == {}
    await owner.aclose()


@pytest.mark.rule("P6", "P3")
async def test_disclosures_whose_words_name_the_person_are_told_but_not_those_that_are_secret(
    app: FastAPI, dpo: StaffCaller, marker: str
) -> None:
    owner, email, name = await registered_owner(app), f"{marker}@example.com", f"Nora {marker}"
    await drafted_for(owner, email, name)
    duty = {
        "business_id": owner.business_id,
        "kind": "authority",
        "recipient": "Juzgado de lo Social n.º 2",
        "country": "ES",
        "ground": "LRJS art. 90",
        "data": ["identification"],
    }
    told = await dpo.post(DUTIES, json=duty | {"words": f"Piden los sobres de {name}."})
    secret = {"words": f"Investigan a {name}.", "silence_reason": "Secreto del sumario"}
    assert (await dpo.post(DUTIES, json=duty | secret)).status_code == 201
    measure = await erased(owner, email, "ended")
    (left,) = [one for one in measure["left_elsewhere"] if one["what"] == "disclosures"]
    assert (left["ids"], left["because"]) == ([told.json()["id"]], "record_of_disclosures")
    await owner.aclose()


async def opened_by(app: FastAPI, signer: dict[str, Any]) -> None:
    async with Caller(app) as caller:
        assert (await caller.get(f"/v1/signing/{await invited(app, signer['id'])}")).is_success


async def named_by_the_sender(app: FastAPI, envelope_id: str, name: str) -> None:
    """The sender called the file and a field of the envelope by the person's name."""
    async with all_seeing(app).transaction() as session:
        documents = select(EnvelopeDocument.document_id).where(EnvelopeDocument.envelope_id == envelope_id)
        document = (await session.scalars(select(Document).where(Document.id.in_(documents)))).one()
        document.name = f"Contrato-{name.lower().replace(' ', '_')}.pdf"
        fields = await session.scalars(select(Field).where(Field.envelope_id == envelope_id))
        fields.first().label = f"Firma de {name}"
