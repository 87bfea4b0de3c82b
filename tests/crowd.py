"""Many businesses at once, made by SQL: each with its owner, the contract accepted, and an envelope."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from models import Acceptance, Business, Envelope, Membership, Signer, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import Document

_BATCH = 250
_SIGNERS = 2


async def crowd(database: Database, count: int, domain: str) -> Sequence[str]:
    """Makes so many and says their ids; owner number 7 has the address `owner-7@domain`."""
    made: list[str] = []
    for first in range(0, count, _BATCH):
        rows = [_business(number, domain) for number in range(first, min(first + _BATCH, count))]
        async with database.transaction() as session:
            for kind in (User, Business, Membership, Acceptance, Envelope, Signer):
                session.add_all(row for one in rows for row in one if isinstance(row, kind))
                await session.flush()
        made += [row.id for one in rows for row in one if isinstance(row, Business)]
        await asyncio.sleep(0)
    return made


def _business(number: int, domain: str) -> Sequence[object]:
    at = datetime.now(UTC)
    owner, business, envelope = (new_id(kind) for kind in (Prefix.USER, Prefix.BUSINESS, Prefix.ENVELOPE))
    signers = [
        Signer(
            id=new_id(Prefix.SIGNER),
            envelope_id=envelope,
            name=f"Firmante {number}-{position}",
            email=f"signer-{number}-{position}@{domain}",
            language="es",
            routing_order=1,
            position=position,
        )
        for position in range(_SIGNERS)
    ]
    return [
        User(
            id=owner,
            email=f"owner-{number}@{domain}",
            password_hash="x",
            email_verified_at=at,
            created_at=at,
            name=f"Titular {number}",
            language="en" if number % 5 == 0 else "es",
        ),
        Business(id=business, owner_id=owner, name=f"Negocio {number}", country="ES", created_at=at),
        Membership(business_id=business, user_id=owner, role="owner", created_at=at),
        Acceptance(
            id=new_id(Prefix.ACCEPTANCE),
            user_id=owner,
            business_id=business,
            document=Document.PROCESSOR.value,
            version="2026-11-22",
            language="es",
            sha256="0" * 64,
            accepted_at=at,
        ),
        Envelope(
            id=envelope,
            business_id=business,
            created_by=owner,
            title="Contrato",
            expires_in_days=30,
            created_at=at,
            state="completed",
        ),
        *signers,
    ]
