"""What no text may hold that leaves over an instant-messaging channel (contract W2).

Better refused too often than too seldom: what is refused here goes by e-mail instead. Numbers count by their
check digits, in whatever groups they are written.
"""

import re
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from stdnum import iban, luhn
from stdnum.es import ccc, dni, nif

from terms.disguises import latin, plain


class Sensitive(StrEnum):
    """What a text holds that keeps it from leaving."""

    BANK_ACCOUNT = "bank_account"
    CARD = "card"
    IDENTITY_NUMBER = "identity_number"
    SOCIAL_SECURITY_NUMBER = "social_security_number"
    HEALTH = "health"
    FOREIGN_LINK = "foreign_link"


_WORDS = Path(__file__).parent / "words"
_BETWEEN = r"[\s.,:;/_|*+()\[\]'\"-]{0,3}"
"""What is written between the groups of a number."""
_DIGITS = re.compile(rf"[0-9](?:{_BETWEEN}[0-9])*")
_IBAN_START = re.compile(r"(?=([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}))")
_IBAN_LENGTHS = range(15, 35)
_CARD_LENGTHS = range(13, 20)
_CCC_LENGTH = 20
_NSS_LENGTH = 12
_PROVINCES = range(1, 67)
_DNI = re.compile(r"(?<![0-9])([0-9](?:[ .-]?[0-9]){6,7})(?:[.-]? ?-? ?([A-Z])|[.-]?([a-z]))(?![0-9A-Za-z])")
_NIF = re.compile(
    r"(?<![0-9A-Za-z])([A-Za-z])[ .-]{0,3}([0-9](?:[ .-]?[0-9]){6})[ .-]{0,3}([0-9A-Za-z])(?![0-9A-Za-z])"
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:[/\\\\]|\b(?:mailto|tel|sms|javascript|data|intent):", re.IGNORECASE)
_SITE = re.compile(r"[\w-]\.[^\W\d_]{2,}(?!\w)|(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.]|[^\W_])")
"""The end of a site's name, or an IP address."""
_FILE = re.compile(
    r"[^/\\@:?]+\.(?:pdf|docx?|odt|rtf|txt|xlsx?|ods|csv|pptx?|odp|jpe?g|png|tiff?)[.,;:!?»\")]*",
    re.IGNORECASE,
)
"""A document's name, which no program takes for the name of a site."""
_AROUND = "«»<>()[]{}\"'“”‘’.,;:!?¡¿"


def sensitive(text: str, service_url: str, links: Collection[str] = ()) -> tuple[Sensitive, ...]:
    """All that keeps the text from leaving, in a fixed order; empty when it may.

    `service_url` is the service's own address, to which links may lead. `links` are those that the service
    itself put in, exactly: their tokens are chance and mean nothing.
    """
    read = plain(_without(text, links))
    figures = latin(read)
    found: tuple[tuple[Sensitive, Callable[[], bool]], ...] = (
        (Sensitive.BANK_ACCOUNT, lambda: _has_iban(figures) or _in_digits(figures, _is_ccc)),
        (Sensitive.CARD, lambda: _in_digits(figures, _is_card)),
        (Sensitive.IDENTITY_NUMBER, lambda: _has_identity_number(figures)),
        (Sensitive.SOCIAL_SECURITY_NUMBER, lambda: _in_digits(figures, is_social_security_number)),
        (Sensitive.HEALTH, lambda: _health().search(figures.casefold()) is not None),
        (Sensitive.FOREIGN_LINK, lambda: any(_is_foreign(link, service_url) for link in _links(read))),
    )
    return tuple(kind for kind, holds in found if holds())


def is_social_security_number(digits: str) -> bool:
    """Whether 12 digits are a Spanish social-security number: province, number, and both modulo 97."""
    if len(digits) != _NSS_LENGTH or int(digits[:2]) not in _PROVINCES:
        return False
    province, number, check = int(digits[:2]), int(digits[2:10]), int(digits[10:])
    whole = province * (10_000_000 if number < 10_000_000 else 100_000_000) + number
    return whole % 97 == check


def _without(text: str, links: Collection[str]) -> str:
    for link in sorted(links, key=len, reverse=True):
        text = text.replace(link, " ; ")
    return text


def _has_iban(text: str) -> bool:
    compact = re.sub(r"[^0-9A-Z]", "", text.upper())
    starts = (found.group(1) for found in _IBAN_START.finditer(compact))
    return any(iban.is_valid(start[:length]) for start in starts for length in _IBAN_LENGTHS)


def _in_digits(text: str, holds: Callable[[str], bool]) -> bool:
    return any(holds(part) for run in _runs(text) for part in _parts(run))


def _runs(text: str) -> Iterator[str]:
    """Digits that stand together, whatever separates their groups."""
    for found in _DIGITS.finditer(text):
        yield re.sub(r"[^0-9]", "", found.group())


def _parts(run: str) -> Iterator[str]:
    """Every part of a run that is as long as a number looked for."""
    for length in (_NSS_LENGTH, *_CARD_LENGTHS, _CCC_LENGTH):
        for start in range(len(run) - length + 1):
            yield run[start : start + length]


def _is_ccc(digits: str) -> bool:
    return len(digits) == _CCC_LENGTH and ccc.is_valid(digits)


def _is_card(digits: str) -> bool:
    return len(digits) in _CARD_LENGTHS and digits[0] != "0" and luhn.is_valid(digits)


def _has_identity_number(text: str) -> bool:
    for found in _DNI.finditer(text):
        number = re.sub(r"[^0-9]", "", found.group(1)).zfill(8)
        if dni.is_valid(number + (found.group(2) or found.group(3)).upper()):
            return True
    return any(nif.is_valid("".join(found.groups())) for found in _NIF.finditer(text))


@cache
def _health() -> re.Pattern[str]:
    words = [line for language in ("es", "en") for line in _lines(f"health.{language}.txt")]
    return re.compile(rf"(?<![0-9a-z])(?:{'|'.join(_pattern(word) for word in words)})(?![0-9a-z])")


def _lines(name: str) -> list[str]:
    text = (_WORDS / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _pattern(words: str) -> str:
    escaped = re.escape(latin(words).casefold())
    return escaped.replace(r"\*", "[0-9a-z]*").replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")


def _links(text: str) -> Iterator[str]:
    for word in text.split():
        link = word.strip(_AROUND)
        if (_SCHEME.search(link) or _SITE.search(link)) and not _FILE.fullmatch(link):
            yield link


def _is_foreign(link: str, service_url: str) -> bool:
    """Whether a link leads elsewhere; one without scheme leads where its name says."""
    own = urlsplit(service_url.casefold())
    try:
        leads_to = urlsplit(link.casefold() if "://" in link else f"{own.scheme}://{link.casefold()}")
    except ValueError:
        return True
    return (leads_to.scheme, leads_to.netloc) != (own.scheme, own.netloc)
