"""Removes resources that a form drawing lists and never uses.

Some programs list in each form XObject all those before it. The ways to an object then double with each, and
validators that follow them all never finish.
"""

import re

import pikepdf

LISTED_MIN = 5
"""Drawings that list fewer others are left as they are."""
NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]*)")
ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")


def disentangle(pdf: pikepdf.Pdf) -> bool:
    """Leaves each form XObject that lists many others only what its content names; whether any had more."""
    pruned = False
    for drawing in pdf.objects:
        if isinstance(drawing, pikepdf.Stream) and drawing.get("/Subtype") == "/Form":
            pruned |= _prune(drawing)
    return pruned


def _prune(drawing: pikepdf.Object) -> bool:
    resources = drawing.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        return False
    listed = resources.get("/XObject")
    if not isinstance(listed, pikepdf.Dictionary) or len(listed.keys()) < LISTED_MIN:
        return False
    try:
        named = _named(drawing.read_bytes())
    except pikepdf.PdfError:
        return False
    if set(listed.keys()) <= named:
        return False
    drawing["/Resources"] = pikepdf.Dictionary(
        {kind: _only(entries, named) for kind, entries in resources.items()}
    )
    return True


def _only(entries: pikepdf.Object, named: set[str]) -> pikepdf.Object:
    if not isinstance(entries, pikepdf.Dictionary):
        return entries
    return pikepdf.Dictionary({key: value for key, value in entries.items() if key in named})


def _named(content: bytes) -> set[str]:
    """All names in the content: those used as resources, and some that are not."""
    found = set(NAME.findall(content))
    plain = {ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), name) for name in found}
    return {"/" + name.decode(errors="replace") for name in plain}
