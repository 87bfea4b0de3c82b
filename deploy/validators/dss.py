"""EU DSS, the European Commission's library: of the three, the judge of levels."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from deploy.validators.dss_library import PROJECT, DssLibrary
from deploy.validators.verdicts import Verdict


class DssValidator:
    """One Java machine that validates file after file; it starts with the first."""

    name = "EU DSS"

    def __init__(self, anchors: Path, cache: Path) -> None:
        class_path = DssLibrary(cache).class_path(PROJECT / "Validate.java")
        self._command = ["java", "-Xss4m", "-cp", class_path, "Validate", str(anchors)]
        self._process: subprocess.Popen[str] | None = None

    def validate(self, pdf: Path) -> Sequence[Verdict]:
        """One verdict for each signature that is not a document time stamp."""
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise TypeError("the process was started without pipes")
        process.stdin.write(f"{pdf.absolute()}\n")
        process.stdin.flush()
        verdicts: list[Verdict] = []
        for line in process.stdout:
            kind, *facts = line.rstrip("\n").split("\t")
            if kind == "S":
                verdicts.append(self._verdict(facts))
            elif kind == "!":
                return [Verdict(self.name, pdf.name, passed=False, detail=facts[0])]
            else:
                return verdicts or [Verdict(self.name, pdf.name, passed=False, detail="no signature")]
        self._process = None
        return [Verdict(self.name, pdf.name, passed=False, detail="the Java program ended")]

    def close(self) -> None:
        """Ends the Java machine."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
        return self._process

    def _verdict(self, facts: list[str]) -> Verdict:
        field, found, indication, reason, errors = facts
        passed = indication == "TOTAL_PASSED"
        level = found.removeprefix("PAdES-BASELINE-")
        detail = "" if passed else f"{indication} {reason} {errors}"
        return Verdict(self.name, field, passed, f"B-{level}" if level != found else found, detail)
