"""Counts pages before anything believes the document's own count, and mends what leads nowhere."""

import pikepdf

from activities.documents.errors import DocumentRefused
from terms.uploads import RefusalCause


def mend_page_tree(pdf: pikepdf.Pdf, most: int) -> bool:
    """Takes out branches that lead back into the tree; whether there were any.

    Raises `DocumentRefused` for more than `most` pages, and stops counting there.
    """
    pages = 0
    mended = False
    entered: set[tuple[int, int]] = set()
    pending = [pdf.Root.Pages] if _is_branch(pdf.Root.get("/Pages")) else []
    while pending:
        kids = pending.pop()["/Kids"]
        for index in range(min(len(kids), most + 1) - 1, -1, -1):
            kid = kids[index]
            if not _is_branch(kid):
                pages += 1
            elif kid.is_indirect and kid.objgen in entered:
                del kids[index]
                mended = True
            else:
                entered.add(kid.objgen)
                pending.append(kid)
        if pages > most:
            raise DocumentRefused(RefusalCause.TOO_MANY_PAGES, f"it has more than {most} pages")
    return mended


def _is_branch(node: object) -> bool:
    return isinstance(node, pikepdf.Dictionary) and isinstance(node.get("/Kids"), pikepdf.Array)
