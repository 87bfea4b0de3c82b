"""EU DSS and the small Java programs on top of it, fetched by Maven and compiled into the project's cache."""

import shutil
import subprocess
from pathlib import Path

from deploy.validators.verdicts import ValidatorMissingError

PROJECT = Path(__file__).parent / "dss"
TIMEOUT_SECONDS = 600


class DssLibrary:
    """The jars of EU DSS in `cache`, and the classes compiled against them."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "dss"

    def class_path(self, source: Path) -> str:
        """The class path of a program compiled from `source`, made on first use.

        Raises `ValidatorMissingError` where Java or Maven is missing or Maven's repository is out of reach.
        """
        for program, package in (("javac", "default-jdk-headless"), ("mvn", "maven")):
            if shutil.which(program) is None:
                raise ValidatorMissingError(f"{program} is not installed (Debian package {package})")
        jars = self._jars()
        classes = self._folder / "classes" / source.stem
        stamp = classes / "compiled"
        if not stamp.exists() or stamp.stat().st_mtime < source.stat().st_mtime:
            classes.mkdir(parents=True, exist_ok=True)
            _run(["javac", "-cp", f"{jars}/*", "-d", str(classes), str(source)])
            stamp.touch()
        return f"{classes}:{jars}/*"

    def _jars(self) -> Path:
        jars = self._folder / "lib"
        pom = PROJECT / "pom.xml"
        stamp = self._folder / "fetched"
        if not stamp.exists() or stamp.stat().st_mtime < pom.stat().st_mtime:
            goal = ["dependency:copy-dependencies", f"-DoutputDirectory={jars.absolute()}"]
            _run(["mvn", "-q", "-B", "-f", str(pom), *goal])
            stamp.touch()
        return jars


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise ValidatorMissingError(f"{command[0]} failed: {words[0] if words else done.returncode}")
