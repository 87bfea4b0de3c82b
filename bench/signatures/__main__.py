"""`python -m bench.signatures [--runs N]`: one table, medians in milliseconds, our signatures validated."""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from activities.signing.level import findings
from bench.signatures.authority import Authority, authority
from bench.signatures.engines import Engine, EuDss, Ours, PyHankoGuide
from bench.signatures.subjects import document
from deploy.validators.verdicts import ValidatorMissingError

SIZES = {"100 KB": 100_000, "10 MB": 10_000_000}
LEVELS = ("B-B", "B-T", "B-LTA")
LEAST_RUNS = 15
PYHANKO_SHARE = 0.6
"""B-B may take at most this share of pyHanko's time, and no longer than EU DSS (issue 3, part 7)."""


def main() -> int:
    """Measures and prints; exits with 1 when a B-B target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.signatures", description=__doc__)
    parser.add_argument("--runs", type=int, default=LEAST_RUNS)
    runs = max(parser.parse_args().runs, LEAST_RUNS)
    with tempfile.TemporaryDirectory() as name, authority(Path(name) / "pki") as parts:
        return _measure(parts, Path(name), runs)


def _measure(parts: Authority, folder: Path, runs: int) -> int:
    ours, pyhanko = Ours(parts), PyHankoGuide(parts)
    try:
        dss = EuDss(parts, folder)
    except ValidatorMissingError as error:
        dss = None
        print(f"EU DSS not used: {error}")
    missed = False
    print(f"{'level':6} {'size':>7} {ours.name:>9} {pyhanko.name:>9} {'ratio':>6} {'EU DSS':>9} {'ratio':>6}")
    for size, length in SIZES.items():
        pdf = document(length)
        for level in LEVELS:
            _check(ours.signed(pdf, level), parts, level)
            own, guide = _median(ours, pdf, level, runs), _median(pyhanko, pdf, level, runs)
            other = _median(dss, pdf, level, runs) if dss else None
            print(
                f"{level:6} {size:>7} {own:9.1f} {guide:9.1f} {own / guide:6.2f} {_beside(own, other)}",
                flush=True,
            )
            if level == "B-B":
                missed |= own > PYHANKO_SHARE * guide or (other is not None and own > other)
    if dss:
        dss.close()
    print(f"ms per signature, medians of {runs}; same P-256 key and TSA, serial, one run")
    print(
        "B-B target missed" if missed else f"B-B at most {PYHANKO_SHARE} × pyHanko and not above EU DSS: met"
    )
    return int(missed)


def _median(engine: Engine, pdf: bytes, level: str, runs: int) -> float:
    return statistics.median(engine.times(pdf, level, runs))


def _beside(own: float, other: float | None) -> str:
    return f"{'–':>9} {'–':>6}" if other is None else f"{other:9.1f} {own / other:6.2f}"


def _check(signed: bytes, parts: Authority, level: str) -> None:
    """A fast signature that is not valid would be no signature."""
    (found,) = findings(signed, parts.anchors.read_bytes())
    if found.level.label != level:
        raise SystemExit(f"our {level} reaches {found.level.label}: {found.problem}")


if __name__ == "__main__":
    sys.exit(main())
