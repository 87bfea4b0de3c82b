"""What programs that are not ours say of the result: EU DSS, pdfsig, and the package's own script."""

import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from deploy.validators.panel import convene
from deploy.validators.verdicts import Verdict as SignatureVerdict

VERIFIER = "verify.py"
VERIFY_SECONDS = 300


@dataclass(frozen=True)
class Verdict:
    """Whether every program was satisfied with every signature, and what they said, in one line."""

    passed: bool
    summary: str


def judge(sealed: Path, certificate: Path, evidence: Path, anchors: Path) -> Verdict:
    """Has both PDFs and the package judged against the trust anchors."""
    said: dict[str, list[SignatureVerdict]] = defaultdict(list)
    with convene(anchors) as panel:
        for pdf in (sealed, certificate):
            for verdict in panel.judge(pdf):
                said[verdict.validator].append(verdict)
    package_holds = _package_holds(evidence)
    words = [_words(name, verdicts) for name, verdicts in said.items()]
    words.append(f"evidence package {'verifies' if package_holds else 'DOES NOT VERIFY'}")
    passed = package_holds and all(verdict.passed for verdicts in said.values() for verdict in verdicts)
    return Verdict(passed, f"{'passed' if passed else 'FAILED'} ({'; '.join(words)})")


def _words(validator: str, verdicts: list[SignatureVerdict]) -> str:
    """Such as `EU DSS: 4 of 4 signatures total passed, B-LTA`."""
    valid = sum(verdict.passed for verdict in verdicts)
    levels = sorted({verdict.level for verdict in verdicts if verdict.level})
    failures = [str(verdict) for verdict in verdicts if not verdict.passed]
    return ", ".join([f"{validator}: {valid} of {len(verdicts)} signatures valid", *levels, *failures])


def _package_holds(evidence: Path) -> bool:
    """Runs the package's own script as its reader would; what it finds wrong is printed."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(evidence) as package:
            script = package.extract(VERIFIER, folder)
        checked = subprocess.run(
            [sys.executable, "-I", script, str(evidence)],
            capture_output=True,
            text=True,
            timeout=VERIFY_SECONDS,
            check=False,
        )
    if checked.returncode != 0:
        print(checked.stdout + checked.stderr)
    return checked.returncode == 0
