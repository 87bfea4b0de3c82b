"""Examples of bodies about reviews of access."""

from typing import Any

_REVIEW = {
    "id": "rvw_01KB3EX2M4S8Q6Y0V9T3H7J5KD",  # pragma: allowlist secret
    "quarter": "2027-Q1",
    "state": "open",
    "opened_at": "2027-01-01T06:00:00Z",
    "due_at": "2027-01-31T23:00:00Z",
    "signed_at": None,
    "items": 1,
    "undecided": 0,
}
REVIEW_EXAMPLES: dict[str, dict[str, Any]] = {
    "DecisionRequest": {"decision": "removed"},
    "ReviewList": {"items": [_REVIEW]},
    "ReviewView": _REVIEW
    | {
        "entries": [
            {
                "id": "rvi_01KB3EX2M5C1N7P9R3T5V7X9ZA",  # pragma: allowlist secret
                "kind": "guest",
                "subject": {
                    "id": "usr_01KB3EF4N2C7W9R1T5Y8U0P3QA",  # pragma: allowlist secret
                    "name": "Iván Ruiz",
                    "email": "ivan@example.com",
                },
                "details": {"roles": [], "granted_at": "2026-11-22T09:30:00Z", "last_used_at": None},
                "decision": "confirmed",
                "decided_by": "usr_01KB3E7Q2M9X4C6V8B0N1Z3L5K",  # pragma: allowlist secret
                "decided_at": "2027-01-04T10:00:00Z",
            }
        ],
        "record": None,
    },
}
