"""What of second factors is kept secret from the database, under keys derived from the master key."""

import base64
import hmac

from pydantic import SecretStr

from activities.vault.cipher import unwrap_key, wrap_key
from terms.factors import plain_recovery_code


class FactorSecrets:
    """Seals the secrets of authenticator apps, and hashes recovery codes."""

    def __init__(self, master_key: SecretStr) -> None:
        base = base64.b64decode(master_key.get_secret_value())
        self._sealing = hmac.digest(base, b"secrets of authenticator apps", "sha256")
        self._hashing = hmac.digest(base, b"recovery codes", "sha256")

    def seal(self, factor_id: str, user_id: str, secret: str) -> bytes:
        """The secret, encrypted; it opens for this factor of this user alone."""
        return wrap_key(self._sealing, secret.encode(), _purpose(factor_id, user_id))

    def open(self, factor_id: str, user_id: str, sealed: bytes) -> str:
        """The secret. Raises `ObjectDamaged` for one that was sealed for another factor."""
        return unwrap_key(self._sealing, sealed, _purpose(factor_id, user_id)).decode()

    def code_hmac(self, user_id: str, code: str) -> str:
        """What the table keeps of a recovery code, however it is typed."""
        named = f"{user_id}\x1f{plain_recovery_code(code)}"
        return hmac.digest(self._hashing, named.encode(errors="replace"), "sha256").hex()


def _purpose(factor_id: str, user_id: str) -> str:
    return f"secret of {factor_id} of {user_id}"
