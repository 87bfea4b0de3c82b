"""The OpenAPI 3.1 document. `python -m api.openapi` prints it; the web app's client is generated from it."""

import json
import sys
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.access.cookies import SESSION_COOKIE
from api.access.rules import KEY_SCHEME, OPERATIONS_SCHEME, SESSION_SCHEME
from api.problems.documented import SCHEMA_NAME, problem_schema
from api.routes import ROUTERS
from api.schemas.examples import EXAMPLES

VERSION = "1.0.0"
_DESCRIPTION = """Electronic signatures whose whole contract runs itself.

Every error is `application/problem+json` with a stable `type`; see `docs/problems.md`. Every POST takes an
`Idempotency-Key`: the same key and body get the same answer, marked `Idempotent-Replayed: true`. Lists are
paged by `limit` and `after`. Instants are RFC 3339, ids are prefixed and sort by age. Who belongs to several
businesses names the one they act for in the header `Rubrica-Business`. Public forms ask for a proof of work
(`GET /v1/captcha`, ALTCHA version 2) in the header `Rubrica-Captcha`.
"""
_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Repeats of the request with the same key get the answer of the first, for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_SCHEMES = {
    SESSION_SCHEME: {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    KEY_SCHEME: {"type": "http", "scheme": "bearer", "description": "`live_…`, from `POST /v1/api-keys`"},
    OPERATIONS_SCHEME: {"type": "http", "scheme": "bearer"},
}


def document() -> dict[str, Any]:
    """The whole document, from the routes alone: no settings and no neighbours are needed."""
    routes = [route for router in ROUTERS for route in router.routes]
    made = get_openapi(
        title="Rúbrica",
        version=VERSION,
        openapi_version="3.1.0",
        description=_DESCRIPTION,
        routes=routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas[SCHEMA_NAME] = problem_schema()
    for name, example in EXAMPLES.items():
        schemas[name]["examples"] = [example]
    made["components"]["securitySchemes"] = _SCHEMES
    for operations in made["paths"].values():
        _offer_key(operations)
    return made


def install(app: FastAPI) -> None:
    """Makes the application serve this document."""
    made = document()
    app.openapi = lambda: made  # type: ignore[method-assign]


def _offer_key(operations: dict[str, Any]) -> None:
    operation = operations.get("post")
    if operation is not None:
        operation["parameters"] = [*operation.get("parameters", []), _KEY_PARAMETER]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(document(), ensure_ascii=False, indent=2) + "\n")
