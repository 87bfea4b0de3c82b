"""What controllers instruct and what is handed over, in tests of the API."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from settings import Settings
from tests.api.calling import (
    Owner,
    until,
)
from tests.api.mailbox import texts_at
from tests.api.staffing import StaffCaller

OWN = "/v1/instructions"
STAFF = "/v1/staff/instructions"
MADE = "/v1/staff/disclosures"
DUTIES = "/v1/staff/disclosure-duties"
KEEP = {"subject": "Plazo de conservación", "text": "No conserven los rechazados más de un año."}
PAYROLL = {"name": "Nóminas del Sur, S.L.", "tax_id": "B12345674", "country": "ES"}
TERMS: dict[str, Any] = {
    "recipient": PAYROLL | {"email": "privacidad@nominas.example"},
    "data": ["identification", "documents"],
    "envelopes": None,
    "measures": "Envío cifrado.",
}
TO_PAYROLL = {"subject": "Contratos a la gestoría", "text": "Para las nóminas.", "disclosure": TERMS}
ANSWER = {"version": 1, "words": "Así lo hacemos."}
DUTY = {
    "kind": "authority",
    "recipient": "Juzgado de lo Social n.º 2",
    "country": "ES",
    "ground": "Ley 36/2011, art. 90",
    "data": ["documents"],
    "words": "El contrato firmado el 3 de marzo.",
}


async def given(owner: Owner, body: Mapping[str, Any] = KEEP) -> dict[str, Any]:
    answer = await owner.post(OWN, json=dict(body))
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def said(caller: Owner | StaffCaller, path: str, body: Mapping[str, Any] = ANSWER) -> dict[str, Any]:
    answer = await caller.post(path, json=dict(body))
    assert answer.status_code in (200, 201), answer.text
    view: dict[str, Any] = answer.json()
    return view


async def mails_to(settings: Settings, address: str, words: str) -> list[str]:
    """The texts of mails in an inbox whose subject has these words, once there are some."""

    async def read() -> list[str] | None:
        return await texts_at(settings.sendgrid_host, address, words) or None

    found: list[str] = await until(read)
    return found


def handed(**basis: Any) -> dict[str, Any]:
    return {
        "recipient": PAYROLL,
        "data": ["documents"],
        "words": "Por SFTP.",
        "made_at": datetime.now(UTC).isoformat(),
    } | basis
