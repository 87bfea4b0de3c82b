"""A customer as the API knows one: registers, chooses, pays, gives notice, withdraws."""

import asyncio
import re
import secrets
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import altcha
import httpx
from sqlalchemy import select

from deploy.simulate.buyers import COMPANY_TAX_ID, PERSON_TAX_ID, address_of
from deploy.simulate.service import Service
from deploy.waiting import until_given
from models import Registration
from terms.plans import CustomerKind
from terms.vat import Buyer

GOOD_CARD = "4242424242424242"
CHANGE_SECONDS = 120.0
POLL_SECONDS = 0.2
PATIENCE_SECONDS = 120.0
CONFIRMING_CARD = "4000002760003184"
_DECLARED = ("of_age", "capacity_to_contract", "data_is_true", "authority_to_represent")


class RefusedError(Exception):
    """The API refused what the customer asked for; the words are the problem's last part."""


class Customer:
    """Speaks to the API alone, and to the gateway's hosted pages."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.email = f"{uuid4().hex[:12]}@example.com"
        self._password = f"Aa1!{secrets.token_urlsafe(16)}"
        number = secrets.randbelow(1 << 24)
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(service.asgi, client=(address, 50000)),
            base_url=service.settings.public_url,
            headers={"sec-fetch-site": "same-origin"},
            timeout=60,
        )
        self.business_id = ""

    async def close(self) -> None:
        """Forgets the session."""
        await self._http.aclose()

    async def register(self, buyer: Buyer) -> None:
        """Becomes a user with a business, by the link that was mailed."""
        credentials = {"email": self.email, "password": self._password, "language": "es"}
        body = credentials | {"privacy": await self._text("privacy")}
        await self._post("/v1/registrations", body, await self._solved())
        await self._post("/v1/registrations/verify", {"token": await self._verification_token()})
        made = await self._post("/v1/businesses", await self._business(buyer))
        self.business_id = made["id"]

    async def sign_in(self) -> None:
        """Anew: sessions do not last for months."""
        self._http.cookies.clear()
        await self._post("/v1/sessions", {"email": self.email, "password": self._password})

    async def preview(self, plan_id: str) -> dict[str, Any]:
        """What choosing the plan now would come to."""
        return await self._post("/v1/subscriptions/preview", {"plan_id": plan_id})

    async def choose(self, plan_id: str, first_charge: str) -> dict[str, Any]:
        """Contracts the plan at the price shown; the answer names the page where it is paid, if any."""
        return await self._post("/v1/subscriptions", {"plan_id": plan_id, "first_charge": first_charge})

    async def change_plan(self, plan_id: str) -> None:
        """Changes the plan as it was shown, and pays on the page where the saved card does not do."""
        quote = await self._post("/v1/subscription/plan-changes/preview", {"plan_id": plan_id})
        due = "0.00" if quote["waived"] else quote["due"]["gross"]
        view = await self._post("/v1/subscription/plan-changes", {"plan_id": plan_id, "due": due})
        async with asyncio.timeout(CHANGE_SECONDS):
            while (change := view["change"]) and change["state"] == "awaiting_payment":
                if change["payment_page"]:
                    await self.enter_card(change["payment_page"], GOOD_CARD)
                    await self.return_from_page()
                await asyncio.sleep(POLL_SECONDS)
                view = _told(await self._http.get("/v1/subscription"))

    async def pay_debt(self, *, passes: bool = True) -> None:
        """Pays on the gateway's page; or the bank does not let it pass, and the page is left open."""
        page = await self._post("/v1/subscription/payment-page")
        await self.enter_card(page["url"], GOOD_CARD if passes else CONFIRMING_CARD, confirms=passes)
        await self.return_from_page()

    async def save_card(self) -> None:
        """Saves another card, which is charged what is owed."""
        page = await self._post("/v1/subscription/card-page")
        await self.enter_card(page["url"], GOOD_CARD)
        await self.return_from_page()

    async def return_from_page(self) -> None:
        """Comes back from the gateway's page."""
        await self._post("/v1/subscription/checkout-return")

    async def cancel(self, cancel_at: str) -> None:
        """Gives notice."""
        await self._post("/v1/subscription/cancel", {"cancel_at": cancel_at})

    async def take_back(self) -> None:
        """Takes the notice back."""
        await self._post("/v1/subscription/take-back")

    async def withdraw(self) -> None:
        """States the withdrawal, and confirms it."""
        stated = await self._post("/v1/subscription/withdrawals", {"name": "Lucía Soler"})
        await self._post(f"/v1/subscription/withdrawals/{stated['id']}/confirm")

    async def move(self, country: str, postal_code: str) -> None:
        """Has the business somewhere else from now on."""
        body = {"country": country, "address": address_of(country, postal_code)}
        answer = await self._http.patch("/v1/businesses/current", json=body)
        _told(answer)

    async def enter_card(self, url: str, number: str, *, confirms: bool = True) -> None:
        """Fills in the hosted page, and answers the bank where it asks."""
        path = httpx.URL(url).path
        answer = await self._service.gateway.post(path, data={"number": number})
        if re.search(r'action="[^"]+/confirm"', answer.text):
            form = {"number": number, "answer": "complete" if confirms else "fail"}
            await self._service.gateway.post(f"{path}/confirm", data=form)

    async def _post(
        self, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """What cannot be done just now is asked again, with the same key."""
        sent: dict[str, Any] = {} if body is None else {"json": body}
        named = {"Idempotency-Key": uuid4().hex, **(headers or {})}

        async def answered() -> httpx.Response | None:
            answer = await self._http.post(path, headers=named, **sent)
            return None if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE else answer

        return _told(await until_given(answered, PATIENCE_SECONDS, pause=POLL_SECONDS))

    async def _text(self, kind: str) -> dict[str, str]:
        text = _told(await self._http.get(f"/v1/terms/{kind}", params={"language": "es"}))
        return {name: text[name] for name in ("version", "language", "sha256")}

    async def _solved(self) -> dict[str, str]:
        """The solution of a fresh challenge, as public forms ask for it."""
        challenge = altcha.Challenge.from_dict(_told(await self._http.get("/v1/captcha")))
        solution = await asyncio.to_thread(altcha.solve_challenge, challenge)
        if solution is None:
            raise TimeoutError("the proof of work took too long")
        return {"rubrica-captcha": altcha.Payload(challenge, solution).to_base64()}

    async def _verification_token(self) -> str:
        """That of the mailed link, read where the link was made."""
        async with self._service.records.transaction() as session:
            found = await session.scalar(select(Registration).where(Registration.email == self.email))
        if found is None:
            raise RefusedError("the registration was not kept")
        token: str = self._service.app.state.parts.links.verification_token(found.id, found.link_number)
        return token

    async def _business(self, buyer: Buyer) -> dict[str, Any]:
        company = buyer.customer is CustomerKind.COMPANY
        tax_id = COMPANY_TAX_ID if company else PERSON_TAX_ID if buyer.country == "ES" else None
        return {
            "name": "Soler y Asociados" if company else "Lucía Soler",
            "customer_kind": buyer.customer.value,
            "tax_id": tax_id,
            "country": buyer.country,
            "address": address_of(buyer.country, buyer.postal_code),
            "declarations": dict.fromkeys(_DECLARED, True),
            "accepted": {kind: await self._text(kind) for kind in ("terms", "privacy", "processor")},
        }


def _told(answer: httpx.Response) -> dict[str, Any]:
    """The answer's body. Raises `RefusedError`."""
    if answer.is_error:
        body = answer.json()
        kind = str(body.get("type", answer.status_code)).rpartition("/")[2]
        raise RefusedError(f"{kind} {body.get('errors', '')}".strip())
    return dict(answer.json()) if answer.content else {}
