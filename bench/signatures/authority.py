"""The PKI all engines use, in a process of its own, and one key with its certificate for all of them."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from activities.signing.certificate_authority import CertificateAuthority
from activities.signing.cms_signer import CmsSigner, LocalKey
from deploy.pki.folder import EST_USER, PkiFolder
from deploy.stack.ports import free_port

PASSWORD = "bench"
START_SECONDS = 30


@dataclass(frozen=True)
class Authority:
    """Addresses, the trust anchor, and the signer as an object and as a PKCS#12 file."""

    tsa_url: str
    anchors: Path
    signer: CmsSigner
    pkcs12: Path


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    """Serves a fresh PKI in `folder` while the block runs."""
    pki = PkiFolder(folder)
    pki.create(f"http://127.0.0.1:{free_port()}")
    process = subprocess.Popen([sys.executable, "-m", "deploy.pki", "serve", "--dir", str(folder)])
    try:
        _wait(f"{pki.base_url}/health")
        yield _enrolled(pki)
    finally:
        process.terminate()
        process.wait()


def _enrolled(pki: PkiFolder) -> Authority:
    import asyncio

    async def enrol() -> CmsSigner:
        async with httpx.AsyncClient() as client:
            auth = (EST_USER, pki.est_password.read_text())
            est = CertificateAuthority(client, f"{pki.base_url}/.well-known/est", auth)
            return await est.enrol("Bench", "bench")

    signer = asyncio.run(enrol())
    file = pki.path / "bench.p12"
    file.write_bytes(_bundle(signer))
    return Authority(f"{pki.base_url}/tsa", pki.anchors, signer, file)


def _bundle(signer: CmsSigner) -> bytes:
    if not isinstance(signer.key, LocalKey) or not isinstance(signer.key.key, ec.EllipticCurvePrivateKey):
        raise TypeError("the CA's client makes local EC keys")
    chain: list[x509.Certificate] = list(signer.chain)
    encryption = BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(
        b"bench", signer.key.key, signer.certificate, chain, encryption
    )


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")
