"""`docs/export.md`, what an export holds column by column: `python -m activities.export.documented`."""

import sys
from collections.abc import Iterator

from activities.export.tables import EXPORTED, LEFT_OUT


def page() -> str:
    """The page, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What an export holds"
    yield ""
    yield "Written by `python -m activities.export.documented > docs/export.md`; a test holds it equal."
    yield "Read a change of it as the review of what a business is given. Beside the tables an archive holds"
    yield "the documents, their signed versions, certificates of evidence and invoices as files"
    yield "([architecture](architecture.md#exports))."
    yield ""
    yield "## Tables of a business"
    yield ""
    yield "| table | given | left out |"
    yield "|---|---|---|"
    for one in EXPORTED:
        given = ", ".join(column.name for column in one.columns)
        without = "; ".join(f"`{name}`: {why}" for name, why in one.without.items())
        yield f"| {one.name} | {given} | {without} |"
    yield ""
    yield "## Tables that are left out"
    yield ""
    yield "| table | why |"
    yield "|---|---|"
    for name, why in LEFT_OUT.items():
        yield f"| {name} | {why} |"


if __name__ == "__main__":
    sys.stdout.write(page())
