"""The log as a file, streamed: CSV for spreadsheets, JSON Lines for programs."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement

from api.reading.activity import ActivityFilter, read_activity, show_activity
from api.schemas.activity import ActivityView
from models.database import Database
from models.scope import Scope

_BATCH = 500
_COLUMNS = (
    "id",
    "at",
    "action",
    "actor_kind",
    "actor_id",
    "actor_name",
    "actor_roles",
    "objects",
    "status",
    "problem",
    "ip",
    "user_agent",
    "request_id",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula, also in full width (OWASP, CSV injection)."""


class ExportFormat(StrEnum):
    """How the file is written."""

    CSV = "csv"
    JSONL = "jsonl"


MEDIA_TYPES = {ExportFormat.CSV: "text/csv; charset=utf-8", ExportFormat.JSONL: "application/jsonl"}


async def export_activity(
    database: Database, scope: Scope, whose: ColumnElement[bool], wanted: ActivityFilter, form: ExportFormat
) -> AsyncIterator[bytes]:
    """The entries, newest first, in batches of one transaction each."""
    head, written = (_csv([_COLUMNS]), _csv_rows) if form is ExportFormat.CSV else (b"", _json_lines)
    if head:
        yield head
    before: str | None = None
    while True:
        views = await _batch(database, scope, whose, wanted, before)
        if views:
            yield written(views)
        if len(views) < _BATCH:
            return
        before = views[-1].id


async def _batch(
    database: Database, scope: Scope, whose: ColumnElement[bool], wanted: ActivityFilter, before: str | None
) -> list[ActivityView]:
    async with database.transaction(scope) as session:
        return await show_activity(session, await read_activity(session, whose, wanted, _BATCH, before))


def _json_lines(views: Sequence[ActivityView]) -> bytes:
    return b"".join(view.model_dump_json().encode() + b"\n" for view in views)


def _csv_rows(views: Sequence[ActivityView]) -> bytes:
    return _csv([_cells(view) for view in views])


def _cells(view: ActivityView) -> list[str]:
    cells = (
        view.id,
        view.at.isoformat(),
        view.action,
        view.actor.kind.value,
        view.actor.id,
        view.actor.name,
        " ".join(view.actor.roles),
        " ".join(view.objects),
        view.status,
        view.problem,
        view.ip,
        view.user_agent,
        view.request_id,
    )
    return [harmless("" if cell is None else str(cell)) for cell in cells]


def harmless(cell: str) -> str:
    """The cell, set off by an apostrophe where a spreadsheet would calculate it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()
