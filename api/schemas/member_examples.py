"""Examples of bodies about members, invitations and keys."""

from typing import Any

BUSINESS_ID = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
USER_ID = "usr_01KB3E7Q2M9X4C6V8B0N1Z3L5K"  # pragma: allowlist secret
GUEST_ID = "usr_01KB3EF4N2C7W9R1T5Y8U0P3QA"  # pragma: allowlist secret
PLACE = {"id": BUSINESS_ID, "name": "Soler y Asociados", "role": "owner", "current": True}
_AT = "2026-11-22T09:30:00Z"
_HASH = "3f5a1f0c5e0d0f4a6b0f6c4c2f9d1f3b7c8e9a0b1c2d3e4f5a6b7c8d9e0f1a2b"  # pragma: allowlist secret
_TOKEN = "of-the-mailed-link"  # noqa: S105 - opens nothing
_TEXT = {"version": "2026-11-22", "language": "es", "sha256": _HASH}
_GUEST = "ivan@example.com"
_OWNER = {"id": USER_ID, "name": "Marta Soler", "email": "marta@example.com"}
_KEY_DRAFT = {
    "name": "facturación",
    "mode": "live",
    "scopes": ["documents:upload", "envelopes:draft", "envelopes:send", "envelopes:read"],
    "expires_at": None,
}
_KEY = _KEY_DRAFT | {
    "id": "key_01KB3EC6A8D0F2H4K6M8P0R2TV",
    "hint": "live_7Qx2bN…",
    "created_by": _OWNER,
    "created_at": _AT,
    "last_used_at": None,
}

MEMBER_EXAMPLES: dict[str, dict[str, Any]] = {
    "InvitationDraft": {"email": _GUEST, "language": "es"},
    "InvitationView": {
        "id": "inv_01KB3EF1A3B5C7D9E1F3G5H7J9",
        "email": _GUEST,
        "language": "es",
        "state": "pending",
        "invited_by": _OWNER,
        "created_at": _AT,
        "expires_at": "2026-11-29T23:00:00Z",
        "renewals": 0,
        "ended_at": None,
        "member_id": None,
    },
    "InvitationToken": {"token": _TOKEN},
    "InvitationLook": {
        "business": "Soler y Asociados",
        "invited_by": "Marta Soler",
        "email": _GUEST,
        "language": "es",
        "state": "pending",
        "expires_at": "2026-11-29T23:00:00Z",
        "registered": False,
    },
    "InvitationRegistration": {
        "token": _TOKEN,
        "password": "Una-frase-larga-7",  # pragma: allowlist secret
        "name": "Iván Ruiz",
        "language": "es",
        "time_zone": "Europe/Madrid",
        "privacy": _TEXT,
    },
    "InvitationAccepted": {"business": PLACE | {"role": "guest"}},
    "MemberView": {
        "user_id": GUEST_ID,
        "name": "Iván Ruiz",
        "email": _GUEST,
        "role": "guest",
        "joined_at": _AT,
        "api_keys": 1,
    },
    "ApiKeyDraft": _KEY_DRAFT,
    "ApiKeyView": _KEY,
    "ApiKeyMade": _KEY | {"secret": "live_shown-once"},
    "ApiKeyRotation": {"overlap_hours": 24},
    "TransferDraft": {"user_id": GUEST_ID},
    "TransferView": {
        "id": "otr_01KB3EG7T2V4X6Z8B1D3F5H7JK",  # pragma: allowlist secret
        "business": {"id": BUSINESS_ID, "name": "Soler y Asociados"},
        "offered_by": _OWNER,
        "offered_to": {"id": GUEST_ID, "name": "Iván Ruiz", "email": _GUEST},
        "state": "offered",
        "offered_at": _AT,
        "expires_at": "2026-11-29T23:00:00Z",
        "ended_at": None,
    },
    "OwnershipAcceptance": {
        "declarations": {
            "of_age": True,
            "capacity_to_contract": True,
            "data_is_true": True,
            "authority_to_represent": True,
        },
        "accepted": {"terms": _TEXT, "privacy": _TEXT, "processor": _TEXT},
    },
    "BusinessPatch": {"tax_id": "B12345674", "promotion_allowed": False},
    "BusinessChangeView": {
        "at": _AT,
        "user_id": USER_ID,
        "changes": {"promotion_allowed": {"before": True, "after": False}},
    },
    "DeletionRequest": {"confirmation": "Soler y Asociados"},
    "BusinessChoice": {"business_id": BUSINESS_ID},
}
