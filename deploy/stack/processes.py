"""The service's own processes and the stand-ins of its neighbours, as parts of the stack."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from deploy.setup.paths import ROOT
from deploy.stack.environment import LocalEnvironment
from deploy.stack.part import Part
from deploy.stack.ports import HOST, accepts_connections

PACKAGES = ("activities", "models", "terms", "workflows")
NOT_THE_APIS = (
    "WORKER_DATABASE_URL",
    "DATABASE_OWNER_URL",
    "RETENTION_DATABASE_URL",
    "BACKUP_KEY",
    "TEMPORAL_DATABASE_FILE",
    "TEMPORAL_DATABASE_URL",
    "TEMPORAL_VISIBILITY_DATABASE_URL",
)
"""Settings whose powers the API must not have."""


def pki_part(local: LocalEnvironment) -> Part:
    """CA by EST, OCSP, CRLs and TSA, on one port."""
    pki = local.pki()
    return Part(
        name="pki",
        command=(sys.executable, "-m", "deploy.pki", "serve", "--dir", str(pki.path)),
        log_file=local.folder / "logs" / "pki.log",
        ready=lambda: _answers(f"{pki.base_url}/health"),
        cwd=ROOT,
    )


def mailsink_part(local: LocalEnvironment) -> Part:
    """The stand-in of SendGrid with its inbox; reports deliveries to the API's webhook."""
    port = local.ports.port("mailsink")
    webhook = f"http://{HOST}:{local.ports.port('api')}/v1/webhooks/sendgrid"
    options = ("--port", str(port), "--dir", str(local.folder / "mail"), "--webhook-url", webhook)
    return Part(
        name="mailsink",
        command=(sys.executable, "-m", "deploy.mailsink", *options),
        log_file=local.folder / "logs" / "mailsink.log",
        ready=lambda: _answers(f"http://{HOST}:{port}/health"),
        cwd=ROOT,
    )


def messagesink_part(local: LocalEnvironment, settings: Mapping[str, str]) -> Part:
    """The stand-in of Twilio; reports what became of messages to the address each one names."""
    port = local.ports.port("messagesink")
    account = settings["TWILIO_ACCOUNT_SID"]
    options = ("--port", str(port), "--account", account, "--auth-token-env", "TWILIO_AUTH_TOKEN")
    return Part(
        name="messagesink",
        command=(sys.executable, "-m", "deploy.messagesink", *options),
        log_file=local.folder / "logs" / "messagesink.log",
        ready=lambda: _answers(f"http://{HOST}:{port}/health"),
        cwd=ROOT,
        env={"TWILIO_AUTH_TOKEN": settings["TWILIO_AUTH_TOKEN"]},
    )


def gateway_part(local: LocalEnvironment, settings: Mapping[str, str]) -> Part:
    """The stand-in of Stripe with its hosted pages; reports payments to the API's webhook."""
    port = local.ports.port("gateway")
    webhook = f"http://{HOST}:{local.ports.port('api')}/v1/webhooks/stripe"
    options = ("--port", str(port), "--dir", str(local.folder / "gateway"), "--webhook-url", webhook)
    return Part(
        name="gateway",
        command=(sys.executable, "-m", "deploy.gateway", *options),
        log_file=local.folder / "logs" / "gateway.log",
        ready=lambda: _answers(f"http://{HOST}:{port}/health"),
        env={"STRIPE_WEBHOOK_SECRET": settings["STRIPE_WEBHOOK_SECRET"]},
        cwd=ROOT,
    )


def codec_part(local: LocalEnvironment, settings: Mapping[str, str]) -> Part:
    """Lets the local Temporal UI read payloads: it cannot send the operations token itself."""
    port = local.ports.port("codec")
    return Part(
        name="codec",
        command=(sys.executable, "-m", "uvicorn", *_listen("deploy.stack.codec:create_app", port)),
        log_file=local.folder / "logs" / "codec.log",
        ready=lambda: accepts_connections(port),
        env={
            "CODEC_TARGET": f"http://{HOST}:{local.ports.port('api')}",
            "CODEC_ORIGIN": settings["TEMPORAL_UI_URL"],
            "OPERATIONS_TOKEN": settings["OPERATIONS_TOKEN"],
        },
        cwd=ROOT,
    )


def api_part(local: LocalEnvironment, settings: Mapping[str, str], *, reload: bool) -> Part:
    """The API, which also serves the pages. uvicorn's access log is off: it would write signing links.

    Of the database it is given its own role and no other.
    """
    port = local.ports.port("api")
    listen = _listen("api.main:create_app", port)
    watched = [word for name in ("api", *PACKAGES) for word in ("--reload-dir", name)]
    return Part(
        name="api",
        command=(sys.executable, "-m", "uvicorn", *listen, *(["--reload", *watched] if reload else [])),
        log_file=local.folder / "logs" / "api.log",
        ready=lambda: _answers(f"http://{HOST}:{port}/healthz"),
        env={**settings, **dict.fromkeys(NOT_THE_APIS, "")},
        cwd=ROOT,
    )


def worker_part(local: LocalEnvironment, settings: Mapping[str, str], *, reload: bool) -> Part:
    """The worker. It says that it is ready in a file, with its process id."""
    plain = (sys.executable, "-m", "worker")
    watched = (
        "-m",
        "watchfiles",
        "--filter",
        "python",
        f"{sys.executable} -m worker",
        *PACKAGES,
        "worker.py",
    )
    return Part(
        name="worker",
        command=(sys.executable, *watched) if reload else plain,
        log_file=local.folder / "logs" / "worker.log",
        ready=lambda: _names_living_process(Path(settings["WORKER_READY_FILE"])),
        env=settings,
        cwd=ROOT,
    )


def _listen(application: str, port: int) -> tuple[str, ...]:
    return (application, "--factory", "--host", HOST, "--port", str(port), "--no-access-log")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.TransportError:
        return False


def _names_living_process(file: Path) -> bool:
    """Whether `file` holds the id of a process that lives: one of a killed worker is no sign of readiness."""
    try:
        os.kill(int(file.read_text()), 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    return True
