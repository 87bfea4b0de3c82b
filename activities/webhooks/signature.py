"""The signature of SendGrid's event webhook: ECDSA over timestamp and raw body, and young enough."""

import base64
import re
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"
TOLERANCE = timedelta(minutes=10)
_TIMESTAMP = re.compile(r"[0-9]{1,10}")


class WebhookRefusedError(Exception):
    """The request does not come from the provider, or is too old to tell."""


class WebhookSignature:
    """Verifies requests with the provider's public key.

    SendGrid's own helper accepts any timestamp, and decodes the body as text: here the age is checked and
    the bytes are verified as they came.
    """

    def __init__(self, public_key: str, tolerance: timedelta = TOLERANCE) -> None:
        """`public_key` is base64 DER, as SendGrid shows it. Raises `ValueError` for anything else."""
        try:
            key = load_der_public_key(base64.b64decode(public_key.strip(), validate=True))
        except (ValueError, UnsupportedAlgorithm) as error:
            raise ValueError("the webhook's public key is not base64 DER") from error
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise ValueError("the webhook's public key is not an elliptic-curve key")  # noqa: TRY004 - wrong setting
        self._key = key
        self._tolerance = tolerance

    def verify(self, body: bytes, signature: str | None, timestamp: str | None, now: datetime) -> None:
        """Raises `WebhookRefusedError` unless the provider signed this body at about `now`."""
        if not signature or not timestamp or not _TIMESTAMP.fullmatch(timestamp):
            raise WebhookRefusedError("signature or timestamp missing")
        try:
            self._key.verify(
                base64.b64decode(signature, validate=True),
                timestamp.encode() + body,
                ec.ECDSA(hashes.SHA256()),
            )
        except (InvalidSignature, ValueError) as error:
            raise WebhookRefusedError("wrong signature") from error
        if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > self._tolerance:
            raise WebhookRefusedError("signed too long ago, or in the future")
