"""The sink answers the official client as SendGrid does."""

import copy
import json
from typing import Any

import pytest
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from tests.activities.mail.running_sink import RunningSink


@pytest.fixture
def client(sink: RunningSink) -> Any:
    """The official client."""
    return SendGridAPIClient(sink.BEARER, host=sink.url)


def errors_of(failure: pytest.ExceptionInfo[HTTPError]) -> list[dict[str, Any]]:
    """The errors in SendGrid's shape."""
    errors: list[dict[str, Any]] = json.loads(failure.value.body)["errors"]
    assert all(set(error) == {"message", "field", "help"} for error in errors)
    return errors


def test_message_is_taken_and_found(client: Any, sink: RunningSink, request_body: dict[str, Any]) -> None:
    answer = client.send(request_body)
    message_id = answer.headers["X-Message-Id"]
    assert (answer.status_code, answer.body) == (202, b"")
    for query in (
        "(unique_args['mail_id']=\"mai_1\")",
        f'msg_id="{message_id}.x"',
        'to_email="LUCIA@example.com"',
    ):
        found = json.loads(client.client.messages.get(query_params={"query": query, "limit": 10}).body)
        (message,) = found["messages"]
        assert message["msg_id"].split(".")[0] == message_id
        assert (message["subject"], message["status"]) == ("Contrato", "delivered")
    nothing = {"query": "unique_args['mail_id']=\"mai_2\"", "limit": 1}
    assert json.loads(client.client.messages.get(query_params=nothing).body) == {"messages": []}


def test_each_recipient_gets_a_message(client: Any, sink: RunningSink, request_body: dict[str, Any]) -> None:
    request_body["personalizations"][0]["bcc"] = [{"email": "copy@example.com"}]
    request_body["personalizations"].append(
        {"to": [{"email": "john@example.com"}], "subject": "Contract", "custom_args": {"mail_id": "mai_9"}}
    )
    client.send(request_body)
    subjects = {address: sink.messages(address)[0]["subject"] for address in ("lucia", "copy", "john")}
    assert subjects == {"lucia": "Contrato", "copy": "Contrato", "john": "Contract"}
    assert sink.messages("john")[0]["custom_args"] == {"mail_id": "mai_9"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"personalizations": []}, None),
        ({"personalizations": [{"to": []}]}, "personalizations.0.to"),
        ({"personalizations": [{"to": [{"email": "nobody"}]}]}, "personalizations.0.to.0.email"),
        ({"personalizations": [{"to": [{"email": "a@b"}]}]}, "personalizations.0.to.0.email"),
        (
            {"personalizations": [{"to": [{"email": "a@b.es"}], "cc": [{"email": "A@b.es"}]}]},
            "personalizations.0",
        ),
        ({"from": None}, "from.email"),
        ({"from": {"email": "firma"}}, "from.email"),
        ({"reply_to": {"email": "?"}}, "reply_to.email"),
        ({"subject": ""}, "subject"),
        ({"subject": "a\nBcc: b@c.es"}, "subject"),
        ({"content": []}, "content"),
        ({"content": [{"type": "text/html", "value": ""}]}, "content.0.value"),
        (
            {"content": [{"type": "text/html", "value": "a"}, {"type": "text/plain", "value": "a"}]},
            "content.0.type",
        ),
        ({"headers": {"Subject": "b"}}, "headers.Subject"),
        ({"headers": {"X-A": "b\r\nc: d"}}, "headers.X-A"),
        ({"custom_args": {"mail_id": 1}}, "custom_args"),
        ({"custom_args": {"mail_id": "x" * 10_000}}, "custom_args"),
        ({"attachments": [{"filename": "a", "content": "ñ"}]}, "attachments.0.content"),
    ],
)
def test_bad_requests_are_refused(
    client: Any, sink: RunningSink, request_body: dict[str, Any], change: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(HTTPError) as failure:
        client.send(copy.deepcopy(request_body) | change)
    assert failure.value.status_code == 400
    assert [error["field"] for error in errors_of(failure)] == [field]
    assert sink.messages("") == []


def test_what_is_not_json_is_refused(sink: RunningSink) -> None:
    headers = {"Authorization": f"Bearer {sink.BEARER}"}
    for body in (b"", b"{", b"\xff", b"[]"):
        assert sink.http.post("/v3/mail/send", content=body, headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("key", "words"),
    [("SG.wrong", "invalid, expired, or revoked"), ("", "authorization required")],
)
def test_wrong_keys_are_refused(
    sink: RunningSink, request_body: dict[str, Any], key: str, words: str
) -> None:
    client = SendGridAPIClient("x", host=sink.url)
    client.client.request_headers["Authorization"] = f"Bearer {key}".strip()
    for call in (
        lambda: client.send(request_body),
        lambda: client.client.messages.get(query_params={"query": 'status="delivered"'}),
    ):
        with pytest.raises(HTTPError) as failure:
            call()
        assert failure.value.status_code == 401
        assert words in errors_of(failure)[0]["message"]


def test_unreadable_query_is_refused(client: Any) -> None:
    for query, limit in (("drop table", 1), ('subject LIKE "x"', 1), ('status="delivered"', 0)):
        with pytest.raises(HTTPError) as failure:
            client.client.messages.get(query_params={"query": query, "limit": limit})
        assert failure.value.status_code == 400


def test_mail_survives_a_restart(client: Any, sink: RunningSink, request_body: dict[str, Any]) -> None:
    client.send(request_body)
    key = sink.webhook_public_key
    sink.stop()
    sink.start()
    assert [message["subject"] for message in sink.messages("lucia")] == ["Contrato"]
    assert sink.webhook_public_key == key
