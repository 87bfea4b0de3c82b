"""Knows what was set up already, by a digest of what it was made from."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from deploy.setup.paths import CACHE


def digest(files: Iterable[Path], *also: str) -> str:
    """SHA-256 (hex) of the names and contents of `files`, and of the strings in `also`."""
    state = hashlib.sha256()
    for file in sorted(files):
        state.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    for text in also:
        state.update(text.encode() + b"\0")
    return state.hexdigest()


def is_current(name: str, value: str) -> bool:
    """Whether `name` was last finished with `value`."""
    file = _file(name)
    return file.exists() and file.read_text() == value


def finish(name: str, value: str) -> None:
    """Remembers that `name` was finished with `value`."""
    file = _file(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(value)


def _file(name: str) -> Path:
    return CACHE / "stamps" / name
