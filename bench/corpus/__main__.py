"""`python -m bench.corpus FOLDER [--jobs N] [--json OUT]`: what becomes of every PDF of a folder.

Each goes through the examination, two signers and the seal, and is validated by pyHanko and, where it is
installed, poppler's pdfsig. Prints one line a file and the totals; exits non-zero when any file failed.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from activities.documents.examiner import ANSWER_MAX_BYTES, Examiner
from activities.documents.sandbox import Sandbox, SandboxLimits
from activities.signing.processes import SigningProcesses
from bench.corpus.journey import Journey, Outcome, Result
from bench.corpus.local_pki import local_signer
from deploy.validators.pdfsig import PdfsigValidator
from deploy.validators.pyhanko import PyHankoValidator
from deploy.validators.verdicts import Validator, ValidatorMissingError
from settings import Settings
from terms.uploads import UploadRules

LineWriter = Callable[[str], None]


def main() -> None:
    """Runs the measurement and exits with its result."""
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="files at a time")
    parser.add_argument("--json", type=Path, help="file for the results, one JSON object a line")
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.folder.rglob("*") if path.suffix.lower() == ".pdf")
    if not files:
        parser.error(f"no PDFs in {arguments.folder}")
    results = asyncio.run(_measure(files, arguments.jobs, arguments.json))
    print("\n".join(summary(results)))
    sys.exit(any(result.outcome is Outcome.FAILED for result in results))


async def _measure(files: Sequence[Path], jobs: int, out: Path | None) -> list[Result]:
    results: list[Result] = []
    waiting = iter(list(enumerate(files)))
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder, _lines(out) as write:
        scratch = Path(folder)
        async with SigningProcesses(jobs) as run, local_signer(scratch / "pki", run) as signer:
            examiner = _examiner(jobs)
            journey = Journey(examiner, signer, _validators(scratch))

            async def work() -> None:
                for number, file in waiting:
                    result = await journey.of(file, scratch / f"{number}.pdf")
                    results.append(result)
                    print(line(result), flush=True)
                    write(json.dumps(asdict(result)))

            await asyncio.gather(*(work() for _ in range(jobs)))
            await examiner.close()
    return results


def _examiner(jobs: int) -> Examiner:
    """With the limits that the service has where nothing is set."""
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    rules = UploadRules(
        max_bytes=defaults["upload_max_bytes"],
        max_pages=defaults["upload_max_pages"],
        refuse_active_content=False,
        refuse_owner_restricted=False,
    )
    limits = SandboxLimits(
        defaults["examination_seconds"], defaults["examination_memory_bytes"], ANSWER_MAX_BYTES
    )
    return Examiner(rules, Sandbox(limits, jobs), None)


def _validators(scratch: Path) -> list[Validator]:
    anchors = scratch / "pki" / "anchors.pem"
    validators: list[Validator] = [PyHankoValidator(anchors)]
    try:
        validators.append(PdfsigValidator(anchors, scratch / "nss"))
    except ValidatorMissingError as missing:
        print(f"without pdfsig: {missing}")
    return validators


@contextlib.contextmanager
def _lines(out: Path | None) -> Iterator[LineWriter]:
    if out is None:
        yield lambda _: None
        return
    with out.open("w") as file:
        yield lambda text: print(text, file=file, flush=True)


def line(result: Result) -> str:
    """A file's outcome as printed."""
    outcome = f"{result.outcome}, {result.reason}" if result.reason else str(result.outcome)
    changes = f" [{', '.join(result.changes)}]" if result.changes else ""
    return f"{result.name}: {outcome}{changes} ({result.seconds} s)"


def summary(results: Sequence[Result]) -> list[str]:
    """Totals, the causes of refusal, and the rate among what poppler opens without a password."""
    counts = Counter(result.outcome for result in results)
    causes = Counter(result.reason for result in results if result.outcome is Outcome.REFUSED)
    opened = [result for result in results if result.poppler_opens]
    signed = sum(result.outcome is Outcome.SIGNED for result in opened)
    lines = ["", *(f"{outcome}: {counts[outcome]}" for outcome in Outcome)]
    lines += [f"  refused, {cause}: {number}" for cause, number in causes.most_common()]
    if opened:
        rate = 100 * signed / len(opened)
        lines.append(f"of {len(opened)} that poppler opens, signed and valid: {signed} ({rate:.1f} %)")
    return lines


if __name__ == "__main__":
    main()
