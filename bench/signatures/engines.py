"""The three engines, each with the same key, signing the same file to a level and timing itself."""

import asyncio
import io
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import httpx
from asn1crypto import pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from activities.signing.request import SignatureRequest
from activities.signing.sealing import sign_for_long_term
from activities.signing.signing import sign_bytes
from activities.signing.timestamps import TimestampClient
from bench.signatures.authority import PASSWORD, Authority
from deploy.validators.dss_library import DssLibrary
from deploy.validators.panel import CACHE

FIELD = "Signature1"
WARM_UP = 3
Result = TypeVar("Result")


class Engine(Protocol):
    """Something that signs."""

    name: str

    def times(self, pdf: bytes, level: str, runs: int) -> list[float]:
        """Milliseconds of each of `runs` signatures of a level (B-B, B-T, B-LTA), after some to warm up."""


def timed(sign: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run, after some to warm up."""
    measured: list[float] = []
    for _ in range(WARM_UP + runs):
        start = time.perf_counter()
        sign()
        measured.append((time.perf_counter() - start) * 1000)
    return measured[WARM_UP:]


class Ours:
    """The service's own code in one process, invisible signature, as the other two make it."""

    name = "Rúbrica"

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._anchors = authority.anchors.read_bytes()

    def times(self, pdf: bytes, level: str, runs: int) -> list[float]:
        """See `Engine`."""
        return asyncio.run(self._times(pdf, level, runs))

    async def _times(self, pdf: bytes, level: str, runs: int) -> list[float]:
        measured: list[float] = []
        async with httpx.AsyncClient() as client:
            tsa = TimestampClient(client, self._authority.tsa_url)
            for _ in range(WARM_UP + runs):
                start = time.perf_counter()
                await self._signed(pdf, level, tsa)
                measured.append((time.perf_counter() - start) * 1000)
        return measured[WARM_UP:]

    def signed(self, pdf: bytes, level: str) -> bytes:
        """One signature, to be checked."""

        async def sign() -> bytes:
            async with httpx.AsyncClient() as client:
                return await self._signed(pdf, level, TimestampClient(client, self._authority.tsa_url))

        return asyncio.run(sign())

    async def _signed(self, pdf: bytes, level: str, tsa: TimestampClient) -> bytes:
        request = SignatureRequest(FIELD, datetime.now(UTC))
        signer = self._authority.signer
        if level == "B-LTA":
            return (await sign_for_long_term(pdf, request, signer, tsa, self._anchors, _in_thread)).data
        return (await sign_bytes(pdf, request, signer, tsa if level == "B-T" else None)).data


async def _in_thread(work: Callable[..., Result], *arguments: object) -> Result:
    """Collecting validation data runs an event loop of its own."""
    return await asyncio.to_thread(work, *arguments)


class PyHankoGuide:
    """pyHanko as its guide uses it: `SimpleSigner` from a PKCS#12 file and `sign_pdf`."""

    name = "pyHanko"

    def __init__(self, authority: Authority) -> None:
        signer = SimpleSigner.load_pkcs12(str(authority.pkcs12), passphrase=PASSWORD.encode())
        if signer is None:
            raise ValueError("pyHanko could not load the key")
        self._signer = signer
        blocks = pem.unarmor(authority.anchors.read_bytes(), multiple=True)
        self._roots = [x509.Certificate.load(der) for _, _, der in blocks]
        self._tsa_url = authority.tsa_url

    def times(self, pdf: bytes, level: str, runs: int) -> list[float]:
        """See `Engine`."""
        stamper = None if level == "B-B" else HTTPTimeStamper(self._tsa_url)

        def sign() -> bytes:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            signed: io.BytesIO = sign_pdf(writer, self._metadata(level), self._signer, timestamper=stamper)
            return signed.getvalue()

        return timed(sign, runs)

    def _metadata(self, level: str) -> PdfSignatureMetadata:
        if level != "B-LTA":
            return PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES)
        return PdfSignatureMetadata(
            field_name=FIELD,
            subfilter=SigSeedSubFilter.PADES,
            embed_validation_info=True,
            use_pades_lta=True,
            validation_context=ValidationContext(trust_roots=self._roots, allow_fetching=True),
        )


class EuDss:
    """EU DSS in one warm Java machine."""

    name = "EU DSS"

    def __init__(self, authority: Authority, folder: Path) -> None:
        class_path = DssLibrary(CACHE).class_path(Path(__file__).with_name("Sign.java"))
        self._folder = folder
        arguments = [str(authority.pkcs12), PASSWORD, str(authority.anchors), authority.tsa_url]
        self._process = subprocess.Popen(
            ["java", "-cp", class_path, "Sign", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def times(self, pdf: bytes, level: str, runs: int) -> list[float]:
        """See `Engine`."""
        if self._process.stdin is None or self._process.stdout is None:
            raise TypeError("the process was started without pipes")
        file = self._folder / "dss.pdf"
        file.write_bytes(pdf)
        self._process.stdin.write(f"{level}\t{runs}\t{file}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer.strip():
            raise RuntimeError("EU DSS did not answer")
        return [float(value) for value in answer.split()]

    def close(self) -> None:
        """Ends the Java machine."""
        self._process.communicate()
