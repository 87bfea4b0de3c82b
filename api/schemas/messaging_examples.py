"""Examples of bodies about messaging, for the documentation."""

from typing import Any

from api.schemas.example_values import HASH

_AT = "2026-12-01T09:30:00Z"
_ID = "cco_01KB3EQDW1L7F9C3D5Z7J9M2TK"
_GIVEN = {"version": "2026-11-29", "language": "es", "sha256": HASH}
_CONSENT_TEXT = _GIVEN | {"title": "Consentimiento para recibir avisos por mensajería", "body": "…"}
_CLAUSE_TEXT = _GIVEN | {"title": "Cláusula de mensajería instantánea", "body": "…"}
_CONSENT = {
    "id": _ID,
    "channel": "sms",
    "phone": "•••678",
    "state": "awaiting_code",
    "given_at": _AT,
    "confirmed_at": None,
    "code_until": "2026-12-01T09:40:00Z",
}
_CLAUSE = {
    "channel": "sms",
    "available": True,
    "accepted_at": _AT,
    "accepted_by": "usr_01KB3EH6P4D9X1T3V5Z7B9F1KD",  # pragma: allowlist secret
    "text_version": "2026-11-29",
    "revoked_at": None,
}
_SEEN_BY_OWNER = {
    "id": _ID,
    "email": "lucia@example.com",
    "channel": "sms",
    "phone": "•••678",
    "state": "confirmed",
    "text_version": "2026-11-29",
    "given_at": _AT,
    "confirmed_at": _AT,
    "revoked_at": None,
    "revoked_how": None,
}
MESSAGING_EXAMPLES: dict[str, Any] = {
    "ChannelText": _CONSENT_TEXT,
    "TextGiven": _GIVEN,
    "ConsentView": _CONSENT,
    "SignerChannels": {"channels": ["sms"], "text": _CONSENT_TEXT, "consents": [_CONSENT]},
    "ConsentRequest": {"channel": "sms", "phone": "+34 612 345 678", "consent": _GIVEN},
    "CodeTyped": {"code": "042917"},
    "RevocationRequest": {"token": "Rr8H2m4Vq1Zt6Yc0Xn5Bk9Lw3Ps7Df2Gj8Ha4Ke6Uo1"},  # pragma: allowlist secret
    "RevocationAnswer": {"channel": "sms"},
    "ClauseView": _CLAUSE,
    "ConsentOfSigner": _SEEN_BY_OWNER,
    "BusinessChannels": {"text": _CLAUSE_TEXT, "clauses": [_CLAUSE], "consents": [_SEEN_BY_OWNER]},
    "DeviceReport": {"words": "Me han robado el teléfono esta mañana."},
}
