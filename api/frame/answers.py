"""Answers kept per `Idempotency-Key` (RFC draft-ietf-httpapi-idempotency-key-header).

An answer may hold a new API key or a session's cookie, and personal data. It is kept encrypted under a key
derived from the service's secret and the caller's `Idempotency-Key`, of which the table holds only a hash:
neither a copy of the database nor the service's own secret opens it, only the repeated request.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response
from ulid import ULID

from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import IdempotencyRecord
from models.database import Database
from models.identifiers import Prefix
from models.scope import UPKEEP, Scope
from terms.access import ANSWER_KEPT, ANSWER_LOCK, ANSWER_SIGN_OF_LIFE

NONCE_BYTES = 12
REPLAYED = "Idempotent-Replayed"
_KEPT_HEADERS = ("content-type", "location", "set-cookie")


@dataclass(frozen=True)
class Claim:
    """The right to carry out one request. `first_at` and the key give the ids it makes, each time."""

    scope: str
    key_sha256: str
    secret: bytes
    first_at: datetime
    held_by: str

    def id_for(self, prefix: Prefix) -> str:
        """The id of what this request makes: the same again when a crash makes the caller repeat it."""
        digest = hashlib.sha256(f"{self.scope}\x1f{self.key_sha256}\x1f{prefix.value}".encode()).digest()
        milliseconds = int(self.first_at.timestamp() * 1000)
        return f"{prefix.value}_{ULID(milliseconds.to_bytes(6, 'big') + digest[:10])}"


class LostClaim(Exception):
    """The request took so long that a repeated one took over."""


class Answers:
    """The table of requests under way and answered."""

    def __init__(self, database: Database, secret: SecretStr) -> None:
        self._database = database
        self._secret = hmac.digest(base64.b64decode(secret.get_secret_value()), b"answers", "sha256")

    async def claim(self, scope: str, key: str, request: bytes, now: datetime) -> Claim | Response:
        """The right to answer, or the answer already given.

        Raises 422 when the key belongs to another request, 409 while the first is still under way.
        """
        secret = hmac.digest(self._secret, key.encode(), "sha256")
        fingerprint = hmac.digest(secret, request, "sha256").hex()
        key_sha256 = hashlib.sha256(key.encode()).hexdigest()
        held_by, locked_until = secrets.token_hex(16), now + ANSWER_LOCK
        async with self._database.transaction(Scope(request=scope)) as session:
            await session.execute(
                delete(IdempotencyRecord).where(
                    IdempotencyRecord.scope == scope,
                    IdempotencyRecord.key == key_sha256,
                    IdempotencyRecord.created_at < now - ANSWER_KEPT,
                )
            )
            made = await session.execute(
                insert(IdempotencyRecord)
                .values(
                    scope=scope,
                    key=key_sha256,
                    request_sha256=fingerprint,
                    created_at=now,
                    held_by=held_by,
                    locked_until=locked_until,
                )
                .on_conflict_do_nothing()
                .returning(IdempotencyRecord.key)
            )
            if made.first() is not None:
                return Claim(scope, key_sha256, secret, now, held_by)
            record = await self._locked(session, scope, key_sha256)
            if not hmac.compare_digest(record.request_sha256, fingerprint):
                raise Problem(Kind.IDEMPOTENCY_KEY_REUSED)
            if record.status is not None and record.body is not None:
                return _opened(secret, record.body)
            if record.locked_until > now:
                raise Problem(Kind.REQUEST_IN_PROGRESS, retry_after=1)
            record.held_by, record.locked_until = held_by, locked_until
            return Claim(scope, key_sha256, secret, record.created_at, held_by)

    @asynccontextmanager
    async def held(self, claim: Claim) -> AsyncIterator[None]:
        """Holds the claim for as long as its request takes; after a crash it lapses within seconds."""
        renewing = asyncio.create_task(self._renew(claim))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing

    async def _renew(self, claim: Claim) -> None:
        while True:
            await asyncio.sleep(ANSWER_SIGN_OF_LIFE.total_seconds())
            with suppress(SQLAlchemyError):  # the claim may lapse: the answer then is the other's to keep
                async with self._database.transaction(Scope(request=claim.scope)) as session:
                    await session.execute(
                        update(IdempotencyRecord)
                        .where(*_is(claim), IdempotencyRecord.status.is_(None))
                        .values(locked_until=func.now() + ANSWER_LOCK)
                    )

    async def keep(self, session: AsyncSession, claim: Claim, response: Response) -> None:
        """Keeps the answer in the caller's transaction, with the effects it answers for.

        Raises `LostClaim` when another request took over; the caller's transaction must then not commit.
        """
        kept = await session.execute(
            update(IdempotencyRecord)
            .where(*_is(claim), IdempotencyRecord.status.is_(None))
            .values(status=response.status_code, body=_sealed(claim.secret, response))
            .returning(IdempotencyRecord.key)
        )
        if kept.first() is None:
            raise LostClaim

    async def release(self, claim: Claim, now: datetime) -> None:
        """Lets the request be repeated at once, with the same ids: it was not answered."""
        async with self._database.transaction(Scope(request=claim.scope)) as session:
            await session.execute(
                update(IdempotencyRecord)
                .where(*_is(claim), IdempotencyRecord.status.is_(None))
                .values(locked_until=now)
            )

    async def forget(self, claim: Claim) -> None:
        """Frees the key: the request was never carried out, so a corrected one may use it."""
        async with self._database.transaction(Scope(request=claim.scope)) as session:
            await session.execute(
                delete(IdempotencyRecord).where(*_is(claim), IdempotencyRecord.status.is_(None))
            )

    async def sweep(self, now: datetime) -> None:
        """Removes what is older than answers are kept."""
        async with self._database.transaction(UPKEEP) as session:
            await session.execute(
                delete(IdempotencyRecord).where(IdempotencyRecord.created_at < now - ANSWER_KEPT)
            )

    @staticmethod
    async def _locked(session: AsyncSession, scope: str, key_sha256: str) -> IdempotencyRecord:
        record = await session.scalar(
            select(IdempotencyRecord)
            .where(IdempotencyRecord.scope == scope, IdempotencyRecord.key == key_sha256)
            .with_for_update()
        )
        if record is None:
            raise Problem(Kind.REQUEST_IN_PROGRESS, retry_after=1)
        return record


def _is(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        IdempotencyRecord.scope == claim.scope,
        IdempotencyRecord.key == claim.key_sha256,
        IdempotencyRecord.held_by == claim.held_by,
    )


def _sealed(secret: bytes, response: Response) -> dict[str, str]:
    headers = [
        [name, value]
        for name, value in (
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers
        )
        if name in _KEPT_HEADERS
    ]
    content = {
        "status": response.status_code,
        "headers": headers,
        "body": base64.b64encode(bytes(response.body)).decode(),
    }
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(secret).encrypt(nonce, json.dumps(content).encode(), None)
    return {"sealed": base64.b64encode(nonce + sealed).decode()}


def _opened(secret: bytes, body: dict[str, str]) -> Response:
    raw = base64.b64decode(body["sealed"])
    try:
        plain = AESGCM(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
    except InvalidTag as error:
        raise Problem(Kind.IDEMPOTENCY_KEY_REUSED) from error
    content = json.loads(plain)
    response = Response(base64.b64decode(content["body"]), content["status"])
    for name, value in content["headers"]:
        response.raw_headers.append((name.encode("latin-1"), value.encode("latin-1")))
    response.headers[REPLAYED] = "true"
    return response
