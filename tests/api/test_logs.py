"""Application logs tell what failed and never whom (contract M7): no address, name, IP, token or password."""

import json
import logging
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import insert, update

from models import Business, User
from models.database import Database
from settings import Settings
from tests.api.calling import (
    PASSWORD,
    Caller,
    all_seeing,
    drafted,
    new_email,
    parts_of,
    problem,
    registered_owner,
    registration_token,
    signing_token,
    until,
)
from tests.api.staffing import staff_caller
from tests.purging import let_come_due
from tests.running import RunningTemporal
from workflows.identifiers import retention_workflow_id
from workflows.retention import RetentionStart, RetentionWorkflow

TESTS_OWN = ("httpx", "httpcore", "asyncio", "pytest", "faker", "hypothesis")
"""Loggers of the test's own client; the worker silences `httpx` likewise."""
NAME = "Wenceslao Quirogabeitia"


class Written(logging.Handler):
    """Everything that the service's processes would write, as text with its traces."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self._form = logging.Formatter("%(name)s %(levelname)s %(message)s")

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(TESTS_OWN):
            self.lines.append(self._form.format(record))


@pytest.fixture
def written() -> Iterator[Written]:
    handler, root = Written(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.usefixtures("worker")
async def test_what_api_and_worker_write_names_nobody(app: FastAPI, written: Written) -> None:
    secrets: set[str] = {PASSWORD, NAME}
    owner = await registered_owner(app)
    secrets |= {owner.email, owner.api_key, owner.ip, await registration_token(app, owner.email)}
    secrets |= {str(value) for value in owner.cookies.values()}
    draft = await drafted(owner)
    signer = draft["signers"][0]
    secrets |= {signer["email"], signer["name"]}
    (await owner.post(f"/v1/envelopes/{draft['id']}/send")).raise_for_status()
    token = await until(lambda: signing_token(app, signer["id"]))
    secrets.add(token)

    async with Caller(app, headers={"user-agent": NAME}) as somebody:
        secrets.add(somebody.ip)
        await somebody.get(f"/v1/signing/{token}")
        declined = await somebody.post(f"/v1/signing/{token}/decline", json={"reason": NAME})
        assert declined.status_code == 204, declined.text
        wrong = {"email": owner.email, "password": "Otra-clave-larga-8"}
        assert problem(await somebody.post("/v1/sessions", json=wrong)) == "credentials-refused"
        await somebody.get(f"/v1/envelopes/{owner.email}")
        await somebody.get(f"/v1/{owner.email}/{token}?name={NAME}")
        await somebody.get("/v1/envelopes", headers={"authorization": f"Bearer {owner.api_key}x"})
        await somebody.post("/v1/registrations", content=json.dumps({"email": owner.email, "name": NAME}))
    invited = new_email()
    secrets.add(invited)
    (await owner.post("/v1/invitations", json={"email": invited})).raise_for_status()
    security = await staff_caller(app, "security")
    secrets |= {security.email, security.ip}
    await security.get("/v1/staff/access-reviews")

    text = "\n".join(written.lines)
    assert "rubrica.access" in text, "the access log was listened to"
    assert "activities.mail" in text, "the worker was listened to"
    assert not [secret for secret in secrets if secret.lower() in text.lower()]
    await owner.aclose()
    await security.aclose()


@pytest.mark.usefixtures("worker")
@pytest.mark.rule("P11", "S18")
async def test_of_a_business_that_was_purged_no_log_says_whose_it_was(
    app: FastAPI,
    written: Written,
    settings: Settings,
    temporal: RunningTemporal,
    database: Database,
    marker: str,
) -> None:
    """Logs are kept by others and outlive the purge: what is to be destroyed must never be in them."""
    owner = await registered_owner(app)
    secrets = {marker, owner.email, owner.api_key, owner.ip}
    async with database.transaction() as session:
        named = update(Business).where(Business.id == owner.business_id)
        await session.execute(named.values(name=f"{marker} S.L.", address={"street": marker}))
    draft = await drafted(owner, title=f"Contrato {marker}")
    signer = draft["signers"][0]
    secrets |= {signer["email"], signer["name"]}
    (await owner.post(f"/v1/envelopes/{draft['id']}/send")).raise_for_status()
    token = await until(lambda: signing_token(app, signer["id"]))
    (await owner.post(f"/v1/envelopes/{draft['id']}/void", json={"reason": marker})).raise_for_status()
    secrets.add(token)

    await let_come_due(database, owner.business_id)
    ended = await temporal.client.execute_workflow(
        RetentionWorkflow.run,
        RetentionStart(owner.business_id),
        id=retention_workflow_id(owner.business_id),
        task_queue=settings.temporal_task_queue,
    )
    assert ended == "purged"
    assert problem(await owner.get("/v1/me")) == "authentication-required"
    async with database.transaction() as session:
        assert await session.get(Business, owner.business_id) is None
    text = "\n".join(written.lines)
    for logger in ("rubrica.access", "activities.mail"):
        assert logger in text, f"{logger} was listened to"
    assert not [secret for secret in secrets if secret.lower() in text.lower()]
    await owner.aclose()


async def test_what_fails_unexpectedly_names_nobody_either(
    app: FastAPI, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await registered_owner(app)
    draft = await drafted(owner)
    pages = parts_of(app).pages

    async def broken(*_: object) -> bytes:
        async with all_seeing(app).transaction() as session:
            user = {"id": "usr_1", "email": owner.email}
            await session.execute(insert(User), user)
        return b""

    monkeypatch.setattr(pages, "picture", broken)
    path = f"/v1/documents/{draft['documents'][0]['id']}/pages/1.png"
    assert problem(await owner.get(path)) == "internal-error"
    text = "\n".join(written.lines)
    assert "failed: IntegrityError" in text
    assert owner.email not in text
    assert owner.ip not in text
    await owner.aclose()
