"""All validators that this machine has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.validators.dss import DssValidator
from deploy.validators.pdfsig import PdfsigValidator
from deploy.validators.pyhanko import PyHankoValidator
from deploy.validators.verdicts import Validator, ValidatorMissingError, Verdict

CACHE = Path(__file__).parents[2] / ".cache"


@dataclass(frozen=True)
class Panel:
    """The validators found, and why others are missing, by name."""

    validators: tuple[Validator, ...]
    missing: dict[str, str]

    def judge(self, pdf: Path) -> list[Verdict]:
        """Every validator's verdict on every signature."""
        return [verdict for validator in self.validators for verdict in validator.validate(pdf)]


@contextmanager
def convene(anchors: Path, cache: Path = CACHE) -> Iterator[Panel]:
    """The panel that trusts the PEM file `anchors`; its programs end with the block."""
    makers: dict[str, Callable[[], Validator]] = {
        PyHankoValidator.name: lambda: PyHankoValidator(anchors),
        PdfsigValidator.name: lambda: PdfsigValidator(anchors, cache),
        DssValidator.name: lambda: DssValidator(anchors, cache),
    }
    found: list[Validator] = []
    missing: dict[str, str] = {}
    for name, make in makers.items():
        try:
            found.append(make())
        except ValidatorMissingError as error:
            missing[name] = str(error)
    try:
        yield Panel(tuple(found), missing)
    finally:
        for validator in found:
            validator.close()
