"""`python -m deploy.licences`: fails when something imported or bundled is not compatible with Apache-2.0.

GPL and AGPL programs may be started as separate processes; nothing of theirs is imported. LGPL libraries are
used unmodified, as libraries.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMPATIBLE = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|Apache|BSD|0BSD|ISC|PSF|Python|Unlicense|Mozilla|MPL|LGPL|Lesser|OFL|CC0|Zlib"
    r"|Public Domain)\b",
    re.IGNORECASE,
)
INCOMPATIBLE = re.compile(
    r"(?<!L)(AGPL|GPL)|Affero|GNU General Public|SSPL|Commons Clause|UNKNOWN", re.IGNORECASE
)
UNSAID = {"saxonche": "MPL-2.0"}
"""Packages whose metadata names no licence, by what the notices of their source say."""
CHOICE = re.compile(r"\bOR\b|;")


def main() -> None:
    """Prints what is incompatible and exits with 1, or says how much was checked."""
    licences = [*_python_packages(), *_web_packages()]
    refused = [f"{name}: {licence}" for name, licence in licences if not compatible(licence)]
    if refused:
        sys.exit("Incompatible or unknown licences:\n" + "\n".join(refused))
    sys.stdout.write(f"{len(licences)} licences are compatible\n")


def compatible(licence: str) -> bool:
    """Whether the licence, or one that may be chosen of several, goes with Apache-2.0."""
    offered = CHOICE.split(licence) if CHOICE.search(licence) else [licence]
    return any(COMPATIBLE.search(one) and not INCOMPATIBLE.search(one) for one in offered)


def _python_packages() -> Iterator[tuple[str, str]]:
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True)
    for package in json.loads(listed.stdout):
        yield package["Name"], UNSAID.get(package["Name"], package["License"])


def _web_packages() -> Iterator[tuple[str, str]]:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    for path, package in lock["packages"].items():
        if path:
            yield path.removeprefix("node_modules/"), package.get("license", "UNKNOWN")


if __name__ == "__main__":
    main()
