"""Schemathesis asks what nobody would: the API never breaks, and answers as it says."""

import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import hypothesis
import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from activities.mail.links import issue_signing_link
from api.main import create_app
from api.openapi import document
from deploy.stack.ports import free_port
from settings import Settings
from tests.api.calling import Owner, all_seeing, changed, drafted, parts_of, registered_owner

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 3
SLOW_OR_ENDING = (
    "/v1/sessions/current",
    "/v1/sessions/current/second-factor",
    "/v1/sessions/current/step-up",
    "/v1/me/password",
    "/v1/me/credential-reports",
    "/v1/me/closing",
    "/v1/signing/{token}/stolen-device",
    "/v1/envelopes/{envelope_id}/send",
)
"""Signing out, guessing proofs and reporting lost credentials end the session; sending waits for a
worker, as does giving an instruction.
"""
described = (
    schemathesis.openapi.from_dict(document())
    .exclude(path=list(SLOW_OR_ENDING))
    .exclude(method="POST", path="/v1/instructions")
)


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The API as a real server."""
    port = free_port()
    app = create_app(changed(settings, public_url=f"http://127.0.0.1:{port}"))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
async def fuzzed(app: FastAPI) -> AsyncIterator[Owner]:
    """Who asks: a business of their own, still signed in at the end, or most answers were refusals."""
    owner = await registered_owner(app)
    yield owner
    still_there = await owner.get("/v1/me")
    await owner.aclose()
    assert still_there.status_code == HTTPStatus.OK


@pytest.fixture(scope="module")
async def places(app: FastAPI, fuzzed: Owner) -> dict[str, str]:
    """Real values of the parameters in paths."""
    envelope = await drafted(fuzzed)
    signer = envelope["signers"][0]["id"]
    parts, now = parts_of(app), datetime.now(UTC)
    async with all_seeing(app).transaction() as session:
        link, _ = await issue_signing_link(
            session,
            parts.links,
            key=f"fuzz-{signer}",
            signer_id=signer,
            envelope_id=envelope["id"],
            now=now,
            expires_at=now + timedelta(days=1),
        )
    return {
        "envelope_id": envelope["id"],
        "document_id": envelope["documents"][0]["id"],
        "signer_id": signer,
        "token": parts.links.token(link.id),
    }


@described.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_whatever_is_asked_the_answer_is_as_described(
    case: schemathesis.Case, address: str, places: dict[str, str], fuzzed: Owner
) -> None:
    """Each case is asked of what it names by chance and, where paths have names of things, of real ones."""
    real = {name: places[name] for name in case.path_parameters if name in places}
    for named in (case.path_parameters, case.path_parameters | real) if real else (case.path_parameters,):
        case.path_parameters = named
        answer = case.call(
            base_url=address,
            headers={"sec-fetch-site": "same-origin"},
            cookies={"rubrica_session": fuzzed.cookies["rubrica_session"]},
            timeout=60,
        )
        case.validate_response(answer, checks=CHECKS)
