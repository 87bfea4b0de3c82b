"""The code that confirms a number: derived from the consent's id, so that it is kept nowhere."""

import hmac

from activities.mail.links import LinkTokens
from terms.messaging import CODE_DIGITS


def code_of(tokens: LinkTokens, consent_id: str) -> str:
    """Six digits that only who has the service's key can derive."""
    number = int.from_bytes(tokens.token(f"{consent_id}/code").encode(), "big")
    return str(number % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def is_code(tokens: LinkTokens, consent_id: str, typed: str) -> bool:
    """Whether the typed digits are the consent's code; takes as long for any."""
    return hmac.compare_digest(code_of(tokens, consent_id).encode(), typed.encode(errors="replace"))
