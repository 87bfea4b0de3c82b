"""What the activities of an export are asked and answer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ExportReady:
    """An export that can be fetched, and until when."""

    fetch_until: datetime


@dataclass(frozen=True)
class Measured:
    """What came of one stint of measuring: whether nothing is left."""

    is_done: bool
