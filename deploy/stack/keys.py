"""The secrets of a local stack: made at random once, kept in a file only its owner can read."""

import base64
import json
import os
import secrets
from pathlib import Path

_BYTES = 32
_KEYS = frozenset({"LINK_KEY", "MASTER_KEY"})
"""Secrets that are AES-256 or HMAC keys in base64; the others are words."""
NAMES = (
    "LINK_KEY",
    "MASTER_KEY",
    "PAYLOAD_KEYS",
    "OPERATIONS_TOKEN",
    "SENDGRID_API_KEY",
    "TWILIO_AUTH_TOKEN",
    "STRIPE_API_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "POSTGRES_PASSWORD",
    "BACKUP_KEY",
)


def load_or_create(file: Path) -> dict[str, str]:
    """The secrets in `file`; those it lacks are made and added, the others never change."""
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [name for name in NAMES if name not in known]
    if missing:
        known |= {name: _new(name) for name in missing}
        _write_private(file, json.dumps(known, indent=1))
    return known


def _new(name: str) -> str:
    key = base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    if name == "PAYLOAD_KEYS":
        return f"local:{key}"
    return key if name in _KEYS else secrets.token_urlsafe(_BYTES)


def _write_private(file: Path, text: str) -> None:
    """Replaces the file in one step: a half-written one would lose keys that data was encrypted with."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
