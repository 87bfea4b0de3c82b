"""One walk over everything a document holds, for all who look for something in it."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import pikepdf

Entries = Sequence[tuple[str | int, pikepdf.Object]]
"""Keys or indexes with their values, as far as these are composite, names or strings."""


class Visitor(Protocol):
    """Looks at each dictionary, stream and array of a document once."""

    def visit(self, container: pikepdf.Object, entries: Entries) -> None:
        """Called once for each container, with its entries."""


def survey(pdf: pikepdf.Pdf, visitors: Sequence[Visitor]) -> None:
    """Shows every container to every visitor. Reads the whole document, so damage anywhere comes up."""
    for container in _containers(pdf):
        entries = list(_entries(container))
        for visitor in visitors:
            visitor.visit(container, entries)


def _containers(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary, stream and array: the trailer, each object, and what is nested directly in them."""
    yield pdf.trailer
    pending = [value for value in pdf.trailer.values() if _nested(value)]
    for indirect in pdf.objects:
        if _composite(indirect):
            pending.append(indirect)
        while pending:
            container = pending.pop()
            yield container
            values = container.as_list() if isinstance(container, pikepdf.Array) else container.values()
            pending.extend(value for value in values if _nested(value))


def _entries(container: pikepdf.Object) -> Iterator[tuple[str | int, pikepdf.Object]]:
    if isinstance(container, pikepdf.Array):
        items: Iterator[tuple[str | int, object]] = iter(enumerate(container.as_list()))
    else:
        items = iter(container.items())
    for key, value in items:
        if isinstance(value, pikepdf.Object):
            yield key, value


def _composite(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)


def _nested(value: object) -> bool:
    return _composite(value) and not value.is_indirect  # type: ignore[attr-defined]
