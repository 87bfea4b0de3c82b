"""Reads the local inbox as its owner would: waits for a mail, and follows its link."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

MAIL_SECONDS = 120
POLL_SECONDS = 0.3


class MailNotReceivedError(RuntimeError):
    """The mail with the link did not come in time."""


class Inbox:
    """The mail sink's JSON API."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=10)

    def wait_for_link(self, recipient: str, part: str) -> str:
        """The first link containing `part` in the newest mail to `recipient` that has one."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for message in self._messages(recipient):
                link = self._link(message, part)
                if link:
                    return link
            time.sleep(POLL_SECONDS)
        raise MailNotReceivedError(f"no mail with a link to {part} came to {recipient}")

    def _messages(self, recipient: str) -> list[Mapping[str, Any]]:
        answer = self._client.get("/inbox/messages", params={"to": recipient}).raise_for_status()
        messages: list[Mapping[str, Any]] = answer.json()["messages"]
        return messages

    def _link(self, message: Mapping[str, Any], part: str) -> str | None:
        whole = self._client.get(f"/inbox/messages/{message['id']}").raise_for_status().json()
        return next((str(link) for link in whole["links"] if part in link), None)
