"""WhatsApp's registered templates: which one carries which text."""

from collections.abc import Mapping

from terms.messaging import MessagePurpose


class Templates:
    """Content ids (`HX…`) by `purpose.language`, such as `sign-request.es`."""

    NAMES = tuple(f"{purpose.value}.{language}" for purpose in MessagePurpose for language in ("es", "en"))

    def __init__(self, ids: Mapping[str, str]) -> None:
        self._ids = ids

    @property
    def complete(self) -> bool:
        """Whether every text has one; else WhatsApp stays off."""
        return all(name in self._ids for name in self.NAMES)

    def of(self, purpose: MessagePurpose, language: str) -> str:
        """The id for a text. Raises `KeyError` where `complete` is false."""
        return self._ids[f"{purpose.value}.{language}"]
