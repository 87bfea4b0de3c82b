"""A sink of each test's own, and the official client for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.activities.mail.running_sink import RunningSink


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[RunningSink]:
    """A running sink without webhook."""
    sink = RunningSink(tmp_path / "sink")
    yield sink
    sink.stop()


@pytest.fixture
def request_body() -> dict[str, Any]:
    """A valid `mail/send` request."""
    return {
        "personalizations": [{"to": [{"email": "lucia@example.com", "name": "Lucía"}]}],
        "from": {"email": "firma@example.com", "name": "Rúbrica"},
        "subject": "Contrato",
        "content": [
            {"type": "text/plain", "value": "Firme en https://firma.example/sign/abc."},
            {"type": "text/html", "value": '<p>Firme <a href="https://firma.example/sign/abc">aquí</a></p>'},
        ],
        "custom_args": {"mail_id": "mai_1"},
        "headers": {"Message-ID": "<mai_1@example.com>"},
        "tracking_settings": {"open_tracking": {"enable": True}},
    }
