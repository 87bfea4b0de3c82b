"""Poppler's pdfsig. It judges signatures, not certificates of private CAs, levels or document time stamps."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from deploy.validators.verdicts import ValidatorMissingError, Verdict

VALID = "Signature is Valid."
TIMESTAMP_TYPE = "unknown"
"""How pdfsig calls the type of a document time stamp."""
TIMEOUT_SECONDS = 120


class PdfsigValidator:
    """Runs `pdfsig` with an NSS database of the anchors, without which it would judge nothing."""

    name = "pdfsig"

    def __init__(self, anchors: Path, cache: Path) -> None:
        for program, package in (("pdfsig", "poppler-utils"), ("certutil", "libnss3-tools")):
            if shutil.which(program) is None:
                raise ValidatorMissingError(f"{program} is not installed (Debian package {package})")
        fingerprint = hashlib.sha256(anchors.read_bytes()).hexdigest()[:16]
        self._database = cache / "nss" / fingerprint
        if not (self._database / "ready").exists():
            self._make_database(anchors)

    def validate(self, pdf: Path) -> Sequence[Verdict]:
        """One verdict for each filled signature field that is not a document time stamp."""
        command = ["pdfsig", "-nssdir", f"sql:{self._database}", "-no-ocsp", str(pdf)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=TIMEOUT_SECONDS)
        report = done.stdout.decode("utf-8", "replace")
        blocks = re.split(r"^Signature #\d+:$", report, flags=re.MULTILINE)[1:]
        if not blocks:
            detail = done.stderr.decode("utf-8", "replace").strip().splitlines()
            return [
                Verdict(self.name, pdf.name, passed=False, detail=detail[-1] if detail else "no signature")
            ]
        return [verdict for block in blocks if (verdict := self._verdict(block)) is not None]

    def close(self) -> None:
        """Nothing is running."""

    def _verdict(self, block: str) -> Verdict | None:
        facts = dict(re.findall(r"^  - ([^:\n]+): (.*)$", block, flags=re.MULTILINE))
        outcome = facts.get("Signature Validation")
        if outcome is None or facts.get("Signature Type") == TIMESTAMP_TYPE:
            return None
        passed = outcome == VALID
        name = facts.get("Signature Field Name", "?")
        return Verdict(self.name, name, passed, detail="" if passed else outcome)

    def _make_database(self, anchors: Path) -> None:
        self._database.mkdir(parents=True, exist_ok=True)
        database = f"sql:{self._database}"
        _run("certutil", "-N", "-d", database, "--empty-password", "-f", "/dev/null")
        _run("certutil", "-A", "-d", database, "-n", "anchor", "-t", "CT,CT,CT", "-i", str(anchors))
        (self._database / "ready").touch()


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
    if done.returncode:
        raise ValidatorMissingError(f"{command[0]}: {done.stderr.strip()}")
