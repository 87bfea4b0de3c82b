"""An erasure destroys everywhere what need not be kept; evidence stays verifiable (GDPR art. 17)."""

import asyncio
import hashlib
import io
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import TimeSkipper

from models import (
    Certificate,
    ChannelConsent,
    LegalHold,
    Revision,
    Submission,
)
from models import Message as ChannelMessage
from models.identifiers import Prefix, new_id
from terms.retention import evidence_kept_until
from tests.activities.retention.planted import tables_with
from tests.api.calling import Caller, Owner, all_seeing, parts_of, problem, registered_owner
from tests.api.erasing import at_rest, declined_by, erased, verified
from tests.api.staffing import staff_caller
from tests.api.test_data_subjects import drafted_for, exported, sent_to, signed_by
from tests.api.test_lifecycle import drawing, in_state, invited, notified, signature
from tests.histories import history_of
from tests.running import RunningTemporal
from workflows.identifiers import envelope_workflow_id, erasure_workflow_id

pytestmark = pytest.mark.usefixtures("worker")


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
