"""The message sink on a port of its own, as a real server in a thread."""

import threading
import time
from typing import Any, cast

import httpx
import uvicorn
from twilio.request_validator import RequestValidator

from deploy.messagesink.app import make_app
from deploy.stack.ports import free_port

ACCOUNT = "AC0123456789"  # pragma: allowlist secret
SIGNING = "sign-messages"


def signature_of(url: str, form: dict[str, str]) -> str:
    """How the provider signs a report."""
    signing: Any = cast("Any", RequestValidator)(SIGNING)
    return str(signing.compute_signature(url, form))


class RunningMessageSink:
    """A sink that tests can look into."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=10)
        config = uvicorn.Config(
            make_app(ACCOUNT, SIGNING), port=self.port, log_level="warning", access_log=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the sink did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends the server."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(20)

    def faults(self, **switches: Any) -> None:
        """Sets the fault switches; without arguments all are off."""
        self.http.post("/faults", json=switches).raise_for_status()

    def messages(self, to: str) -> list[dict[str, Any]]:
        """Everything that arrived for a number, newest first."""
        answer = self.http.get("/inbox/messages", params={"to": to}).raise_for_status()
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found
