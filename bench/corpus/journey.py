"""One document's way through the service, without its database: examination, two signers, the seal."""

import asyncio
import subprocess
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from activities.documents.errors import DocumentRefused
from activities.documents.examination import Examination
from activities.documents.examiner import Examiner
from activities.signing.document_signer import DocumentSigner
from activities.signing.errors import SigningError, SigningForbiddenError, UnsignableDocumentError
from activities.signing.request import FieldKind, FilledField, Place, SignatureRequest, VisibleMark
from deploy.validators.verdicts import Validator
from terms.signatures import default_mark

SIGNERS = ("sgn_1", "sgn_2")
SEAL = "seal"
LAST_PAGE = 1_000_000
"""A page number past the end means the last page."""
POPPLER_SECONDS = 60
ATTEMPTS = 4


class Outcome(StrEnum):
    """How a document's way ended."""

    SIGNED = "signed and valid"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """What became of one file. `reason` is the refusal's cause or what failed."""

    name: str
    outcome: Outcome
    reason: str = ""
    seconds: float = 0
    changes: Sequence[str] = ()
    findings: Sequence[str] = ()
    poppler_opens: bool = field(default=False)


class Journey:
    """Takes documents through the service and has the result validated by independent programs."""

    def __init__(self, examiner: Examiner, signer: DocumentSigner, validators: Sequence[Validator]) -> None:
        self._examiner = examiner
        self._signer = signer
        self._validators = validators

    async def of(self, file: Path, scratch: Path) -> Result:
        """What becomes of `file`; never raises for a document's sake. `scratch` is a file it may write."""
        started = asyncio.get_running_loop().time()
        examination: Examination | None = None
        outcome, reason = Outcome.SIGNED, ""
        try:
            examination = await self._examiner.examine(await asyncio.to_thread(file.read_bytes))
            sealed = await self._patiently_sealed(examination.pdf)
            problems = await asyncio.to_thread(self._problems, sealed, scratch)
            if problems:
                outcome, reason = Outcome.FAILED, "; ".join(problems)
        except DocumentRefused as refusal:
            outcome, reason = Outcome.REFUSED, refusal.cause.value
        except Exception as failure:  # noqa: BLE001 - whatever fails is a result of this measurement
            outcome, reason = Outcome.FAILED, f"{type(failure).__name__}: {failure}"
        return Result(
            name=file.name,
            outcome=outcome,
            reason=reason,
            seconds=round(asyncio.get_running_loop().time() - started, 2),
            changes=[change.value for change in examination.changes] if examination else (),
            findings=[finding.value for finding in examination.findings] if examination else (),
            poppler_opens=await asyncio.to_thread(_poppler_opens, file),
        )

    async def _patiently_sealed(self, pdf: bytes) -> bytes:
        """As the workflow does it, but for minutes and not days: what can pass is tried again."""
        for attempt in range(ATTEMPTS - 1):
            try:
                return await self._sealed(pdf)
            except (SigningForbiddenError, UnsignableDocumentError):
                raise
            except (SigningError, BrokenProcessPool):
                await asyncio.sleep(2**attempt)
        return await self._sealed(pdf)

    async def _sealed(self, pdf: bytes) -> bytes:
        for slot, signer_id in enumerate(SIGNERS):
            signed = await self._signer.sign(
                pdf, _request(slot, signer_id), f"Firmante {slot + 1}", signer_id
            )
            pdf = signed.signed.data
        sealed = await self._signer.seal(pdf, SignatureRequest(SEAL, datetime.now(UTC)), SIGNERS)
        return sealed.signed.data

    def _problems(self, sealed: bytes, pdf: Path) -> list[str]:
        """What validators object to in our three signatures. Those a document came with are not ours."""
        pdf.write_bytes(sealed)
        ours = {*SIGNERS, SEAL}
        problems = []
        for validator in self._validators:
            verdicts = [verdict for verdict in validator.validate(pdf) if verdict.signature in ours]
            problems += [str(verdict) for verdict in verdicts if not verdict.passed]
            missing = ours - {verdict.signature for verdict in verdicts}
            problems += [f"{validator.name} finds no {name}" for name in sorted(missing)]
        pdf.unlink()
        return problems


def _request(slot: int, signer_id: str) -> SignatureRequest:
    now = datetime.now(UTC)
    mark = VisibleMark(f"Firmante {slot + 1}", "env_corpus", now, "Europe/Madrid")
    place = Place(signer_id, FieldKind.SIGNATURE, LAST_PAGE, default_mark(slot))
    return SignatureRequest(signer_id, now, mark, [FilledField(place)])


def _poppler_opens(file: Path) -> bool:
    """Whether poppler's `pdfinfo` reads the file without a password; false where it is not installed."""
    try:
        done = subprocess.run(
            ["pdfinfo", str(file)], capture_output=True, check=False, timeout=POPPLER_SECONDS
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
