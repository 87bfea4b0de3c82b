"""No role of the staff is told contents, names of files, or who signs: every role tries every route (M2)."""

import re
from typing import Any

import httpx
import pypdfium2
import pytest
from fastapi import FastAPI

from api.access.rule import rule_of
from api.access.rules import SESSION_SCHEME
from api.frame.route import Route
from api.routes import ROUTERS
from terms.roles import StaffRole
from tests.api.calling import Owner, drafted, pdf, registered_owner, uploaded
from tests.api.staffing import StaffCaller, staff_caller
from tests.api.test_matrix import body
from tests.tenants import Tenant

SECRET_FILE = "nomina-de-lucia-2027.pdf"
SECRET_WORD = "Sueldobruto"
SECRET_SIGNER = "Lucia Secretisima"
SECRET_ADDRESS = "lucia.secretisima@privado.example"
SECRET_TITLE = "Nomina confidencial"
MARKS = (SECRET_FILE, SECRET_WORD, SECRET_SIGNER, SECRET_ADDRESS, SECRET_TITLE)

OWN_PAPERS = {
    "/v1/staff/processing-record.pdf",
    "/v1/staff/controllers/{business_id}/processing-record.pdf",
}
"""The holder's own papers, about customers and not of theirs."""
SPARED = {
    ("DELETE", "/v1/sessions/current"),
    ("DELETE", "/v1/me/sessions"),
    ("POST", "/v1/me/credential-reports"),
}
"""Routes that would end the session with which the others are tried."""


def routes() -> list[tuple[str, Route]]:
    """Every route that a session can call."""
    return [
        (method, route)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, Route) and SESSION_SCHEME in rule_of(route.endpoint).schemes
        for method in sorted(route.methods)
        if (method, route.path) not in SPARED
    ]


@pytest.fixture(scope="module")
async def customer(app: FastAPI) -> tuple[Owner, dict[str, Any]]:
    """A business with a document and an envelope whose every word would be recognised."""
    owner = await registered_owner(app)
    document = await uploaded(owner, pdf(1, SECRET_WORD), SECRET_FILE)
    envelope = await drafted(owner)
    draft = {
        "title": SECRET_TITLE,
        "document_ids": [document["id"]],
        "signers": [{"name": SECRET_SIGNER, "email": SECRET_ADDRESS}],
    }
    made = await owner.post("/v1/envelopes", json=draft)
    envelope = made.raise_for_status().json()
    return owner, envelope


@pytest.mark.rule("M2")
@pytest.mark.parametrize("role", list(StaffRole))
async def test_no_route_tells_a_role_what_is_the_customers(
    app: FastAPI, customer: tuple[Owner, dict[str, Any]], role: StaffRole
) -> None:
    owner, envelope = customer
    caller = await staff_caller(app, role.value)
    tenant = Tenant()
    tried = 0
    for method, route in routes():
        answer = await caller.request(method, _path(route.path, owner, envelope), **_body(route, tenant))
        told = [mark for mark in MARKS if mark in _words(answer)]
        assert not told, f"{role} is told {told} by {method} {route.path}"
        kind = answer.headers.get("content-type", "")
        assert not kind.startswith(("application/pdf", "image/")) or route.path in OWN_PAPERS, route.path
        tried += 1
    assert tried > 60
    assert (await caller.get("/v1/me")).status_code == 200, "still signed in"
    await _look_everywhere(caller, owner, role)
    await caller.aclose()


async def _look_everywhere(caller: StaffCaller, owner: Owner, role: StaffRole) -> None:
    """Looked up by every handle there is, a customer's summary holds numbers alone."""
    for query in (owner.business_id, owner.email, "Soler y Asociados", SECRET_FILE, SECRET_ADDRESS):
        asked = {"query": query, "reason": "Incidencia 42"}
        answer = await caller.post("/v1/staff/customer-lookups", json=asked)
        assert answer.status_code == (201 if role in (StaffRole.SUPPORT, StaffRole.BILLING) else 403)
        assert not [mark for mark in MARKS if mark in answer.text and mark != query]


def _body(route: Route, tenant: Tenant) -> dict[str, Any]:
    return body(route, tenant)


def _words(answer: httpx.Response) -> str:
    """What an answer says; of a paper, its text."""
    if answer.headers.get("content-type") != "application/pdf":
        return answer.content.decode(errors="replace")
    with pypdfium2.PdfDocument(answer.content) as paper:
        return "\n".join(page.get_textpage().get_text_bounded() for page in paper)


def _path(path: str, owner: Owner, envelope: dict[str, Any]) -> str:
    things = {
        "envelope_id": envelope["id"],
        "document_id": envelope["documents"][0]["id"],
        "signer_id": envelope["signers"][0]["id"],
        "business_id": owner.business_id,
        "number": "1",
    }
    return re.sub(r"\{(\w+)(?::path)?\}", lambda match: things.get(match.group(1), "x"), path)
