"""What a validator says of one signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class ValidatorMissingError(Exception):
    """The program, or something it needs, is not installed; the message says what."""


@dataclass(frozen=True)
class Verdict:
    """`level` is the PAdES level the validator names, such as `B-LTA`; `pdfsig` names none."""

    validator: str
    signature: str
    passed: bool
    level: str | None = None
    detail: str = ""

    def __str__(self) -> str:
        outcome = "passed" if self.passed else "FAILED"
        return " ".join(
            part for part in (self.validator, self.signature, self.level or "", outcome, self.detail) if part
        )


class Validator(Protocol):
    """Judges every signature of documents against the trust anchors it was made with."""

    name: str

    def validate(self, pdf: Path) -> Sequence[Verdict]:
        """One verdict for each signature; a single failed one for a file that cannot be read."""

    def close(self) -> None:
        """Ends the program, where one is running."""
