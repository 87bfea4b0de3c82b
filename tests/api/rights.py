"""Requests of data subjects in tests: how they come, and who sees and is mailed what of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from models import RightsRequest
from settings import Settings
from tests.api.calling import Caller, Owner, all_seeing, envelope_draft, solved, until, uploaded
from tests.api.mailbox import texts_at
from tests.api.staffing import StaffCaller

FORM = "/v1/rights-requests"
STAFF = "/v1/staff/rights-requests"
WORDS = "Quiero saber qué datos míos tienen."
GRANTED = {"outcome": "granted", "answer": "Le adjuntamos sus datos en otro correo.", "reference": "med_1"}
REFUSED = {"outcome": "refused", "answer": "No conservamos ese documento."}


async def envelope_for(owner: Owner, email: str, title: str) -> None:
    """A draft that names this signer."""
    document = await uploaded(owner)
    draft = envelope_draft([document["id"]], 1, title=title)
    draft["signers"][0]["email"] = email.title()
    answer = await owner.post("/v1/envelopes", json=draft)
    assert answer.status_code == 201, answer.text


async def filed(app: FastAPI, anybody: Caller, email: str, **changes: Any) -> str:
    """Files a request by the form; returns its id."""
    body = {"email": email, "name": "Laura Soler", "right": "access", "words": WORDS} | changes
    answer = await anybody.post(FORM, json=body, headers=await solved(anybody))
    assert (answer.status_code, answer.json()["status"]) == (202, "mail_sent"), answer.text
    async with all_seeing(app).transaction() as session:
        found = await session.scalar(
            select(RightsRequest.id)
            .where(RightsRequest.email == email.lower())
            .order_by(RightsRequest.id.desc())
            .limit(1)
        )
    assert found is not None
    return found


async def in_state(dpo: StaffCaller, request_id: str, state: str, **more: Any) -> dict[str, Any]:
    """The request as the dpo sees it, once it is in a state and has these values."""

    async def read() -> dict[str, Any] | None:
        view: dict[str, Any] = (await dpo.get(f"{STAFF}/{request_id}")).json()
        return view if view["state"] == state and more.items() <= view.items() else None

    found: dict[str, Any] = await until(read)
    return found


async def own(owner: Owner) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await owner.get(FORM)).raise_for_status().json()["items"]
    return items


async def passed_to(owner: Owner) -> dict[str, Any]:
    """The one request that was passed on to a controller."""

    async def read() -> dict[str, Any] | None:
        items = await own(owner)
        return items[0] if len(items) == 1 else None

    found: dict[str, Any] = await until(read)
    return found


async def mails_to(settings: Settings, address: str, words: str) -> list[str]:
    """The texts of mails in an inbox whose subject has these words."""
    return await texts_at(settings.sendgrid_host, address, words)


async def mailed(settings: Settings, address: str, words: str, count: int) -> list[str]:
    """The same, once there are so many."""

    async def read() -> list[str] | None:
        found = await mails_to(settings, address, words)
        return found if len(found) >= count else None

    found: list[str] = await until(read)
    assert len(found) == count
    return found


async def by_letter(dpo: StaffCaller, email: str) -> str:
    """A request of three days ago that came on paper, of somebody who was identified; returns its id."""
    draft = {
        "email": email,
        "name": "Laura Soler",
        "right": "access",
        "channel": "letter",
        "received_at": (datetime.now(UTC) - timedelta(days=3)).isoformat(),
        "identity_reason": "DNI cotejado",
    }
    request_id: str = (await dpo.post(STAFF, json=draft)).json()["id"]
    await in_state(dpo, request_id, "in_hand")
    return request_id
