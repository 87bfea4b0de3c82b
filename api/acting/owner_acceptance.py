"""What whoever owns a business declares and accepts, when creating it or taking it over (contract A2)."""

import hashlib

from activities.evidence.texts import TextArchive
from api.acting.consent import require_current
from api.schemas.accounts import AcceptedTexts, Declarations, TextAccepted
from terms.accounts import OWNER_ACCEPTS
from terms.evidence import canonical_json

DECLARATIONS = "declarations"
"""Name under which evidence keeps what the owner declared, by the hash of its canonical JSON."""


def owner_acceptances(
    texts: TextArchive, accepted: AcceptedTexts, declarations: Declarations
) -> dict[str, TextAccepted]:
    """Document → what is accepted of it, the declarations among them.

    The declarations are pinned like a text: they belong to the terms accepted with them. Raises 409 when a
    text accepted is not the current one.
    """
    named: dict[str, TextAccepted] = {}
    for kind in OWNER_ACCEPTS:
        named[kind.value] = getattr(accepted, kind.value)
        require_current(texts, kind, named[kind.value], f"/accepted/{kind.value}")
    digest = hashlib.sha256(canonical_json(declarations.model_dump())).hexdigest()
    terms = accepted.terms
    return named | {DECLARATIONS: TextAccepted(version=terms.version, language=terms.language, sha256=digest)}
