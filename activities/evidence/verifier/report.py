"""Collects and prints what the verifier finds."""

from __future__ import annotations

import os
from datetime import datetime

from activities.evidence.verifier.phrases import PHRASES

LANGUAGES = ("es", "en")


def preferred_language() -> str:
    """Spanish where the machine is set to Spanish, else English."""
    setting = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "es" if setting.lower().startswith("es") else "en"


def written_time(time: datetime) -> str:
    """An instant in UTC, to the second."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC")


class Report:
    """Findings in one language, printed as they come; `failures` counts those that do not hold."""

    def __init__(self, language: str) -> None:
        self._column = LANGUAGES.index(language)
        self.failures = 0

    def say(self, phrase: str, **facts: object) -> str:
        """A phrase in the report's language."""
        return PHRASES[phrase][self._column].format(**facts)

    def heading(self, phrase: str, **facts: object) -> None:
        """Starts a part of the report."""
        self._print("\n" + self.say(phrase, **facts))

    def good(self, phrase: str, **facts: object) -> None:
        """Something holds."""
        self._line("ok", phrase, facts)

    def bad(self, phrase: str, **facts: object) -> None:
        """Something does not hold."""
        self.failures += 1
        self._line("bad", phrase, facts)

    def note(self, phrase: str, **facts: object) -> None:
        """Something to know that decides nothing."""
        self._line("note", phrase, facts)

    def verdict(self) -> int:
        """Says the result and gives the exit code."""
        self._print("")
        if self.failures:
            self._print(self.say("verdict_bad", count=self.failures))
            return 1
        self._print(self.say("verdict_good"))
        return 0

    def _line(self, mark: str, phrase: str, facts: dict[str, object]) -> None:
        self._print(f"  {self.say(mark)} {self.say(phrase, **facts)}")

    def _print(self, line: str) -> None:
        print(line, flush=True)  # noqa: T201 - the report goes to the terminal
