"""Debian packages that some tests need: installed where that is possible, named where it is not."""

import os
import shutil
import subprocess
from pathlib import Path

from deploy.setup.console import MissingPrerequisiteError, run, say

LIST = Path(__file__).with_name("test_packages.txt")


def ensure_test_packages() -> None:
    """Installs the missing ones as root on Debian; else names them. With CI=true, missing is an error."""
    missing = _missing(LIST.read_text().split())
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing for the tests: {' '.join(missing)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "-qq", "update"], env=environment)
        run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing], env=environment)
        return
    advice = f"Install {' '.join(missing)} (Debian packages) for the tests that need them."
    if os.environ.get("CI") == "true":
        raise MissingPrerequisiteError(advice)
    say(f"{advice} Without them those tests are skipped.")


def _missing(packages: list[str]) -> list[str]:
    if not shutil.which("dpkg-query"):
        return packages
    return [package for package in packages if not _installed(package)]


def _installed(package: str) -> bool:
    query = ["dpkg-query", "-W", "-f=${db:Status-Status}", package]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"
