"""The payment gateway's stand-in on a port of its own, as a real server in a thread, with Stripe's client."""

import re
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import stripe
import uvicorn

from deploy.gateway.app import make_app
from deploy.stack.ports import free_port


class RunningGateway:
    """A gateway that can be stopped and started again on the same folder and port."""

    KEY = "sk_test_gateway"
    SECRET = "whsec_test"

    def __init__(self, folder: Path, webhook_url: str | None = None) -> None:
        self.folder = folder
        self.webhook_url = webhook_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=10)
        self.client = stripe_client(self.url, self.KEY)
        self.start()

    def start(self) -> None:
        """Returns when it answers."""
        app = make_app(self.folder, self.url, self.SECRET, self.webhook_url, self.KEY)
        self._server = uvicorn.Server(
            uvicorn.Config(app, port=self.port, log_level="warning", access_log=False)
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the gateway did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends the server; its state stays in the folder."""
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()

    def faults(self, **switches: Any) -> None:
        """Sets the fault switches; without arguments all are off."""
        self.http.post("/faults", json=switches).raise_for_status()

    def pay(self, session_url: str, number: str) -> httpx.Response:
        """Enters a card on the hosted page; confirms to the bank where it asks."""
        path = session_url.removeprefix(self.url)
        answer = self.http.post(path, data={"number": number})
        if re.search(r'action="[^"]+/confirm"', answer.text):
            answer = self.http.post(f"{path}/confirm", data={"number": number, "answer": "complete"})
        return answer


def stripe_client(url: str, key: str) -> stripe.StripeClient:
    """Stripe's own client, led to another address."""
    return stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=0)
