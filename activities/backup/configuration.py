"""The service's configuration as a backup holds it: every setting, no secret in clear (contract M1)."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from settings import Settings

_FILES = ("trust_anchors_file",)
"""Settings that name files without secrets, which are saved with them."""


def configuration(settings: Settings) -> dict[str, Any]:
    """Settings by name; secrets and the passwords in addresses are blanked, public files come whole."""
    values = settings.model_dump(mode="json")
    shown = {
        name: _without_password(value) if isinstance(value, str) else value for name, value in values.items()
    }
    files = {name: getattr(settings, name).read_text() for name in _FILES}
    return {"settings": shown, "files": files}


def _without_password(value: str) -> str:
    parts = urlsplit(value) if "://" in value else None
    if parts is None or parts.password is None:
        return value
    at = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:**********@{at}"))
