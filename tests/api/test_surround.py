"""Headers on every answer, pages that cannot be framed, logs without tokens and people."""

import logging
from pathlib import Path

import pytest

from api.frame.surround import RedactTokens, redacted
from api.routes import pages
from tests.api.calling import Caller, Owner, problem

ANSWERS = (
    "/v1/me",
    "/v1/terms/privacy",
    "/healthz",
    "/nowhere/at/all",
    "/docs",
    "/openapi.json",
    "/v1/signing/x",
)


@pytest.mark.rule("A10", "E2")
@pytest.mark.parametrize("path", ANSWERS)
async def test_every_answer_carries_the_security_headers(anybody: Caller, path: str) -> None:
    answer = await anybody.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    script = next((part for part in policy.split(";") if "script-src" in part), "")
    assert "unsafe-inline" not in script
    permissions = answer.headers["permissions-policy"].split(", ")
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(permissions), "no page asks for these"
    assert answer.headers["cache-control"]
    assert answer.headers["x-request-id"]
    assert "strict-transport-security" not in answer.headers


async def test_personal_data_is_not_stored_by_caches(owner: Owner) -> None:
    for path in ("/v1/me", "/v1/envelopes", "/v1/api-keys"):
        assert (await owner.get(path)).headers["cache-control"] == "no-store"


async def test_unknown_paths_and_methods_are_problems_too(anybody: Caller) -> None:
    missing = await anybody.get("/v1/nothing")
    assert (missing.status_code, problem(missing)) == (404, "not-found")
    wrong = await anybody.delete("/v1/registrations")
    assert (wrong.status_code, problem(wrong)) == (405, "method-not-allowed")
    assert wrong.headers["allow"] == "POST"


async def test_a_request_id_is_taken_over_only_when_harmless(anybody: Caller) -> None:
    given = await anybody.get("/healthz", headers={"x-request-id": "mine-12345"})
    assert given.headers["x-request-id"] == "mine-12345"
    for unsafe in ("short", "x" * 65, "a b c d e f", "<script>xx"):
        made = await anybody.get("/healthz", headers={"x-request-id": unsafe})
        assert made.headers["x-request-id"].startswith("req_")


async def test_the_access_log_names_routes_and_nothing_of_people(
    anybody: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    token = "secreto-" + "x" * 35
    with caplog.at_level(logging.INFO, "rubrica.access"):
        await anybody.get(f"/v1/signing/{token}?email=a@example.com")
        await anybody.get(f"/sign/{token}")
        await anybody.get(f"/v1/otra/{token}")
    lines = [record.getMessage() for record in caplog.records if record.name == "rubrica.access"]
    assert len(lines) == 3
    assert "GET /v1/signing/{token} 404" in lines[0]
    assert "(no route) 404" in lines[2]
    for line in lines:
        assert token not in line
        assert "example.com" not in line
        assert anybody.ip not in line


def test_the_servers_own_access_log_is_redacted() -> None:
    record = logging.LogRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        1,
        '%s - "%s %s HTTP/%s" %d',
        ("1.2.3.4", "GET", "/sign/abc?x", "1.1", 200),
        None,
    )
    assert RedactTokens().filter(record)
    assert "/sign/…?x" in record.getMessage()
    assert redacted("POST /v1/signing/tok/signature") == "POST /v1/signing/…/signature"


async def test_the_web_app_is_served_from_here(
    anybody: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets").mkdir()
    titles = {
        "/": "index.html",
        "/sign/tok": "sign.html",
        "/verify": "verify.html",
        "/sign-in": "account.html",
        "/app": "app.html",
        "/app/envelopes/env_1": "app.html",
        "/envelopes/env_1": "app.html",
    }
    for name in titles.values():
        (tmp_path / name).write_text(f"<title>{name}</title>")
    (tmp_path / "assets" / "sign-abc123.js").write_text("export {}")
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path.parent / "outside.txt").write_text("secret")
    monkeypatch.setattr(pages, "WEB", tmp_path)
    for path, title in titles.items():
        page = await anybody.get(path)
        assert title in page.text
        assert page.headers["cache-control"] == "no-cache"
        policy = page.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
    asset = await anybody.get("/assets/sign-abc123.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await anybody.get("/icon.svg")).status_code == 200
    for outside in (
        "/assets/%2e%2e/%2e%2e/outside.txt",
        "/%2e%2e%2foutside.txt",
        "/sign.html",
        "/assets/none.js",
    ):
        assert problem(await anybody.get(outside)) == "not-found"


async def test_the_documentation_needs_no_other_site(anybody: Caller) -> None:
    page = await anybody.get("/docs")
    assert "http" not in page.text.replace("<!doctype html>", "")
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js", "favicon.png"):
        assert (await anybody.get(f"/docs/{name}")).status_code == 200
    assert problem(await anybody.get("/docs/redoc.standalone.js")) == "not-found"


async def test_built_files_are_compressed_for_whoever_takes_it(anybody: Caller) -> None:
    page = await anybody.get("/", headers={"accept-encoding": "gzip"})
    plain = await anybody.get("/", headers={"accept-encoding": "identity"})
    assert page.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert page.text == plain.text
    assert page.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
