"""Finds what acts in a document (scripts, programs to start, data to send) and takes it out."""

import re
from dataclasses import dataclass, field

import pikepdf

from activities.documents.survey import Entries
from terms.uploads import Finding

ACTIONS = {
    "/JavaScript": Finding.JAVASCRIPT,
    "/Launch": Finding.LAUNCH_ACTION,
    "/SubmitForm": Finding.SUBMIT_ACTION,
    "/ImportData": Finding.IMPORT_ACTION,
}
"""Action types (ISO 32000-2 §12.6.4) that reach outside the document. Going to a page, opening a web address
on a click, playing a sound or hiding a field do not."""
FILE_ACTIONS = frozenset({"/GoToR", "/GoToE", "/Thread"})
SCRIPT_ADDRESS = re.compile(rb"\s*(javascript|vbscript|data)\s*:", re.IGNORECASE)
REMOTE_FILE = re.compile(rb"\s*(\\\\|//|[a-z][a-z0-9+.-]+://)", re.IGNORECASE)
LOCAL_ADDRESS = re.compile(rb"\s*(file:|\\\\)", re.IGNORECASE)
ACTIVE_KEYS = {
    "/XFA": Finding.XFA_FORM,
    "/RichMediaContent": Finding.RICH_MEDIA,
    "/RichMediaSettings": Finding.RICH_MEDIA,
    "/OnInstantiate": Finding.RICH_MEDIA,
    "/JavaScript": Finding.JAVASCRIPT,
}
"""Keys whose value acts whatever it is: forms that a script draws, embedded players, the script name tree."""


@dataclass
class ActiveContent:
    """A visitor that notes each place where something active hangs on; `remove` cuts it off there."""

    findings: set[Finding] = field(default_factory=set)
    _places: list[tuple[pikepdf.Object, str]] = field(default_factory=list)
    _lists: list[pikepdf.Object] = field(default_factory=list)

    def visit(self, container: pikepdf.Object, entries: Entries) -> None:
        """Notes active values of a dictionary's keys or an array's items."""
        for key, value in entries:
            finding = ACTIVE_KEYS.get(key) if isinstance(key, str) else None
            if finding is not None and isinstance(value, pikepdf.Name):
                continue
            finding = finding or _active(value)
            if finding is None:
                continue
            self.findings.add(finding)
            if isinstance(key, str):
                self._places.append((container, key))
            else:
                self._lists.append(container)

    def remove(self) -> None:
        """Cuts everything noted off the document; what hung on it is dropped when the document is saved."""
        for container, key in self._places:
            if key in container:
                del container[key]
        for items in self._lists:
            for index in range(len(items) - 1, -1, -1):
                if _active(items[index]) is not None:
                    del items[index]


def _active(value: object) -> Finding | None:
    """What makes `value` active; `None` for anything harmless."""
    if not isinstance(value, pikepdf.Dictionary):
        return None
    if "/JS" in value:
        return Finding.JAVASCRIPT
    kind = value.get("/S")
    if not isinstance(kind, pikepdf.Name) or value.get("/Type", "/Action") != "/Action":
        return None
    name = str(kind)
    if name == "/URI":
        return _active_address(value.get("/URI"))
    if name in FILE_ACTIONS:
        return Finding.REMOTE_ACTION if _is_remote(value.get("/F")) else None
    return ACTIONS.get(name)


def _active_address(address: object) -> Finding | None:
    if not isinstance(address, pikepdf.String):
        return None
    text = bytes(address)
    if SCRIPT_ADDRESS.match(text):
        return Finding.JAVASCRIPT
    return Finding.REMOTE_ACTION if LOCAL_ADDRESS.match(text) else None


def _is_remote(file: object) -> bool:
    """Whether a file specification leads to another machine: opening it would tell that machine who reads."""
    if isinstance(file, pikepdf.String):
        return REMOTE_FILE.match(bytes(file)) is not None
    if not isinstance(file, pikepdf.Dictionary):
        return False
    return file.get("/FS") == "/URL" or any(
        _is_remote(file.get(key)) for key in ("/F", "/UF") if isinstance(file.get(key), pikepdf.String)
    )
