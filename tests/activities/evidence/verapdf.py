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
def _classes() -> str:
    """The class path; skips where Java or Maven are missing, which in CI is a failure."""
    if not (shutil.which("mvn") and shutil.which("javac")):
        reason = "veraPDF needs maven and default-jdk-headless"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    libraries = BUILT / "lib"
    if not libraries.exists():
        partial = BUILT / f"lib.{os.getpid()}"
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={partial}"]
        subprocess.run(["mvn", "-q", "-f", str(SOURCE / "pom.xml"), *goal], check=True, timeout=150)
        partial.rename(libraries)
    path = f"{libraries}/*"
    subprocess.run(["javac", "-cp", path, "-d", str(BUILT), str(SOURCE / "ValidatePdfA.java")], check=True)
    return f"{path}:{BUILT}"


def assert_pdf_a(pdf: bytes, tmp_path: Path, flavour: str = "2b") -> None:
    """Fails with the rules broken unless veraPDF finds the PDF/A flavour declared and kept."""
    file = tmp_path / "judged.pdf"
    file.write_bytes(pdf)
    command = ["java", "-cp", _classes(), "ValidatePdfA", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert said.splitlines() == [f"{flavour}\ttrue"], said
