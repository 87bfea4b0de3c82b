"""Counts pages before anything believes the document's own count."""

import pikepdf

from activities.documents.errors import DocumentRefused
from terms.uploads import RefusalCause


def check_page_count(pdf: pikepdf.Pdf, most: int) -> None:
    """Raises `DocumentRefused` for more than `most` pages; stops counting there, so a cycle does no harm."""
    pages = 0
    entered: set[tuple[int, int]] = set()
    pending = [pdf.Root.get("/Pages")]
    while pending:
        node = pending.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        kids = node.get("/Kids")
        if not isinstance(kids, pikepdf.Array):
            pages += 1
        elif node.objgen not in entered or not node.is_indirect:
            entered.add(node.objgen)
            pending.extend(kids[index] for index in range(min(len(kids), most + 1)))
        if pages > most:
            raise DocumentRefused(RefusalCause.TOO_MANY_PAGES, f"it has more than {most} pages")
