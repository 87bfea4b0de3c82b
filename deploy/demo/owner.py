"""The owner of a business: registers, uploads, sends, and fetches what came out."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.demo.captcha import solved
from deploy.demo.http import Api
from deploy.demo.inbox import Inbox
from deploy.demo.sample import Place

FINISH_SECONDS = 300
POLL_SECONDS = 0.5


class NotFinishedError(RuntimeError):
    """The envelope did not get where it should; the message says what it waits for."""


@dataclass(frozen=True)
class Party:
    """A person to sign."""

    name: str
    email: str


class Owner:
    """A new customer, by the public API and the mailed link alone."""

    def __init__(self, api: Api, inbox: Inbox) -> None:
        self._api = api
        self._inbox = inbox

    def register(self, email: str, *, password: str | None = None, name: str = "Ana Soler Vidal") -> None:
        """Registers, follows the mailed link, and makes a business (contract A1, A2).

        Without a password it is a random one that nobody needs again.
        """
        credentials = {"email": email, "password": password or f"Aa1!{secrets.token_urlsafe(16)}"}
        asked = {**credentials, "language": "es", "privacy": self._text("privacy")}
        self._api.post("/v1/registrations", asked, solved(self._api))
        token = urlsplit(self._inbox.wait_for_link(email, "/verify#")).fragment
        if not self._api.post("/v1/registrations/verify", {"token": token})["signed_in"]:
            self._api.post("/v1/sessions", credentials)
        self._api.put("/v1/me", {"name": name, "language": "es", "time_zone": "Europe/Madrid"})
        self._api.post("/v1/businesses", self._business())

    def contract_free_plan(self) -> None:
        """Chooses the free plan: sending takes a plan in force (contract E5). Raises `NotFinishedError`."""
        plans = self._api.get("/v1/plans")["items"]
        free = next((plan for plan in plans if plan["kind"] == "free"), None)
        if free is None:
            raise NotFinishedError("no free plan is on offer: publish one, or begin with an empty database")
        self._api.post("/v1/subscriptions", {"plan_id": free["id"], "first_charge": "0.00"})
        deadline = time.monotonic() + FINISH_SECONDS
        while self._api.get("/v1/subscription")["state"] != "active":
            if time.monotonic() > deadline:
                raise NotFinishedError("the free plan does not begin")
            time.sleep(POLL_SECONDS)

    def take_key(self) -> None:
        """Goes on as a program with an API key."""
        key = self._api.post("/v1/api-keys", {"name": "demo"})
        self._api.authorise(key["secret"])

    def upload(self, pdf: Path) -> dict[str, Any]:
        """Uploads a document; answers how it was examined."""
        files = {"file": (pdf.name, pdf.read_bytes(), "application/pdf")}
        document: dict[str, Any] = self._api.post("/v1/documents", files=files)
        return document

    def send(self, title: str, document_id: str, parties: Sequence[Party], places: Sequence[Place]) -> str:
        """Makes an envelope whose parties sign one after the other, and sends it; its id."""
        signers = [
            {
                "name": party.name,
                "email": party.email,
                "language": "es",
                "routing_order": order,
                "fields": [{"document_id": document_id, "kind": "signature", **vars(place)}],
            }
            for order, (party, place) in enumerate(zip(parties, places, strict=True), start=1)
        ]
        draft = {"title": title, "message": "Por favor, léelo y fírmalo.", "document_ids": [document_id]}
        envelope = self._api.post("/v1/envelopes", {**draft, "signers": signers})
        self._api.post(f"/v1/envelopes/{envelope['id']}/send")
        return str(envelope["id"])

    def explain(self, envelope_id: str) -> dict[str, Any]:
        """Why the envelope is where it is."""
        explanation: dict[str, Any] = self._api.get(f"/v1/envelopes/{envelope_id}/explain")
        return explanation

    def wait_until_completed(self, envelope_id: str, say: Callable[[str], None]) -> dict[str, Any]:
        """Returns the envelope once it is completed with its certificate; raises `NotFinishedError`."""
        deadline = time.monotonic() + FINISH_SECONDS
        shown = ""
        while time.monotonic() < deadline:
            envelope: dict[str, Any] = self._api.get(f"/v1/envelopes/{envelope_id}")
            if envelope["state"] == "completed" and envelope["certificate_ready"]:
                return envelope
            explanation = self.explain(envelope_id)
            if explanation["summary"] != shown:
                shown = explanation["summary"]
                say(f"envelope: {shown}")
            time.sleep(POLL_SECONDS)
        raise NotFinishedError(f"the envelope is not completed after {FINISH_SECONDS} s: {explanation}")

    def fetch(self, envelope: dict[str, Any], folder: Path) -> tuple[Path, Path, Path]:
        """Writes the sealed document, the certificate and the evidence package into `folder`."""
        base = f"/v1/envelopes/{envelope['id']}"
        document = envelope["documents"][0]["id"]
        files = (
            (folder / "sealed.pdf", f"{base}/documents/{document}/content?version=signed"),
            (folder / "certificate.pdf", f"{base}/certificate"),
            (folder / "evidence.zip", f"{base}/evidence"),
        )
        folder.mkdir(parents=True, exist_ok=True)
        for path, source in files:
            path.write_bytes(self._api.get_bytes(source))
        return files[0][0], files[1][0], files[2][0]

    def _text(self, kind: str) -> dict[str, str]:
        text = self._api.get(f"/v1/terms/{kind}?language=es")
        return {name: text[name] for name in ("version", "language", "sha256")}

    def _business(self) -> dict[str, Any]:
        declared = ("of_age", "capacity_to_contract", "data_is_true", "authority_to_represent")
        return {
            "name": "Estudio Palmeral, S. L.",
            "customer_kind": "company",
            "tax_id": "B72514904",
            "country": "ES",
            "address": {
                "street": "Avenida de la Constitución, 12",
                "postal_code": "03002",
                "city": "Alicante",
            },
            "declarations": dict.fromkeys(declared, True),
            "accepted": {kind: self._text(kind) for kind in ("terms", "privacy", "processor")},
        }
