"""Examples of exports, for the documentation."""

from typing import Any

EXPORT_EXAMPLES: dict[str, dict[str, Any]] = {
    "ExportView": {
        "id": "exp_01KB3E8W5H7J9K1M3P5R7T9V2X",  # pragma: allowlist secret
        "state": "ready",
        "requested_at": "2026-11-29T09:30:00Z",
        "files": 1312,
        "unreadable": 0,
        "made_at": "2026-11-29T09:30:02Z",
        "size": 734003200,
        "ready_at": "2026-11-29T09:30:41Z",
        "fetch_until": "2026-12-06T23:00:00Z",
    }
}
