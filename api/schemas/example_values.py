"""Values that many examples share: whose they are, and when it was."""

HASH = "3f5a1f0c5e0d0f4a6b0f6c4c2f9d1f3b7c8e9a0b1c2d3e4f5a6b7c8d9e0f1a2b"  # pragma: allowlist secret
BUSINESS_ID = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
DOCUMENT_ID = "doc_01KB3E9T7RA4X2WZ5N8C6D1F0G"
NORA = {"id": "usr_01KB3EH6P4D9X1T3V5Z7B9F1KC", "name": "Nora Gil"}  # pragma: allowlist secret
AT = "2026-11-22T09:30:00Z"
LATER = "2026-11-22T10:05:12Z"
STAFF_AT = "2026-11-25T09:30:00Z"
