"""A real PKI over HTTP, the pool of signing processes, and the validators that judge the results."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from activities.signing.processes import SigningProcesses
from deploy.pki.folder import PkiFolder
from deploy.stack.part import Part, RunningPart
from deploy.stack.ports import free_port
from deploy.validators.panel import Panel, convene
from tests.activities.signing.kit import Judges, SigningKit


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PkiFolder]:
    """The local stack's PKI in a process of its own."""
    folder = PkiFolder(tmp_path_factory.mktemp("pki"))
    with serving(folder, free_port()):
        yield folder


def serving(folder: PkiFolder, port: int) -> "PkiProcess":
    """The PKI of `folder`, made first where there is none."""
    return PkiProcess(folder, port)


class PkiProcess:
    """`python -m deploy.pki serve`, which can be killed and started again."""

    def __init__(self, folder: PkiFolder, port: int) -> None:
        folder.create(f"http://127.0.0.1:{port}")
        self._part = Part(
            name="pki",
            command=(sys.executable, "-m", "deploy.pki", "serve", "--dir", str(folder.path)),
            log_file=folder.path / "service.log",
            ready=lambda: _answers(f"{folder.base_url}/health"),
        )
        self.start()

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self._running = RunningPart(self._part)
        self._running.wait_ready()

    def stop(self) -> None:
        """Ends it."""
        self._running.stop()

    def __enter__(self) -> "PkiProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
async def processes() -> AsyncIterator[SigningProcesses]:
    """Two signing processes."""
    async with SigningProcesses(2) as pool:
        yield pool


@pytest.fixture(scope="session")
async def kit(pki: PkiFolder, processes: SigningProcesses) -> AsyncIterator[SigningKit]:
    """What signs, against the PKI."""
    async with httpx.AsyncClient() as client:
        yield SigningKit(pki, client, processes)


@pytest.fixture(scope="session")
def panel(pki: PkiFolder) -> Iterator[Panel]:
    """All three validators; where one is missing tests skip visibly, but never in CI."""
    with convene(pki.anchors) as panel:
        if panel.missing:
            words = "; ".join(f"{name}: {reason}" for name, reason in panel.missing.items())
            if os.environ.get("CI") == "true":
                pytest.fail(words)
            pytest.skip(words)
        yield panel


@pytest.fixture
def judges(panel: Panel, tmp_path: Path) -> Judges:
    """The validators, for bytes."""

    async def judge(pdf: bytes) -> list[object]:
        file = tmp_path / "judged.pdf"
        file.write_bytes(pdf)
        return list(await asyncio.to_thread(panel.judge, file))

    return Judges(judge)
