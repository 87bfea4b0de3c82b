"""A signer's certificate may be long expired when the last signer has signed and the seal is made."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn

from activities.signing.level import findings
from activities.signing.processes import SigningProcesses
from deploy.pki.folder import PkiFolder
from deploy.pki.service import make_service
from deploy.stack.ports import free_port
from deploy.validators.panel import convene
from terms.signatures import Level
from tests.activities.signing.kit import Judges, SigningKit, request
from tests.activities.signing.papers import paper

VALIDITY = timedelta(seconds=15)


@pytest.fixture
def brief(tmp_path: Path) -> Iterator[PkiFolder]:
    """A PKI whose signers' certificates last for seconds."""
    folder = PkiFolder(tmp_path / "pki")
    port = free_port()
    folder.create(f"http://127.0.0.1:{port}")
    service = make_service(folder.open(signer_validity=VALIDITY))
    server = uvicorn.Server(uvicorn.Config(service, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.02)
    yield folder
    server.should_exit = True
    thread.join(10)


@pytest.mark.usefixtures("panel")
async def test_signatures_outlive_their_certificates(
    brief: PkiFolder, processes: SigningProcesses, tmp_path: Path
) -> None:
    async with httpx.AsyncClient() as client:
        kit = SigningKit(brief, client, processes)
        signed = await kit.sign(paper(), request())
        expires = datetime.now(UTC) + VALIDITY
        await asyncio.sleep((expires - datetime.now(UTC)).total_seconds() + 1)
        (waiting,) = await kit.run(findings, signed, kit.anchors)
        assert waiting.level is Level.B_LTA, "while the others have yet to sign"
        sealed = await kit.seal(signed)
    levels = [found.level for found in await processes(findings, sealed, kit.anchors)]
    assert levels == [Level.B_LTA, Level.B_LTA]
    with convene(brief.anchors) as panel:

        async def judge(pdf: bytes) -> list[object]:
            file = tmp_path / "judged.pdf"
            file.write_bytes(pdf)
            return list(await asyncio.to_thread(panel.judge, file))

        await Judges(judge).require(sealed, ["signature-sgn_1", "seal-env_1"], "B-LTA")
