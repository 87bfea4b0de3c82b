"""Malware is found wherever it hides, and nothing passes a scanner that does not scan."""

import asyncio
import io
import os
import zipfile
from collections.abc import AsyncIterator

import pikepdf
import pytest

from activities.documents.errors import DocumentRefused
from activities.documents.examiner import Examiner
from activities.documents.sandbox import Sandbox, SandboxLimits
from activities.scanner.scanner import Infected, Scanner, ScannerUnavailable
from deploy.stack.ports import free_port
from terms.uploads import Finding, RefusalCause, UploadRules
from tests.activities.scanner.conftest import EICAR, STREAM_MAX_BYTES, Clamd


def _with_attachment(data: bytes) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["a.zip"] = data
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.com", data)
    return out.getvalue()


INFECTED = {
    "as it is": EICAR,
    "after a PDF": _with_attachment(b"") + EICAR,
    "zipped": _zipped(EICAR),
}


@pytest.fixture(params=["unix", "tcp"])
def scanner(request: pytest.FixtureRequest, clamd: Clamd) -> Scanner:
    """Both ways to reach the daemon."""
    return Scanner(f"unix:{clamd.socket}" if request.param == "unix" else f"127.0.0.1:{clamd.port}")


@pytest.mark.rule("M8")
@pytest.mark.parametrize("data", INFECTED.values(), ids=INFECTED.keys())
async def test_finds_malware(scanner: Scanner, data: bytes) -> None:
    with pytest.raises(Infected, match="Eicar"):
        await scanner.scan(data)


@pytest.mark.parametrize("data", [b"", b"x", _with_attachment(_zipped(b"harmless")), os.urandom(3_000_000)])
async def test_passes_what_is_clean(scanner: Scanner, data: bytes) -> None:
    await scanner.scan(data)


async def test_scans_several_at_once(scanner: Scanner) -> None:
    data = [EICAR if number % 2 else b"clean" for number in range(10)]
    results = await asyncio.gather(*(scanner.scan(each) for each in data), return_exceptions=True)
    assert [isinstance(result, Infected) for result in results] == [bool(number % 2) for number in range(10)]


async def test_what_is_over_its_limit_is_not_passed(scanner: Scanner) -> None:
    with pytest.raises(ScannerUnavailable):
        await scanner.scan(bytes(STREAM_MAX_BYTES + 1) + EICAR)


@pytest.mark.rule("M8")
@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.sock", "127.0.0.1:{port}"])
async def test_a_scanner_that_is_away_passes_nothing(address: str) -> None:
    with pytest.raises(ScannerUnavailable):
        await Scanner(address.format(port=free_port())).scan(b"clean")


@pytest.mark.parametrize(
    "answer", [b"", b"stream: OK", b"stream: Can't allocate memory ERROR\0", b"UNKNOWN COMMAND\0"]
)
async def test_an_answer_that_is_no_verdict_passes_nothing(answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\0\0\0\0")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1")
    async with server:
        with pytest.raises(ScannerUnavailable):
            await Scanner(f"127.0.0.1:{server.sockets[0].getsockname()[1]}").scan(b"clean")


@pytest.mark.parametrize("address", ["", "somewhere", "host:", ":3310", "host:port"])
def test_an_address_that_names_no_daemon_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="CLAMD_ADDRESS"):
        Scanner(address)


RULES = UploadRules(STREAM_MAX_BYTES, 100, refuse_active_content=False, refuse_owner_restricted=False)
LIMITS = SandboxLimits(seconds=60, memory_bytes=2 * 1024**3, answer_max_bytes=STREAM_MAX_BYTES)


@pytest.fixture(scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    """Where uploads are examined."""
    sandbox = Sandbox(LIMITS, 1)
    yield sandbox
    await sandbox.close()


@pytest.mark.rule("M8")
@pytest.mark.parametrize("attached", [EICAR, _zipped(EICAR)], ids=["as it is", "zipped"])
async def test_an_upload_with_malware_attached_is_refused(
    sandbox: Sandbox, scanner: Scanner, attached: bytes
) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        await Examiner(RULES, sandbox, scanner).examine(_with_attachment(attached))
    assert refusal.value.cause is RefusalCause.INFECTED


async def test_an_upload_with_harmless_attachments_is_accepted(sandbox: Sandbox, scanner: Scanner) -> None:
    accepted = await Examiner(RULES, sandbox, scanner).examine(_with_attachment(_zipped(b"harmless")))
    assert accepted.findings == [Finding.EMBEDDED_FILES]


async def test_attachments_too_large_to_scan_are_refused(sandbox: Sandbox, scanner: Scanner) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        await Examiner(RULES, sandbox, scanner).examine(_with_attachment(bytes(STREAM_MAX_BYTES + 1)))
    assert refusal.value.cause is RefusalCause.TOO_COMPLEX


@pytest.mark.rule("M8")
async def test_no_upload_is_accepted_while_the_scanner_is_away(sandbox: Sandbox) -> None:
    with pytest.raises(ScannerUnavailable):
        await Examiner(RULES, sandbox, Scanner(f"127.0.0.1:{free_port()}")).examine(_with_attachment(b""))
