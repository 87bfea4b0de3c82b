"""Callers of the API in tests, and what they set up through it."""

import asyncio
import contextlib
import io
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import altcha
import httpx
import pikepdf
from fastapi import FastAPI
from sqlalchemy import select, update
from temporalio.client import Client

from activities.assembly import activities_of
from api.access.sessions import hashed
from api.main import create_app
from api.parts import Parts
from models import Envelope, Registration, Session, SigningLink
from models.database import Database, make_engine
from settings import Settings
from tests.contracts import plant_contract
from tests.waiting import until_given
from worker import make_worker

PASSWORD = "Una-frase-larga-7"
PUBLIC_URL = "http://rubrica.test"
BROWSER = {"sec-fetch-site": "same-origin"}
_addresses = itertools.count(1)


@contextlib.asynccontextmanager
async def running_app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The application between start and end."""
    app = create_app(settings)
    app.state.all_seeing = Database(make_engine(str(settings.worker_database_url)))
    async with app.router.lifespan_context(app):
        yield app
    await app.state.all_seeing.close()


@contextlib.asynccontextmanager
async def running_worker(settings: Settings, client: Client) -> AsyncIterator[None]:
    """The real worker on the task queues of the settings."""
    async with activities_of(settings) as activities, make_worker(client, settings, activities):
        yield


def changed(settings: Settings, **changes: Any) -> Settings:
    """The settings with some of them other ones; what was derived from the old ones is left behind."""
    given = {name: getattr(settings, name) for name in Settings.model_fields}
    return settings.model_construct(**(given | changes))


def parts_of(app: FastAPI) -> Parts:
    """The application's parts."""
    parts: Parts = app.state.parts
    return parts


def all_seeing(app: FastAPI) -> Database:
    """All rows, as the worker sees them: for looking past the API."""
    database: Database = app.state.all_seeing
    return database


class Caller(httpx.AsyncClient):
    """A client of the application in this process, at an IP address that no other caller has."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        number = next(_addresses)
        self.ip = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.app = app
        transport = httpx.ASGITransport(app, client=(self.ip, 50000))
        super().__init__(transport=transport, base_url=PUBLIC_URL, timeout=60, **options)


class Owner(Caller):
    """A business's owner; `key` calls use the API key, plain calls the browser's session."""

    email: str
    business_id: str
    api_key: str

    @property
    def key(self) -> dict[str, str]:
        """Headers of a program with the business's key."""
        return {"authorization": f"Bearer {self.api_key}"}

    def program(self) -> Caller:
        """A program with the business's key, without the session."""
        return Caller(self.app, headers=self.key)


async def accepted(caller: httpx.AsyncClient, kind: str, language: str = "es") -> dict[str, str]:
    """The acceptance of a text as it is shown."""
    text = (await caller.get(f"/v1/terms/{kind}", params={"language": language})).json()
    return {name: text[name] for name in ("version", "language", "sha256")}


async def solved(caller: httpx.AsyncClient) -> dict[str, str]:
    """The header with the solution of a fresh challenge, as public forms ask for it."""
    challenge = altcha.Challenge.from_dict((await caller.get("/v1/captcha")).raise_for_status().json())
    solution = await asyncio.to_thread(altcha.solve_challenge, challenge)
    assert solution is not None
    return {"rubrica-captcha": altcha.Payload(challenge, solution).to_base64()}


async def registration_token(app: FastAPI, email: str) -> str:
    """The token of the link that was mailed for the address's newest registration."""
    parts = parts_of(app)
    async with all_seeing(app).transaction() as session:
        found = await session.scalar(
            select(Registration).where(Registration.email == email).order_by(Registration.id.desc()).limit(1)
        )
    assert found is not None
    return parts.links.verification_token(found.id, found.link_number)


async def signing_token(app: FastAPI, signer_id: str) -> str | None:
    """The token of the newest link mailed to a signer that still works."""
    parts = parts_of(app)
    async with all_seeing(app).transaction() as session:
        link = await session.scalar(
            select(SigningLink.id)
            .where(SigningLink.signer_id == signer_id, SigningLink.revoked_at.is_(None))
            .order_by(SigningLink.id.desc())
            .limit(1)
        )
    return parts.links.token(link) if link else None


def new_email() -> str:
    """An address nobody had."""
    return f"{uuid4().hex[:12]}@example.com"


async def registered_user(app: FastAPI, caller: httpx.AsyncClient, email: str) -> None:
    """Registers and verifies; the caller is then signed in."""
    body = {"email": email, "password": PASSWORD, "privacy": await accepted(caller, "privacy")}
    answer = await caller.post("/v1/registrations", json=body, headers=await solved(caller))
    answer.raise_for_status()
    token = await registration_token(app, email)
    verified = await caller.post("/v1/registrations/verify", json={"token": token})
    assert verified.json() == {"email": email, "signed_in": True}


async def business_draft(caller: httpx.AsyncClient) -> dict[str, Any]:
    """A business that would be accepted."""
    return {
        "name": "Soler y Asociados",
        "customer_kind": "company",
        "tax_id": "B12345674",
        "address": {"street": "Calle Mayor 1", "postal_code": "03001", "city": "Alicante"},
        "declarations": {
            "of_age": True,
            "capacity_to_contract": True,
            "data_is_true": True,
            "authority_to_represent": True,
        },
        "accepted": {kind: await accepted(caller, kind) for kind in ("terms", "privacy", "processor")},
    }


async def registered_owner(app: FastAPI) -> Owner:
    """A new owner with a business and a key, all made through the API."""
    owner = Owner(app, headers=BROWSER)
    owner.email = new_email()
    await registered_user(app, owner, owner.email)
    business = await owner.post("/v1/businesses", json=await business_draft(owner))
    owner.business_id = business.raise_for_status().json()["id"]
    key = await owner.post("/v1/api-keys", json={"name": "tests"})
    owner.api_key = key.raise_for_status().json()["secret"]
    return owner


async def confirmed_again(owner: Owner) -> None:
    """Their session lives, and they have just shown who they are, however long tests have taken."""
    await _shown(owner, datetime.now(UTC))


async def proved_long_ago(owner: Owner) -> None:
    """Their session lives, but an hour ago they showed for the last time who they are."""
    await _shown(owner, datetime.now(UTC) - timedelta(hours=1))


async def _shown(owner: Owner, at: datetime) -> None:
    async with all_seeing(owner.app).transaction() as session:
        await session.execute(
            update(Session)
            .where(Session.token_sha256 == hashed(owner.cookies["rubrica_session"]))
            .values(stepped_up_at=at, last_seen_at=datetime.now(UTC))
        )


async def prove_again(owner: Owner) -> None:
    """They show once more who they are."""
    proof = {"proof": {"kind": "password", "password": PASSWORD}}
    (await owner.post("/v1/sessions/current/step-up", json=proof)).raise_for_status()


until = until_given
"""Waits until what is read through the API is something."""


def pdf(pages: int = 2, text: str = "Contrato") -> bytes:
    """A small PDF."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number in range(1, pages + 1):
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = made.make_stream(f"BT /F1 24 Tf 72 720 Td ({text} {number}) Tj ET".encode())
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


async def uploaded(
    caller: httpx.AsyncClient, data: bytes | None = None, name: str = "contrato.pdf"
) -> dict[str, Any]:
    """A document of the caller's business."""
    answer = await caller.post("/v1/documents", files={"file": (name, data or pdf(), "application/pdf")})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def envelope_draft(document_ids: list[str], *orders: int, **changes: Any) -> dict[str, Any]:
    """A draft with one signer per routing order, each with a signature field and a text field."""
    signers = [
        {
            "name": f"Firmante {number}",
            "email": new_email(),
            "routing_order": order,
            "fields": [
                {
                    "document_id": document_ids[0],
                    "page": 2,
                    "x": 0.1,
                    "y": 0.1 * number,
                    "width": 0.3,
                    "height": 0.08,
                },
                {
                    "document_id": document_ids[0],
                    "kind": "text",
                    "page": 1,
                    "x": 0.1,
                    "y": 0.1 * number,
                    "width": 0.3,
                    "height": 0.04,
                    "required": False,
                },
            ],
        }
        for number, order in enumerate(orders or (1,), start=1)
    ]
    return {"title": "Contrato de servicios", "document_ids": document_ids, "signers": signers} | changes


async def drafted(caller: httpx.AsyncClient, *orders: int, **changes: Any) -> dict[str, Any]:
    """A stored draft on a fresh document, of a business with a plan to send it under."""
    document = await uploaded(caller)
    answer = await caller.post("/v1/envelopes", json=envelope_draft([document["id"]], *orders, **changes))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    if isinstance(caller, Caller):
        await contract_to_send(caller.app, body["id"])
    return body


async def contract_to_send(app: FastAPI, envelope_id: str) -> None:
    """Gives the envelope's business a plan to send it under, unless it has one."""
    async with all_seeing(app).transaction() as session:
        envelope = await session.get_one(Envelope, envelope_id)
    await plant_contract(all_seeing(app), envelope.business_id)


def problem(answer: httpx.Response) -> str:
    """The end of a problem's type, after checking that the answer is one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert {"type", "title", "status", "detail", "request_id"} <= body.keys()
    assert body["status"] == answer.status_code
    assert body["request_id"] == answer.headers["x-request-id"]
    return str(body["type"]).rpartition("/")[2]
