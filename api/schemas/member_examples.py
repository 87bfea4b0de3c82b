"""Examples of bodies about members, invitations and keys."""

from typing import Any

from api.schemas.example_values import AT, BUSINESS_ID, HASH

USER_ID = "usr_01KB3E7Q2M9X4C6V8B0N1Z3L5K"  # pragma: allowlist secret
GUEST_ID = "usr_01KB3EF4N2C7W9R1T5Y8U0P3QA"  # pragma: allowlist secret
PLACE = {"id": BUSINESS_ID, "name": "Soler y Asociados", "role": "owner", "current": True}
_TOKEN = "of-the-mailed-link"  # noqa: S105 - opens nothing
_TEXT = {"version": "2026-11-22", "language": "es", "sha256": HASH}
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
    "created_at": AT,
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
        "created_at": AT,
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
        "joined_at": AT,
        "shut_out_at": None,
        "api_keys": 1,
        "flags": ["no_second_factor"],
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
        "offered_at": AT,
        "expires_at": "2026-11-29T23:00:00Z",
        "ended_at": None,
    },
    "OwnershipAcceptance": {
        "customer_kind": "company",
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
        "at": AT,
        "user_id": USER_ID,
        "changes": {"promotion_allowed": {"before": True, "after": False}},
    },
    "DeletionRequest": {
        "confirmation": "Soler y Asociados",
        "waive_downloads": False,
        "cancel_at": "period_end",
        "language": "es",
    },
    "DeletionView": {
        "requested_at": None,
        "waived": False,
        "obstacles": [],
        "service_ends_at": "2026-12-31T23:00:00Z",
        "blocked_at": "2027-01-30T23:00:00Z",
        "blocked_at_if_waived": "2026-12-31T23:00:00Z",
        "withdrawal_until": None,
        "notice": None,
        "kept": [
            {
                "kind": "contract_and_billing",
                "until": "2033-01-30T23:00:00Z",
                "years": 6,
                "ground": "Código de Comercio, art. 30",
            }
        ],
    },
    "BusinessChoice": {"business_id": BUSINESS_ID},
}
