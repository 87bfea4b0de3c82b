"""Progress of the set-up, and the one sentence a missing prerequisite is told in."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_START = time.monotonic()


class MissingPrerequisiteError(RuntimeError):
    """Something only the machine's owner can install; the message is one sentence that says what."""


def say(message: str) -> None:
    """Prints a line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - _START:5.0f} s] {message}", flush=True)


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> None:
    """Runs a program with its output shown; ends the set-up with the program's own message if it fails."""
    words = [str(word) for word in command]
    if subprocess.run(words, env=env, cwd=cwd, check=False).returncode != 0:
        raise MissingPrerequisiteError(f"This failed (its message is above): {' '.join(words)}")


def stop(error: MissingPrerequisiteError) -> None:
    """Ends the program with the sentence."""
    sys.exit(f"setup: {error}")
