"""Brings what other programs left untidy into the form that signing and validating programs expect.

None of it changes what a page shows. Only unsigned documents are tidied, and only where signing them as they
are did not work.
"""

from collections.abc import Iterator

import pikepdf

FIELD_DEPTH_MAX = 64


def tidy(pdf: pikepdf.Pdf) -> None:
    """Makes annotations indirect, field names unique and widgets complete."""
    for page in pdf.pages:
        _tidy_annotations(pdf, page.obj)
    _tidy_form(pdf)


def _tidy_annotations(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    annotations = page.get("/Annots")
    if annotations is None:
        return
    kept = list(_dictionaries(annotations))
    for annotation in kept:
        _tidy_widget(pdf, annotation)
    page["/Annots"] = pikepdf.Array([_indirect(pdf, annotation) for annotation in kept])


def _tidy_widget(pdf: pikepdf.Pdf, annotation: pikepdf.Object) -> None:
    """A widget whose appearance has several states says which one it is in."""
    appearance = annotation.get("/AP")
    if not isinstance(appearance, pikepdf.Dictionary):
        return
    for key in ("/N", "/R", "/D"):
        states = appearance.get(key)
        if isinstance(states, pikepdf.Dictionary):
            appearance[key] = _indirect(pdf, states)
    if isinstance(appearance.get("/N"), pikepdf.Dictionary) and "/AS" not in annotation:
        annotation["/AS"] = pikepdf.Name.Off


def _tidy_form(pdf: pikepdf.Pdf) -> None:
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    if not isinstance(form, pikepdf.Dictionary):
        del pdf.Root["/AcroForm"]
        return
    resources = form.get("/DR")
    if isinstance(resources, pikepdf.Dictionary) and "/XObject" in resources:
        # default appearances are text: they name fonts and nothing else
        del resources["/XObject"]
    form["/Fields"] = _tidy_fields(pdf, form.get("/Fields"), has_type=False, depth=0)


def _tidy_fields(pdf: pikepdf.Pdf, fields: object, *, has_type: bool, depth: int) -> pikepdf.Array:
    """Siblings with names of their own and a type each; others leave the form, not the page."""
    names: set[str] = set()
    kept = pikepdf.Array()
    for field in _dictionaries(fields):
        typed = has_type or "/FT" in field
        kids = field.get("/Kids")
        if "/T" in field:
            if isinstance(kids, pikepdf.Array) and len(kids) and depth < FIELD_DEPTH_MAX:
                field["/Kids"] = _tidy_fields(pdf, kids, has_type=typed, depth=depth + 1)
            elif not typed:
                continue
            _name_uniquely(field, names)
        kept.append(_indirect(pdf, field))
    return kept


def _name_uniquely(field: pikepdf.Object, names: set[str]) -> None:
    given = field["/T"]
    name = (str(given) if isinstance(given, pikepdf.String) else "").replace(".", "_") or "field"
    unique = next(candidate for candidate in _candidates(name) if candidate not in names)
    names.add(unique)
    if not isinstance(given, pikepdf.String) or unique != str(given):
        field["/T"] = pikepdf.String(unique)


def _candidates(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1


def _dictionaries(items: object) -> Iterator[pikepdf.Object]:
    if isinstance(items, pikepdf.Array):
        for index in range(len(items)):
            item = items[index]
            if isinstance(item, pikepdf.Dictionary):
                yield item


def _indirect(pdf: pikepdf.Pdf, value: pikepdf.Object) -> pikepdf.Object:
    return value if value.is_indirect else pdf.make_indirect(value)
