"""veraPDF as a separate program, built from Maven into the project's cache."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "deploy" / "validators" / "verapdf"
BUILT = ROOT / ".cache" / "validators" / "verapdf"


@cache
def _libraries() -> str:
    """The class path; skips where Java or Maven are missing, which in CI is a failure."""
    if not (shutil.which("mvn") and shutil.which("javac")):
        reason = "veraPDF needs maven and default-jdk-headless"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    libraries = BUILT / "lib"
    if not libraries.exists():
        partial = BUILT / f"lib.{os.getpid()}"
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={partial}"]
        subprocess.run(["mvn", "-q", "-f", str(SOURCE / "pom.xml"), *goal], check=True, timeout=300)
        try:
            partial.rename(libraries)
        except OSError:  # another test process was faster
            shutil.rmtree(partial)
    return f"{libraries}/*"


def assert_pdf_a(tmp_path: Path, *pdfs: bytes, flavour: str = "2b") -> None:
    """Fails with the rules broken unless veraPDF finds the PDF/A flavour declared and kept by all."""
    files = [tmp_path / f"judged-{number}.pdf" for number in range(len(pdfs))]
    for file, pdf in zip(files, pdfs, strict=True):
        file.write_bytes(pdf)
    command = ["java", "-cp", _libraries(), str(SOURCE / "ValidatePdfA.java"), *map(str, files)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=150).stdout
    assert said.splitlines() == [f"{flavour}\ttrue"] * len(pdfs), said
