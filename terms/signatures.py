"""Signatures (design "Signing", contract E4): the levels owed and what a signature shows."""

from dataclasses import dataclass
from enum import IntEnum

COMMON_NAME_MAX = 64
"""Characters of a certificate's common name (X.520 `ub-common-name`)."""


class Level(IntEnum):
    """PAdES baseline levels (ETSI EN 319 142-1), each including those below it."""

    NONE = 0
    B_B = 1
    B_T = 2
    B_LT = 3
    B_LTA = 4

    @property
    def label(self) -> str:
        """As people write it, such as `B-LTA`."""
        return self.name.replace("_", "-")


SIGNATURE_LEVEL = Level.B_T
"""What each signer's signature reaches at least, at once."""
SEALED_LEVEL = Level.B_LTA
"""What every signature of a finished document reaches."""


def certificate_name(name: str) -> str:
    """A person's name as a certificate's common name; a longer one ends in an ellipsis."""
    tidy = " ".join(name.split())
    return tidy if len(tidy) <= COMMON_NAME_MAX else tidy[: COMMON_NAME_MAX - 1] + "…"


def pseudonym(signer_id: str) -> str:
    """A signer's id as a certificate's serial number attribute, whose alphabet has no underscore (X.520)."""
    return signer_id.replace("_", "-")


def initials(name: str) -> str:
    """The first letters of a name's words."""
    return "".join(word[0].upper() for word in name.split())


@dataclass(frozen=True)
class Box:
    """A place on a page, in fractions of the page as shown, from its top left corner."""

    x: float
    y: float
    width: float
    height: float


DEFAULT_MARK_COLUMNS = 3
DEFAULT_MARK = Box(x=0.04, y=0.93, width=0.295, height=0.05)
"""Where the first signer without a signature field is shown: at the foot of the last page."""


def default_mark(slot: int) -> Box:
    """The place of the `slot`-th (from 0) signer without a field: in rows of three, upwards.

    With more signers than fit on the page the rows begin again from its foot.
    """
    row, column = divmod(slot, DEFAULT_MARK_COLUMNS)
    row %= int(DEFAULT_MARK.y / DEFAULT_MARK.height)
    return Box(
        x=DEFAULT_MARK.x + column * (DEFAULT_MARK.width + 0.0175),
        y=DEFAULT_MARK.y - row * DEFAULT_MARK.height,
        width=DEFAULT_MARK.width,
        height=DEFAULT_MARK.height * 0.96,
    )
