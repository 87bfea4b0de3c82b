"""Asks the common tools: openssl for signatures, timestamps and certificates, pdfsig for a second opinion."""

from __future__ import annotations

import hashlib
import os
import shutil
import ssl
import subprocess
from datetime import datetime
from pathlib import Path

from activities.evidence.verifier.der import parse_signed_data, parse_token_info

PEM_END = "-----END CERTIFICATE-----"


class Tools:
    """Runs the tools within `folder`, against the anchors and with the further certificates of a package."""

    def __init__(self, folder: Path, anchors: Path, certificates: Path) -> None:
        self._folder = folder
        self._trust = ["-CAfile", str(anchors)]
        self._certificates = str(certificates)

    def token_fault(self, token: bytes, data: bytes) -> str | None:
        """Why a token is not a valid timestamp of `data` by an authority trusted; `None` when it is."""
        info = parse_token_info(token)
        if hashlib.new(info.algorithm, data).digest() != info.imprint:
            return "the digest differs"
        arguments = ["-digest", info.imprint.hex(), "-token_in", "-in", self._write("token", token)]
        return self._run(
            ["ts", "-verify", *arguments, *self._trust, "-untrusted", self._certificates, *_at(info.time)]
        )

    def signature_fault(self, cms: bytes, content: Path, time: datetime) -> str | None:
        """Why a signature over `content` does not hold up to an anchor at `time`; `None` if it does."""
        arguments = ["-cades", "-certfile", self._certificates, "-purpose", "any", *self._trust, *_at(time)]
        return self._run([*self._verify(cms, content), *arguments])

    def integrity_fault(self, cms: bytes, content: Path) -> str | None:
        """Why a signature does not match `content`, whoever its signer is; `None` when it does."""
        return self._run([*self._verify(cms, content), "-noverify"])

    def signer_name(self, cms: bytes) -> str:
        """The common name (or whole subject) of the certificate that made a signature or token."""
        signers = self._folder / "signer.pem"
        signers.unlink(missing_ok=True)
        given = ["-inform", "DER", "-in", self._write("named", cms), "-noverify", "-nosigs"]
        if not parse_signed_data(cms).content:
            given += ["-content", os.devnull]
        self._run(["cms", "-verify", *given, "-no_content_verify", "-signer", str(signers), *self._out()])
        return subject(signers) if signers.exists() else "?"

    def _verify(self, cms: bytes, content: Path) -> list[str]:
        given = ["-inform", "DER", "-in", self._write("signature", cms), "-content", str(content)]
        return ["cms", "-verify", "-binary", *given, *self._out()]

    def _out(self) -> list[str]:
        return ["-out", str(self._folder / "out")]

    def _write(self, name: str, data: bytes) -> str:
        path = self._folder / (name + ".der")
        path.write_bytes(data)
        return str(path)

    def _run(self, arguments: list[str]) -> str | None:
        done = subprocess.run(
            ["openssl", *arguments], capture_output=True, check=False, env=_own_trust_only()
        )
        if done.returncode == 0:
            return None
        said = (done.stderr + done.stdout).decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said else f"openssl: {done.returncode}"


def _at(time: datetime) -> list[str]:
    return ["-attime", str(int(time.timestamp()))]


def _own_trust_only() -> dict[str, str]:
    """The environment without this machine's certificate store: only the package's anchors are trusted."""
    return {**os.environ, "SSL_CERT_DIR": os.devnull, "SSL_CERT_FILE": os.devnull, "LC_ALL": "C"}


def has_openssl() -> bool:
    """Whether OpenSSL 3 or newer is on this machine: its relatives lack some of the checks."""
    if shutil.which("openssl") is None:
        return False
    done = subprocess.run(["openssl", "version"], capture_output=True, check=False)
    name, version, *_ = [*done.stdout.decode("ascii", "replace").split(), "", ""]
    major = version.partition(".")[0]
    return name == "OpenSSL" and major.isdigit() and int(major) >= 3


def subject(certificate: Path) -> str:
    """A certificate's subject: its common name where it has one."""
    done = subprocess.run(
        [
            "openssl",
            "x509",
            "-in",
            str(certificate),
            "-noout",
            "-subject",
            "-nameopt",
            "multiline,utf8,-esc_msb",
        ],
        capture_output=True,
        check=False,
    )
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    names = [line.split("=", 1)[1].strip() for line in lines if "=" in line and "commonName" in line]
    return names[-1] if names else " ".join(line.strip() for line in lines) or "?"


def anchor_facts(anchors: Path, folder: Path) -> list[tuple[str, str]]:
    """Subject and SHA-256 fingerprint of each root certificate."""
    facts = []
    for block in anchors.read_text("ascii").split(PEM_END)[:-1]:
        pem = block[block.index("-----BEGIN") :] + PEM_END + "\n"
        single = folder / "anchor.pem"
        single.write_text(pem, "ascii")
        facts.append((subject(single), hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()))
    return facts


def has_pdfsig() -> bool:
    """Whether poppler's pdfsig is on this machine."""
    return shutil.which("pdfsig") is not None


def pdfsig_finds_fault(pdf: Path) -> bool | None:
    """Whether pdfsig calls any signature broken; `None` where pdfsig is not installed."""
    if not has_pdfsig():
        return None
    done = subprocess.run(["pdfsig", "-nocert", str(pdf)], capture_output=True, check=False)
    said = done.stdout.decode("utf-8", "replace")
    return "Signature is Invalid" in said or "Digest Mismatch" in said
