"""Counts pages before anything believes the document's own count."""

import pikepdf

from activities.documents.errors import DocumentRefused
from terms.uploads import RefusalCause


def check_page_count(pdf: pikepdf.Pdf, most: int) -> None:
    """Raises `DocumentRefused` for more than `most` pages; counts no further, and enters no branch twice."""
    pages = 0
    entered: set[tuple[int, int]] = set()
    pending = [pdf.Root.Pages]
    while pending:
        node = pending.pop()
        kids = node.get("/Kids") if isinstance(node, pikepdf.Dictionary) else None
        if not isinstance(kids, pikepdf.Array):
            pages += 1
        elif not node.is_indirect or node.objgen not in entered:
            entered.add(node.objgen)
            pending.extend(kids[index] for index in range(min(len(kids), most + 1)))
        if pages > most:
            raise DocumentRefused(RefusalCause.TOO_MANY_PAGES, f"it has more than {most} pages")
