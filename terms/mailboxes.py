"""Which addresses are a person's (contract M2): staff accounts are named, never shared mailboxes."""

import re
from importlib.resources import files

_SEPARATORS = re.compile(r"[.\-_\d]+")
_SHARED = frozenset(files("terms").joinpath("shared_mailboxes.txt").read_text("utf-8").split())
"""Names of functions and groups in Spanish, Valencian and English (RFC 2142, and use)."""


def is_shared_mailbox(address: str) -> bool:
    """Whether an address names a function or a group instead of a person, such as `info@` or `admin2@`.

    It does when every word before the `@` is such a name: `ana.legal@` is Ana's. A tag after `+` counts
    for nothing.
    """
    local = address.rpartition("@")[0].lower().partition("+")[0]
    words = [word for word in _SEPARATORS.split(local) if word]
    return bool(words) and all(word in _SHARED for word in words)
