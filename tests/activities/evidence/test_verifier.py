"""The verifier as a stranger runs it: the script alone, in a Python that knows nothing of us."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from activities.evidence.verifier import script


def run(target: Path, tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A pristine `verify.py`, isolated, without site packages."""
    program = tmp_path / "trusted-verify.py"
    program.write_bytes(script())
    command = [sys.executable, "-I", "-S", str(program), str(target), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_untouched_package_holds(package: Path, tmp_path: Path) -> None:
    done = run(package, tmp_path, "--lang", "es")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "RESULTADO: todo coincide." in done.stdout
    assert "firma válida de Ana Ñúñez" in done.stdout
