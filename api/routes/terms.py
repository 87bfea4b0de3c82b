"""The texts people accept, as they are shown."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.rules import OPEN, access
from api.frame.inputs import PartsIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.reading.accounts import show_text
from api.schemas.accounts import TermsText
from api.schemas.common import Language
from terms.accounts import Document

router = APIRouter(route_class=Route, tags=["terms"])


@router.get("/v1/terms/{kind}")
@access(OPEN, Kind.NOT_FOUND)
async def read_terms(
    kind: Document, parts: PartsIn, response: Response, language: Annotated[Language, Query()] = "es"
) -> TermsText:
    """The current version of a text. Accepting it means sending back its version, language and hash."""
    text = parts.texts.current(kind, language)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["ETag"] = f'"{text.sha256}"'
    return show_text(text)
