"""Text as a reader takes it: signs that look alike become one, signs that show nothing go (contract W2)."""

import unicodedata

_DOTS = "․‧·。｡．٫۔܁܂ꓸ𐩐･⸱⋅∙•"
_SLASHES = "⁄∕⧸／"
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТХЅІЈУҮЗаеорсхуіѕјһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοιρνκυ",
    "ABEKMHOPCTXSIJYY3aeopcxyisjhqwABEZHIKMNOPTYXaoipvku",  # pragma: allowlist secret
)
"""Letters of other alphabets that are taken for Latin ones."""


def plain(text: str) -> str:
    """The text with ASCII digits, dots, dashes, slashes and spaces, without signs that show nothing.

    Letters keep their case and accents, and stay of their alphabet: in the name of a site that matters.
    """
    dotted = text.translate({ord(dot): "." for dot in _DOTS} | {ord(slash): "/" for slash in _SLASHES})
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFKC", dotted))


def latin(text: str) -> str:
    """A plain text with letters of other alphabets replaced by the Latin ones they look like, no accents."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOKALIKES))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _sign(sign: str) -> str:
    if sign in _DOTS:
        return "."
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    if kind == "Pd" or sign in "−⁃":
        return "-"
    if kind.startswith("Z") or kind == "Cc":
        return " "
    return "" if kind in ("Cf", "Mn", "Me", "Cn", "Co", "Cs") and not _accent(sign) else sign


def _accent(sign: str) -> bool:
    """A mark that a letter carries, of those that have a combined form with none."""
    return "\u0300" <= sign <= "\u036f" and sign != "\u034f"
