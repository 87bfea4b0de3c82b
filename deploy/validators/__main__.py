"""`python -m deploy.validators [--anchors PEM] FILE…`: a line per validator and signature.

Exits with 1 when any signature fails, with 2 when no validator was found.
"""

import argparse
import os
import sys
from pathlib import Path

from deploy.validators.panel import convene


def main() -> int:
    """Judges the files and prints the verdicts; missing validators are named."""
    parser = argparse.ArgumentParser(prog="python -m deploy.validators", description=__doc__)
    parser.add_argument("--anchors", type=Path, help="trusted roots; TRUST_ANCHORS_FILE unless told")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    arguments = parser.parse_args()
    anchors = arguments.anchors or Path(os.environ.get("TRUST_ANCHORS_FILE", ".local/pki/anchors.pem"))
    if not anchors.exists():
        parser.error(f"there are no trust anchors at {anchors}")
    with convene(anchors) as panel:
        for name, reason in panel.missing.items():
            print(f"{name} not used: {reason}")
        verdicts = [(file, verdict) for file in arguments.files for verdict in panel.judge(file)]
        for file, verdict in verdicts:
            print(f"{file}: {verdict}")
        if not panel.validators:
            return 2
    return 0 if all(verdict.passed for _, verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
