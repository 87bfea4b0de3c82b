"""The texts people accept, as they are shown."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.rules import OPEN, access
from api.frame.inputs import PartsIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.accounts import show_text
from api.schemas.accounts import TermsText
from api.schemas.common import Language
from terms.accounts import Document

router = APIRouter(route_class=Route, tags=["terms"])


@router.get("/v1/terms/{kind}")
@access(OPEN, Kind.NOT_FOUND, Kind.VERSION_NOT_FOUND)
async def read_terms(
    kind: Document,
    parts: PartsIn,
    response: Response,
    language: Annotated[Language, Query()] = "es",
    version: Annotated[str | None, Query(max_length=32)] = None,
) -> TermsText:
    """A text, by default its current version. Accepting means sending back version, language and hash."""
    text = parts.texts.version(kind, version, language) if version else parts.texts.current(kind, language)
    if text is None:
        raise Problem(Kind.VERSION_NOT_FOUND)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["ETag"] = f'"{text.sha256}"'
    return show_text(text)
