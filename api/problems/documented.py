"""Problems in the OpenAPI document and in `docs/problems.md`, both from the list of kinds."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from api.problems.handlers import MEDIA_TYPE
from api.problems.kinds import Kind

SCHEMA_NAME = "Problem"
_EVERYWHERE = (Kind.VALIDATION, Kind.SERVICE_UNAVAILABLE, Kind.INTERNAL_ERROR, Kind.MALFORMED_REQUEST)
_HEAD = """# Problems

Every error of the API is `application/problem+json` (RFC 9457):

```json
{
  "type": "https://rubrica.example/problems/not-your-turn",
  "title": "It is not this signer's turn",
  "status": 409,
  "detail": "Others sign first; a mail says when.",
  "request_id": "req_01K…"
}
```

`type` is stable: programs decide by it. Its prefix is the setting `PROBLEM_BASE_URL`. `request_id` is also in
the header `X-Request-Id` and in our logs. `errors` lists refused values, by `pointer` (into the body) or by
`parameter` and `in`, each with `code` and `detail`; values are never repeated. `retry_after` repeats the
header `Retry-After` in seconds.

This page is printed by `python -m api.problems.documented`; a test holds it against the code.

| `type` ends with | status | title | what to do |
|---|---|---|---|
"""


def problem_responses(kinds: Iterable[Kind]) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route, one per status, each kind with an example."""
    ordered = sorted({*kinds, *_EVERYWHERE}, key=lambda kind: (kind.status, kind.slug))
    return {
        status: _response(list(of_status))
        for status, of_status in groupby(ordered, key=lambda kind: kind.status)
    }


def problem_schema() -> dict[str, Any]:
    """JSON schema of a problem."""
    text = {"type": "string"}
    error = {
        "type": "object",
        "properties": dict.fromkeys(("pointer", "parameter", "in", "code", "detail"), text),
    }
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "request_id"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "request_id": text,
            "errors": {"type": "array", "items": error | {"required": ["code", "detail"]}},
            "retry_after": {"type": "integer"},
        },
    }


def page() -> str:
    """The documentation page."""
    ordered = sorted(Kind, key=lambda kind: (kind.status, kind.slug))
    rows = (f"| `{k.slug}` | {k.status} | {k.value.title} | {k.value.advice} |\n" for k in ordered)
    return _HEAD + "".join(rows)


def _response(kinds: list[Kind]) -> dict[str, Any]:
    examples = {
        kind.slug: {
            "value": {
                "type": f"https://rubrica.example/problems/{kind.slug}",
                "title": kind.value.title,
                "status": kind.status,
                "detail": kind.value.advice,
                "request_id": "req_01KB3E9T7RA4X2WZ5N8C6D1F0G",
            }
        }
        for kind in kinds
    }
    content = {"schema": {"$ref": f"#/components/schemas/{SCHEMA_NAME}"}, "examples": examples}
    return {"description": "; ".join(kind.value.title for kind in kinds), "content": {MEDIA_TYPE: content}}


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
