"""Tokens of mailed links: derived from a row's id with a secret key, so that only a hash is kept."""

import base64
import hashlib
import hmac
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.ended_links import report_that_ended_links
from models import SigningLink
from models.identifiers import Prefix, new_id

KEY_BYTES = 32


class LinkTokens:
    """Derives the token of a signing link (`lnk_…`), a registration (`reg_…`) and the like from its id.

    A repeated step derives the same token, and whoever reads the database cannot derive any.
    """

    def __init__(self, key: bytes) -> None:
        """Raises `ValueError` unless `key` has 32 bytes."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"the link key needs {KEY_BYTES} bytes, not {len(key)}")
        self._key = key

    @classmethod
    def from_secret(cls, secret: SecretStr) -> "LinkTokens":
        """From the base64 of the setting `link_key`; raises `ValueError` when it is not 32 bytes."""
        return cls(base64.b64decode(secret.get_secret_value(), validate=True))

    def token(self, link_id: str) -> str:
        """HMAC-SHA-256 of the id in unpadded base64url: 43 characters, 256 bits."""
        digest = hmac.digest(self._key, link_id.encode(), "sha256")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def verification_token(self, registration_id: str, number: int) -> str:
        """The token of a registration's `number`th link; the first is that of the registration itself."""
        return self.token(registration_id if number == 1 else f"{registration_id}/{number}")

    @staticmethod
    def sha256(token: str) -> str:
        """What the tables keep of a token (hex). Takes any text, so that a wrong token is just not found."""
        return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


async def issue_signing_link(
    session: AsyncSession,
    tokens: LinkTokens,
    *,
    key: str,
    signer_id: str,
    envelope_id: str,
    now: datetime,
    expires_at: datetime,
    replaces_older: bool = False,
) -> tuple[SigningLink, bool]:
    """The link of the step `key`, and whether this call made it; a repeated step finds the first one.

    With `replaces_older` the signer's other links stop working in the same transaction, once: a repeated
    old step must not revoke what was issued after it. Without, a link is issued ended when a report of lost
    credentials ended the one before: a working one has to be asked for from the mailbox (contract A7).
    """
    link_id = new_id(Prefix.LINK)
    report_id = None if replaces_older else await report_that_ended_links(session, signer_id)
    made = await session.execute(
        insert(SigningLink)
        .values(
            id=link_id,
            signer_id=signer_id,
            envelope_id=envelope_id,
            key=key,
            token_sha256=tokens.sha256(tokens.token(link_id)),
            created_at=now,
            expires_at=expires_at,
            revoked_at=now if report_id else None,
            ended_by_report=report_id,
        )
        .on_conflict_do_nothing(index_elements=[SigningLink.key])
        .returning(SigningLink.id)
    )
    is_new = made.scalar_one_or_none() is not None
    if is_new and replaces_older:
        await revoke_signing_links(session, signer_id, now=now, keep=link_id)
    link = await session.scalar(select(SigningLink).where(SigningLink.key == key))
    if link is None or link.signer_id != signer_id:
        raise ValueError(f"the key {key!r} issued a link to another signer")
    return link, is_new


async def revoke_signing_links(
    session: AsyncSession, signer_id: str, *, now: datetime, keep: str | None = None
) -> None:
    """Ends all links of a signer that still work, except the one with the id `keep`."""
    await session.execute(
        update(SigningLink)
        .where(
            SigningLink.signer_id == signer_id,
            SigningLink.revoked_at.is_(None),
            SigningLink.id != (keep or ""),
        )
        .values(revoked_at=now)
    )
