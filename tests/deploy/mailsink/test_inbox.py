"""The inbox for people and for programs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sendgrid import SendGridAPIClient

from deploy.mailsink.inbox import links_of
from tests.activities.mail.running_sink import RunningSink


@pytest.fixture
def message(sink: RunningSink, request_body: dict[str, Any]) -> dict[str, Any]:
    """The one message in the inbox."""
    request_body["subject"] = "<script>alert(1)</script>"
    request_body["attachments"] = [{"filename": "<a>.pdf", "content": "aGk=", "type": "text/html"}]
    SendGridAPIClient(sink.BEARER, host=sink.url).send(request_body)
    (message,) = sink.messages("lucia")
    return message


def test_message_is_told_whole(message: dict[str, Any]) -> None:
    assert message["links"] == ["https://firma.example/sign/abc"]
    assert message["text"] == "Firme en https://firma.example/sign/abc."
    assert message["headers"] == {
        "From": "Rúbrica <firma@example.com>",
        "To": "Lucía <lucia@example.com>",
        "Subject": "<script>alert(1)</script>",
        "Message-ID": "<mai_1@example.com>",
    }
    assert message["attachments"] == [{"filename": "<a>.pdf", "type": "text/html"}]


def test_list_is_filtered(sink: RunningSink, message: dict[str, Any]) -> None:
    def count(**query: str) -> int:
        answer = sink.http.get("/inbox/messages", params=query).raise_for_status().json()
        return len(answer["messages"])

    later = datetime.now(UTC) + timedelta(minutes=1)
    earlier = later - timedelta(minutes=2)
    assert count(to="LUCIA@") == count(since=earlier.isoformat()) == count() == 1
    assert count(to="john") == count(since=later.isoformat()) == 0
    assert sink.http.get("/inbox/messages/none").status_code == 404


def test_pages_are_safe_to_look_at(sink: RunningSink, message: dict[str, Any]) -> None:
    for view in ("html", "text", "headers", "other"):
        page = sink.http.get("/", params={"message": message["id"], "view": view}).raise_for_status()
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    html = sink.http.get(f"/inbox/messages/{message['id']}/html").raise_for_status()
    assert html.headers["Content-Security-Policy"].startswith("sandbox allow-popups")
    file = sink.http.get(f"/inbox/messages/{message['id']}/attachments/0").raise_for_status()
    assert (file.content, file.headers["Content-Type"]) == (b"hi", "application/octet-stream")
    assert sink.http.get(f"/inbox/messages/{message['id']}/attachments/1").status_code == 404


def test_only_the_picture_counts_as_opening(sink: RunningSink, message: dict[str, Any]) -> None:
    html = sink.http.get(f"/inbox/messages/{message['id']}/html").text
    assert f"/open/{message['id']}.gif" in html
    assert sink.messages("lucia")[0]["opens"] == 0
    sink.open(message["id"])
    assert sink.messages("lucia")[0]["opens"] == 1


def test_inbox_can_be_emptied(sink: RunningSink, message: dict[str, Any]) -> None:
    sink.http.delete("/inbox/messages").raise_for_status()
    assert sink.messages("") == []


def test_links_come_once_and_in_order() -> None:
    html = '<a href="https://a.example/1">x</a><a>y</a><a href="https://a.example/1">z</a>'
    assert links_of(html, "see https://b.example/2, https://a.example/1.") == [
        "https://a.example/1",
        "https://b.example/2",
    ]
