"""The web app's pages and assets, and the API's documentation. All of it comes from this origin."""

import gzip
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from api.access.rules import OPEN, access
from api.frame.route import Route
from api.frame.surround import PAGE_POLICY
from api.problems.kinds import Kind
from api.problems.problem import Problem

router = APIRouter(route_class=Route, include_in_schema=False)
WEB = Path(__file__).parents[2] / "web" / "dist"
SWAGGER = Path(str(files("fastapi_offline") / "static"))
_IMMUTABLE = "public, max-age=31536000, immutable"
_TEXT = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_DOCS_FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}
_DOCS_POLICY = PAGE_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""Swagger UI sets styles from its script; scripts stay limited to files of ours."""
_DOCS_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rúbrica API</title>
<link rel="icon" href="/docs/favicon.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_DOCS_START = 'SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true});\n'


@router.get("/")
@access(OPEN)
async def show_start(request: Request) -> Response:
    """The start page."""
    return _page(request, "index.html")


@router.get("/verify")
@access(OPEN)
async def show_verification(request: Request) -> Response:
    """The page that a verification link opens; its token is in the fragment and never reaches us."""
    return _page(request, "verify.html")


@router.get("/sign/{token}")
@access(OPEN)
async def show_signing_page(request: Request, token: str) -> Response:  # noqa: ARG001 - the page's script reads it
    """The signing page: the same for every link, so it tells nothing about one."""
    return _page(request, "sign.html")


@router.get("/sign-in")
@router.get("/sign-up")
@router.get("/reset")
@router.get("/invitation")
@router.get("/staff-invitation")
@router.get("/credential-report")
@router.get("/recovery")
@router.get("/rights-request")
@router.get("/report")
@router.get("/stop-messages")
@access(OPEN)
async def show_account_page(request: Request) -> Response:
    """A page for those who have not signed in; the token of a mailed link is in the fragment."""
    return _page(request, "account.html")


@router.get("/app")
@router.get("/app/{path:path}")
@router.get("/envelopes/{path}")
@router.get("/ownership")
@access(OPEN)
async def show_private_area(request: Request, path: str = "") -> Response:  # noqa: ARG001 - the page's script reads it
    """The private area: the same for everybody, it learns from the API who is signed in."""
    return _page(request, "app.html")


@router.get("/assets/{name:path}")
@access(OPEN)
async def send_asset(request: Request, name: str) -> Response:
    """A built file, named by its content: browsers need never ask again."""
    return _file(request, WEB / "assets", name, _IMMUTABLE)


@router.get("/openapi.json")
@access(OPEN)
async def send_openapi(request: Request) -> Response:
    """The OpenAPI 3.1 document."""
    return JSONResponse(request.app.openapi(), headers={"Cache-Control": "public, max-age=300"})


@router.get("/docs")
@access(OPEN)
async def show_docs() -> Response:
    """The API's documentation, to read and to try."""
    return HTMLResponse(_DOCS_PAGE, headers={"Content-Security-Policy": _DOCS_POLICY})


@router.get("/docs/{name}")
@access(OPEN)
async def send_docs_file(name: str) -> Response:
    """The documentation's own script, and Swagger UI from its package."""
    if name == "start.js":
        return Response(_DOCS_START, media_type="text/javascript")
    if name not in _DOCS_FILES:
        raise Problem(Kind.NOT_FOUND)
    return FileResponse(
        SWAGGER / name, media_type=_DOCS_FILES[name], headers={"Cache-Control": "public, max-age=86400"}
    )


@router.get("/{name}")
@access(OPEN)
async def send_public_file(request: Request, name: str) -> Response:
    """A file of the web app's public folder, such as its icon."""
    if not name or name.endswith(".html"):
        raise Problem(Kind.NOT_FOUND)
    return _file(request, WEB, name, "public, max-age=3600")


def _page(request: Request, name: str) -> Response:
    response = _file(request, WEB, name, "no-cache")
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def _file(request: Request, folder: Path, name: str, cache: str) -> Response:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise Problem(Kind.NOT_FOUND)
    headers = {"Cache-Control": cache}
    if path.suffix not in _TEXT:
        return FileResponse(path, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(path, headers=headers)
    content = _compressed(path, path.stat().st_mtime_ns)
    return Response(content, media_type=_TEXT[path.suffix], headers=headers | {"Content-Encoding": "gzip"})


@lru_cache(maxsize=64)
def _compressed(path: Path, _modified: int) -> bytes:
    """A built file, compressed once. Only files that are the same for everybody are ever compressed."""
    return gzip.compress(path.read_bytes(), mtime=0)
