"""The part of Stripe's API that the service uses, by path."""

import asyncio
import hmac
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from deploy.gateway import checkout, customers, intents, refunds
from deploy.gateway.events import page
from deploy.gateway.faults import FaultSwitches
from deploy.gateway.once import answer_once
from deploy.gateway.params import Params, nested, read
from deploy.gateway.refusals import Refusal
from deploy.gateway.store import Body, Store
from deploy.standin.connection import drop_connection

LIMIT = 10
_numbers = itertools.count(1)
_READ = {
    "customers": "customer",
    "payment_methods": "payment_method",
    "setup_intents": "setup_intent",
    "refunds": "refund",
    "charges": "charge",
    "events": "event",
}
"""Collections whose objects are read as they are kept."""
_LISTED = {**_READ, "payment_intents": "payment_intent"}


class GatewayApi:
    """Answers Stripe's client. Without an `api_key` any key is good."""

    def __init__(self, store: Store, faults: FaultSwitches, base_url: str, api_key: str | None) -> None:
        self._store = store
        self._faults = faults
        self._base_url = base_url
        self._api_key = api_key
        self.router = APIRouter(prefix="/v1")
        self.router.post("/{path:path}")(self.post)
        self.router.get("/{path:path}")(self.get)

    async def post(self, request: Request, path: str) -> Response:
        """Any operation that changes something."""
        form = (await request.body()).decode()
        await asyncio.sleep(self._faults.now.delay_seconds)
        if self._faults.use("drop_requests"):
            return await drop_connection(request)
        try:
            self._check_key(request)
            self._refuse_by_fault()
            operation = self._operation(path.split("/"), nested(form))
            key = request.headers.get("idempotency-key")
            kept_seconds = self._faults.now.keys_kept_seconds
            status, body, repeated = answer_once(self._store, key, path, form, operation, kept_seconds)
        except Refusal as refusal:
            return _answer(refusal.status, refusal.body)
        if self._faults.use("lose_answers"):
            return await drop_connection(request)
        return _answer(status, body, repeated=repeated)

    async def get(self, request: Request, path: str) -> Response:
        """An object by id, or a list."""
        await asyncio.sleep(self._faults.now.delay_seconds)
        if self._faults.use("drop_requests"):
            return await drop_connection(request)
        try:
            self._check_key(request)
            return _answer(200, self._found(path.split("/"), dict(request.query_params)))
        except Refusal as refusal:
            return _answer(refusal.status, refusal.body)

    def _check_key(self, request: Request) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not key:
            raise Refusal(401, "You did not provide an API key.")
        if self._api_key and not hmac.compare_digest(key.encode(), self._api_key.encode()):
            raise Refusal(401, "Invalid API Key provided")

    def _refuse_by_fault(self) -> None:
        if self._faults.use("refuse_next"):
            raise Refusal(self._faults.now.refuse_status, "An unexpected error occurred.", kind="api_error")

    def _operation(self, path: list[str], given: dict[str, Any]) -> Callable[[], Body]:
        store = self._store
        match path:
            case ["customers"]:
                return self._with(customers.CustomerParams, given, customers.create_customer)
            case ["customers", one]:
                return self._with(customers.CustomerParams, given, customers.change_customer, one)
            case ["payment_methods", one, "attach"]:
                return self._with(customers.AttachParams, given, customers.attach, one)
            case ["payment_methods", one, "detach"]:
                return self._with(customers.Nothing, given, customers.detach, one)
            case ["payment_intents"]:
                wanted = read(intents.IntentParams, given)
                return lambda: intents.create_intent(store, self._faults, wanted)
            case ["payment_intents", one, "cancel"]:
                return self._with(intents.CancelParams, given, intents.cancel_intent, one)
            case ["checkout", "sessions"]:
                session = read(checkout.SessionParams, given)
                return lambda: checkout.create_session(store, self._base_url, session)
            case ["checkout", "sessions", one, "expire"]:
                return self._with(customers.Nothing, given, checkout.expire_session, one)
            case ["refunds"]:
                return self._with(refunds.RefundParams, given, refunds.create_refund)
        raise Refusal(404, f"Unrecognized request URL (POST: /v1/{'/'.join(path)}).")

    def _with(
        self, params: type[Params], given: dict[str, Any], operation: Callable[..., Body], *ids: str
    ) -> Callable[[], Body]:
        wanted = read(params, given)
        return lambda: operation(self._store, *ids, wanted)

    def _found(self, path: list[str], query: dict[str, str]) -> Body:
        match path:
            case ["payment_intents", one]:
                return intents.read_intent(self._store, one)
            case ["checkout", "sessions", one]:
                return checkout.read_session(self._store, one)
            case [kind, one] if kind in _READ:
                return self._store.get(_READ[kind], one)
            case ["customers", one, "payment_methods"]:
                return self._list("payment_method", query | {"customer": one}, "/".join(path))
            case [kind] if kind in _LISTED:
                return self._list(_LISTED[kind], query, kind)
        raise Refusal(404, f"Unrecognized request URL (GET: /v1/{'/'.join(path)}).")

    def _list(self, kind: str, query: dict[str, str], path: str) -> Body:
        """The newest first; `starting_after` goes on after an object."""
        limit = int(query.get("limit", LIMIT))
        wanted = {name: query[name] for name in ("type", "payment_intent") if name in query}
        found = (
            one
            for one in self._store.newest(kind, query.get("customer"))
            if all(one.get(name) == value for name, value in wanted.items())
        )
        if after := query.get("starting_after"):
            rest = itertools.dropwhile(lambda one: one["id"] != after, found)
            return self._page(itertools.islice(rest, 1, None), limit, path)
        return self._page(found, limit, path)

    @staticmethod
    def _page(found: Iterator[Body], limit: int, path: str) -> Body:
        return page(list(itertools.islice(found, limit + 1)), limit, f"/v1/{path}")


def _answer(status: int, body: Body, *, repeated: bool = False) -> Response:
    headers = {"Request-Id": f"req_{next(_numbers):014d}"}
    if repeated:
        headers["Idempotent-Replayed"] = "true"
    return JSONResponse(body, status, headers=headers)
