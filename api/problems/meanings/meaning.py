"""What a kind of problem says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """Status, short title, and what the caller can do about it."""

    status: int
    title: str
    advice: str
