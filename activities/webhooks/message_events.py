"""The message provider's status reports: into the message's state and the evidence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from twilio.request_validator import RequestValidator

from activities.messenger.ledger import lock_message, progress
from activities.webhooks.signature import WebhookRefusedError
from models.database import Database
from models.scope import Scope
from terms.messaging import MessageState

SIGNATURE_HEADER = "X-Twilio-Signature"
_STATES: Mapping[str, MessageState] = {
    "accepted": MessageState.ACCEPTED,
    "queued": MessageState.ACCEPTED,
    "sending": MessageState.ACCEPTED,
    "sent": MessageState.ACCEPTED,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERED,
    "failed": MessageState.UNDELIVERED,
}
"""What the provider's states mean to us; others mean nothing."""
_PROVIDER_ID_MAX = 64


class MessageEvents:
    """Takes the webhook's requests; state and evidence are one transaction, repetitions change nothing."""

    def __init__(self, database: Database, auth_token: str, report_url: str) -> None:
        """`report_url` is the address that the provider was given, without the message's id."""
        self._database = database
        self._validator: Any = cast("Any", RequestValidator)(auth_token)
        self._report_url = report_url

    async def receive(
        self, message_id: str, form: Mapping[str, str], signature: str | None, now: datetime
    ) -> None:
        """Takes in one report. Raises `WebhookRefusedError` unless the provider signed it."""
        url = f"{self._report_url}/{message_id}"
        if not signature or not self._validator.validate(url, dict(form), signature):
            raise WebhookRefusedError("wrong signature")
        state = _STATES.get(form.get("MessageStatus", ""))
        if state is None:
            return
        async with self._database.transaction(Scope.of_mail(message_id)) as session:
            message = await lock_message(session, message_id=message_id)
            if message is None:
                return
            code = form.get("ErrorCode", "")
            await progress(
                session,
                message,
                state,
                now,
                provider_message_id=form.get("MessageSid", "")[:_PROVIDER_ID_MAX] or None,
                data={"error_code": code[:16]} if code else None,
            )
