"""Only the provider gets in, and only with what it signed lately."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sendgrid.helpers.eventwebhook import EventWebhook

from activities.webhooks.signature import WebhookRefusedError, WebhookSignature
from tests.activities.webhooks.conftest import NOW, ProviderKey, SentMail, Webhook

BODY = b'[{"sg_event_id": "\xc3\xb1"}]\r\n'
STAMP = str(int(NOW.timestamp()))


@pytest.fixture
def key() -> ProviderKey:
    """The provider's key."""
    return ProviderKey()


def test_providers_own_helper_agrees(key: ProviderKey) -> None:
    signature = key.sign(BODY, STAMP)
    helper = EventWebhook(key.public_base64)
    assert helper.verify_signature(BODY.decode(), signature, STAMP)
    WebhookSignature(key.public_base64).verify(BODY, signature, STAMP, NOW)


def test_forgeries_are_refused(key: ProviderKey) -> None:
    verifier = WebhookSignature(key.public_base64)
    signature = key.sign(BODY, STAMP)
    forgeries = [
        (BODY + b" ", signature, STAMP),
        (BODY, signature, str(int(STAMP) + 1)),
        (BODY, ProviderKey().sign(BODY, STAMP), STAMP),
        (BODY, signature[:-4], STAMP),
        (BODY, "not base64 ñ", STAMP),
        (BODY, "", STAMP),
        (BODY, None, STAMP),
        (BODY, signature, None),
        (BODY, key.sign(BODY, "x"), "x"),
        (BODY, key.sign(BODY, "٣"), "٣"),
        (BODY, key.sign(BODY, "9" * 11), "9" * 11),
    ]
    for body, given, stamp in forgeries:
        with pytest.raises(WebhookRefusedError):
            verifier.verify(body, given, stamp, NOW)


@pytest.mark.parametrize("minutes", [-60 * 24 * 365 * 50, -11, 11])
def test_old_and_future_requests_are_refused(key: ProviderKey, minutes: int) -> None:
    stamp = str(max(1, int((NOW + timedelta(minutes=minutes)).timestamp())))
    with pytest.raises(WebhookRefusedError, match="too long ago"):
        WebhookSignature(key.public_base64).verify(BODY, key.sign(BODY, stamp), stamp, NOW)


@pytest.mark.parametrize("minutes", [-9, 0, 9])
def test_requests_of_about_now_are_taken(key: ProviderKey, minutes: int) -> None:
    stamp = str(int((NOW + timedelta(minutes=minutes)).timestamp()))
    WebhookSignature(key.public_base64).verify(BODY, key.sign(BODY, stamp), stamp, NOW)


def test_key_that_is_none_is_refused_at_start() -> None:
    for wrong in ("", "AAAA", "no key"):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever the library says of it
            WebhookSignature(wrong)


async def test_forged_request_leaves_nothing(webhook: Webhook, mail: SentMail) -> None:
    body = json.dumps([mail.event("bounce")]).encode()
    with pytest.raises(WebhookRefusedError):
        await webhook.events.receive(body, ProviderKey().sign(body, STAMP), STAMP, datetime.now(UTC))
    assert [notice for notice in await webhook.events.sweep() if notice.mail_id == mail.mail_id] == []
