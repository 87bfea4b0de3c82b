"""An erasure destroys everywhere what need not be kept; evidence stays verifiable (GDPR art. 17)."""

import asyncio
import hashlib
import io
import logging
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import TimeSkipper

from deploy.stack.postgres import OWNER, PostgresCluster
from models import (
    Certificate,
    ChannelConsent,
    Document,
    Envelope,
    EnvelopeDocument,
    Field,
    LegalHold,
    Revision,
    Submission,
)
from models import Message as ChannelMessage
from models.identifiers import Prefix, new_id
from terms.subjects import evidence_kept_until
from tests.activities.retention.planted import tables_with
from tests.api.calling import Caller, Owner, all_seeing, parts_of, problem, registered_owner, until
from tests.api.instructing import given
from tests.api.staffing import staff_caller
from tests.api.test_data_subjects import drafted_for, exported, sent_to, signed_by
from tests.api.test_lifecycle import drawing, in_state, invited, notified, signature
from tests.histories import history_of
from tests.running import RunningTemporal
from workflows.identifiers import envelope_workflow_id, erasure_workflow_id

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
async def everything(postgres: PostgresCluster) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(postgres.url(OWNER, "rubrica"))
    yield engine
    await engine.dispose()


@pytest.fixture
def marker() -> str:
    return f"mk{uuid4().hex[:14]}"


async def erased(owner: Owner, email: str, state: str, **more: Any) -> dict[str, Any]:
    """The measure, once it has done what it can."""
    body = {"email": email, "ground": "no_longer_needed"} | more
    answer = await owner.post("/v1/data-subjects/erasures", json=body)
    assert answer.status_code == 201, answer.text
    address = f"/v1/data-subjects/measures/{answer.json()['id']}"

    async def read() -> dict[str, Any] | None:
        found: dict[str, Any] = (await owner.get(address)).json()
        return found if found["state"] == state and found["certified"] else None

    measure: dict[str, Any] = await until(read)
    return measure


async def declined_by(app: FastAPI, signer: dict[str, Any], words: str, agent: str) -> None:
    async with Caller(app, headers={"user-agent": agent}) as caller:
        token = await invited(app, signer["id"])
        await caller.get(f"/v1/signing/{token}")
        answer = await caller.post(f"/v1/signing/{token}/decline", json={"reason": words})
        assert answer.is_success, answer.text


async def at_rest(owner: Owner, envelope_id: str) -> None:
    """Nothing is done for the envelope any more."""

    async def read() -> bool:
        explained = (await owner.get(f"/v1/envelopes/{envelope_id}/explain")).json()
        return bool(explained["step"] == "finished")

    await until(read)


def verified(package: bytes, folder: Path) -> str:
    """What the package's own program says of it; it must say that all is well."""
    file = folder / f"{uuid4().hex}.zip"
    file.write_bytes(package)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py"))
    done = subprocess.run(
        [sys.executable, folder / "verify.py", file, "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.rule("P6")
async def test_nothing_of_a_person_who_signed_nothing_is_left_anywhere(
    app: FastAPI,
    everything: AsyncEngine,
    temporal: RunningTemporal,
    marker: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    owner, email = await registered_owner(app), f"{marker}@example.com"
    envelope = await sent_to(owner, email, name=f"Nombre {marker}")
    theirs = envelope["signers"][0]
    await declined_by(app, theirs, f"No quiero {marker}", "Agente")
    await in_state(owner, envelope["id"], "declined", certificate_ready=True)
    await at_rest(owner, envelope["id"])
    draft = await drafted_for(owner, email, f"Nombre {marker}")
    await exported(owner, email)
    async with everything.connect() as connection:
        before = set(await tables_with(connection, marker))
    assert {"signers", "evidence_events", "acts", "mails", "subject_measures"} <= before

    measure = await erased(owner, email, "ended")
    assert (measure["places"], measure["destroyed"], measure["kept"], measure["email"]) == (2, 2, [], None)
    assert measure["counts"]["signers"] == 2
    assert measure["counts"]["evidence_events"] >= 4
    async with everything.connect() as connection:
        assert await tables_with(connection, marker) == {}
        assert await tables_with(connection, theirs["id"])
    assert marker not in caplog.text
    for workflow_id in (envelope_workflow_id(envelope["id"]), erasure_workflow_id(measure["id"])):
        assert marker.encode() not in await history_of(temporal, workflow_id)
    await _objects_are_gone(app, owner, envelope["id"])
    path = f"/v1/envelopes/{envelope['id']}"
    assert problem(await owner.get(f"{path}/certificate")) == "erased"
    package = (await owner.get(f"{path}/evidence")).content
    assert marker.encode() not in package
    said = verified(package, tmp_path)
    assert "whose data was erased" in said
    assert "personal" in said
    view = (await owner.get(path)).json()
    assert (view["signers"][0]["name"], view["reason"]) == ("(suprimido)", None)
    assert problem(await owner.post(f"/v1/envelopes/{draft['id']}/send")) == "envelope-restricted"
    certificate = await owner.get(f"/v1/data-subjects/measures/{measure['id']}/certificate")
    assert b"/ETSI.CAdES.detached" in certificate.content
    with pikepdf.open(io.BytesIO(certificate.content)) as pdf:
        assert len(pdf.pages) >= 1
    await owner.aclose()


async def _objects_are_gone(app: FastAPI, owner: Owner, envelope_id: str) -> None:
    vault = parts_of(app).vault
    async with all_seeing(app).transaction() as session:
        certificate = await session.get_one(Certificate, envelope_id)
    assert not await vault.exists(owner.business_id, certificate.object_key)


@pytest.mark.rule("P6")
async def test_what_a_person_signed_is_kept_blocked_until_its_date_then_destroyed(
    app: FastAPI,
    everything: AsyncEngine,
    temporal: RunningTemporal,
    anybody: Caller,
    marker: str,
    tmp_path: Path,
) -> None:
    owner, email = await registered_owner(app), f"{marker}@example.com"
    envelope = await sent_to(owner, email)
    theirs, other = envelope["signers"]
    token = await invited(app, theirs["id"])
    drawn = {"signature": {"method": "drawn", "png": drawing()}}
    body = await signature(anybody, token, **drawn)
    assert (await anybody.post(f"/v1/signing/{token}/signature", json=body)).is_success
    await signed_by(app, anybody, other)
    done = await in_state(owner, envelope["id"], "completed", certificate_ready=True)
    await at_rest(owner, envelope["id"])
    async with all_seeing(app).transaction() as session:
        drawings = await session.scalars(
            select(Submission.drawing_object_key).where(Submission.signer_id == theirs["id"])
        )
        (object_key,) = drawings.all()
    assert object_key is not None

    measure = await erased(owner, email, "in_force")
    until_then = evidence_kept_until(datetime.fromisoformat(done["finished_at"]))
    (kept,) = measure["kept"]
    assert (kept["envelope_id"], kept["reason"]) == (envelope["id"], "signed_evidence")
    assert datetime.fromisoformat(kept["kept_until"]) == until_then
    assert not await parts_of(app).vault.exists(owner.business_id, object_key)
    async with everything.connect() as connection:
        left = set(await tables_with(connection, marker))
        assert left == {"signers", "evidence_events", "subject_measures"}
        assert "submissions" not in await tables_with(connection, theirs["id"])
    async with owner.program() as program:
        assert problem(await program.get(f"/v1/envelopes/{envelope['id']}/evidence")) == "envelope-restricted"
    verified((await owner.get(f"/v1/envelopes/{envelope['id']}/evidence")).content, tmp_path)
    await years_later(temporal, measure["id"], until_then)
    ended = (await owner.get(f"/v1/data-subjects/measures/{measure['id']}")).json()
    assert (ended["state"], ended["kept"], ended["destroyed"]) == ("ended", [], 1)
    async with everything.connect() as connection:
        assert await tables_with(connection, marker) == {}
        assert "signers" in await tables_with(connection, other["email"])
    await _objects_are_gone(app, owner, envelope["id"])
    async with all_seeing(app).transaction() as session:
        revisions = await session.scalars(
            select(Revision.object_key).where(Revision.envelope_id == envelope["id"])
        )
        keys = revisions.all()
    assert len(keys) == 3
    assert [key for key in keys if await parts_of(app).vault.exists(owner.business_id, key)] == []
    await owner.aclose()


async def years_later(temporal: RunningTemporal, measure_id: str, instant: datetime) -> None:
    """Lets the erasure live until then, and end."""
    handle = temporal.client.get_workflow_handle(erasure_workflow_id(measure_id))
    before = instant - datetime.now(UTC) - timedelta(minutes=5)
    await TimeSkipper(temporal.client).fast_forward(handle, before)
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING, "not before its date"
    await TimeSkipper(temporal.client).fast_forward(handle, timedelta(minutes=10))
    async with asyncio.timeout(60):
        await handle.result()


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


@pytest.mark.rule("P6", "W1")
async def test_consents_and_messages_of_the_person_go_too(
    app: FastAPI, everything: AsyncEngine, marker: str
) -> None:
    owner, email = await registered_owner(app), f"{marker}@example.com"
    draft = await drafted_for(owner, email)
    await message_planted(app, owner, draft["id"], draft["signers"][0], marker)
    async with everything.connect() as connection:
        assert {"channel_consents", "messages"} <= set(await tables_with(connection, marker))
    measure = await erased(owner, email, "ended")
    assert (measure["counts"]["channel_consents"], measure["counts"]["messages"]) == (1, 1)
    async with everything.connect() as connection:
        assert await tables_with(connection, marker) == {}
    await owner.aclose()


async def test_an_envelope_that_waits_for_the_person_is_ended_first(app: FastAPI, marker: str) -> None:
    owner, email = await registered_owner(app), f"{marker}@example.com"
    envelope = await sent_to(owner, email)
    body = {"email": email, "ground": "consent_withdrawn"}
    assert problem(await owner.post("/v1/data-subjects/erasures", json=body)) == "subject-under-way"
    await owner.post(f"/v1/envelopes/{envelope['id']}/void", json={"reason": "Se retira"})
    await in_state(owner, envelope["id"], "voided", certificate_ready=True)
    await at_rest(owner, envelope["id"])
    measure = await erased(owner, email, "ended")
    assert measure["destroyed"] == 1
    other = envelope["signers"][1]
    view = (await owner.get(f"/v1/envelopes/{envelope['id']}")).json()
    assert view["signers"][1]["email"] == other["email"]
    await owner.aclose()


async def test_an_address_that_was_corrected_is_erased_and_who_has_the_place_keeps_it(
    app: FastAPI, everything: AsyncEngine, marker: str
) -> None:
    owner, before = await registered_owner(app), f"{marker}@example.com"
    after = f"{uuid4().hex[:12]}@example.com"
    envelope = await sent_to(owner, before, name=f"Nombre {marker}")
    path = f"/v1/envelopes/{envelope['id']}"
    signer = envelope["signers"][0]
    body = {"email": after, "name": "Nadia Roca"}
    assert (await owner.patch(f"{path}/signers/{signer['id']}", json=body)).is_success
    await notified(owner, envelope["id"], "notified", "notified")
    await owner.post(f"{path}/void", json={"reason": "Se retira"})
    await in_state(owner, envelope["id"], "voided", certificate_ready=True)
    await at_rest(owner, envelope["id"])
    await erased(owner, before, "ended")
    async with everything.connect() as connection:
        assert await tables_with(connection, marker) == {}
        assert {"signers", "evidence_events", "mails"} <= set(await tables_with(connection, after))
    await owner.aclose()


async def test_a_legal_hold_keeps_everything(app: FastAPI, everything: AsyncEngine, marker: str) -> None:
    owner, email = await registered_owner(app), f"{marker}@example.com"
    dpo = await staff_caller(app, "dpo")
    await drafted_for(owner, email)
    async with all_seeing(app).transaction() as session:
        session.add(
            LegalHold(
                id=new_id(Prefix.LEGAL_HOLD),
                business_id=owner.business_id,
                placed_by=dpo.user_id,
                placed_at=datetime.now(UTC),
                reason="x",
                reference="x",
            )
        )
    measure = await erased(owner, email, "in_force")
    assert [one["reason"] for one in measure["kept"]] == ["legal_hold"]
    async with everything.connect() as connection:
        assert "signers" in await tables_with(connection, marker)
    await owner.aclose()
    await dpo.aclose()


async def test_the_database_redacts_nothing_that_no_erasure_names(
    app: FastAPI, owner: Owner, marker: str
) -> None:
    envelope = await sent_to(owner, f"{marker}@example.com")
    signer = envelope["signers"][0]["id"]
    query = text("SELECT redact_evidence('dsm_x', :signer, ARRAY[1,2,3,4,5,6])")
    async with all_seeing(app).transaction() as session:
        assert await session.scalar(query, {"signer": signer}) == 0
    with pytest.raises(ProgrammingError):
        async with parts_of(app).database.transaction() as session:
            await session.scalar(query, {"signer": signer})


async def message_planted(
    app: FastAPI, owner: Owner, envelope_id: str, signer: dict[str, Any], marker: str
) -> None:
    """A consent for messages that the person gave on their page, and a message that left by it."""
    now = datetime.now(UTC)
    shared = {"business_id": owner.business_id, "envelope_id": envelope_id, "signer_id": signer["id"]}
    consent = ChannelConsent(
        id=new_id(Prefix.CHANNEL_CONSENT),
        email=signer["email"],
        channel="sms",
        phone="+34600111222",
        language="es",
        text_version="2026-11-29",
        text_sha256="0" * 64,
        token_sha256=hashlib.sha256(marker.encode()).hexdigest(),
        user_agent=f"Agente {marker}",
        given_at=now,
        confirmed_at=now,
        **shared,
    )
    message = ChannelMessage(
        id=new_id(Prefix.MESSAGE),
        key=f"envelope-{envelope_id}:request:{marker}",
        purpose="request",
        channel="sms",
        consent_id=consent.id,
        phone=consent.phone,
        language="es",
        state="accepted",
        provider_message_id=f"SM{marker}",
        created_at=now,
        **shared,
    )
    async with all_seeing(app).transaction() as session:
        session.add(consent)
        await session.flush()
        session.add(message)
