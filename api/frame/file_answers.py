"""Answers that are files, as OpenAPI tells of them."""

from typing import Any


def _file(media_type: str, *, binary: bool = True) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string", "format": "binary"} if binary else {"type": "string"}
    return {200: {"content": {media_type: {"schema": schema}}}}


PDF = _file("application/pdf")
XML = _file("application/xml", binary=False)
ZIP = _file("application/zip")
