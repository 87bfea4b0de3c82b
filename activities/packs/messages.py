"""What `PackMaker` answers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PackReady:
    """It can be fetched until then; `None` where what it is about is destroyed."""

    fetch_until: datetime | None
