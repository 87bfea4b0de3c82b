"""A CA and TSA of this run's own, and the signer that uses them."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from pydantic import SecretStr

from activities.signing.document_signer import DocumentSigner, make_document_signer
from activities.signing.signing import Runner
from deploy.pki.folder import EST_USER, PkiFolder
from deploy.stack.part import Part, RunningPart
from deploy.stack.ports import HOST, free_port
from settings import Settings

START_SECONDS = 5


@asynccontextmanager
async def local_signer(folder: Path, run: Runner) -> AsyncIterator[DocumentSigner]:
    """A signer on a PKI in `folder`, served over HTTP until the block ends."""
    pki = PkiFolder(folder)
    pki.create(f"http://{HOST}:{free_port()}")
    service = RunningPart(
        Part(
            name="pki",
            command=(sys.executable, "-m", "deploy.pki", "serve", "--dir", str(folder)),
            log_file=folder / "service.log",
            ready=lambda: _answers(f"{pki.base_url}/health"),
        )
    )
    try:
        service.wait_ready()
        async with httpx.AsyncClient() as client:
            yield make_document_signer(_settings(pki), client, run)
    finally:
        service.stop()


def _settings(pki: PkiFolder) -> Settings:
    """Those settings that signing reads; the others are not needed here."""
    return Settings.model_construct(
        tsa_url=f"{pki.base_url}/tsa",
        ca_url=f"{pki.base_url}/.well-known/est",
        ca_username=EST_USER,
        ca_password=SecretStr(pki.est_password.read_text()),
        trust_anchors_file=pki.anchors,
        seal_pkcs12_file=pki.seal,
        seal_pkcs12_password=SecretStr(pki.seal_password.read_text()),
    )


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=START_SECONDS).is_success
    except httpx.HTTPError:
        return False
