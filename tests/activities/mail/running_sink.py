"""The mail sink on a port of its own, as a real server in a thread."""

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from deploy.mailsink.app import make_app
from deploy.stack.ports import free_port


class RunningSink:
    """A sink that can be stopped and started again on the same folder and port."""

    BEARER = "SG.test"

    def __init__(self, folder: Path, webhook_url: str | None = None) -> None:
        self.folder = folder
        self.webhook_url = webhook_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=10)
        self.start()

    def start(self) -> None:
        """Returns when it answers."""
        app = make_app(self.folder, self.webhook_url, self.BEARER)
        self._server = uvicorn.Server(
            uvicorn.Config(app, port=self.port, log_level="warning", access_log=False)
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the sink did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends the server; what it took stays in the folder."""
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()

    def faults(self, **switches: Any) -> None:
        """Sets the fault switches; without arguments all are off."""
        self.http.post("/faults", json=switches).raise_for_status()

    @property
    def webhook_public_key(self) -> str:
        """What goes into the setting `sendgrid_webhook_public_key`."""
        return (self.folder / "webhook_public_key").read_text().strip()

    def messages(self, to: str) -> list[dict[str, Any]]:
        """Everything that arrived for an address, newest first, whole."""
        listed = self.http.get("/inbox/messages", params={"to": to}).raise_for_status().json()["messages"]
        return [self.http.get(f"/inbox/messages/{one['id']}").raise_for_status().json() for one in listed]

    def open(self, message_id: str) -> None:
        """The recipient's mail program loads the picture."""
        self.http.get(f"/open/{message_id}.gif", headers={"User-Agent": "Correo/1.0"}).raise_for_status()
