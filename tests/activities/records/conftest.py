"""Drafts as the API writes them, for the activities that record an envelope's life."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from models import Act, Base, Business, Document, Envelope, EnvelopeDocument, Signer, Submission, User
from models.database import Database
from models.identifiers import Prefix, new_id

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
async def draft(database: Database) -> dict[str, str]:
    """Ids of one draft envelope with one document and two signers in order, and of its acts."""
    ids = {
        "user": new_id(Prefix.USER),
        "business": new_id(Prefix.BUSINESS),
        "document": new_id(Prefix.DOCUMENT),
        "envelope": new_id(Prefix.ENVELOPE),
        "first": new_id(Prefix.SIGNER),
        "second": new_id(Prefix.SIGNER),
        "send": new_id(Prefix.ACT),
        "decline": new_id(Prefix.ACT),
        "correct": new_id(Prefix.ACT),
        "submission": new_id(Prefix.SUBMISSION),
    }
    for rows in _rows(ids):
        async with database.transaction() as session:
            session.add_all(rows)
    return ids


def _rows(ids: dict[str, str]) -> list[list[Base]]:
    user = User(
        id=ids["user"],
        email=f"{ids['user']}@example.com",
        password_hash="-",
        email_verified_at=NOW,
        created_at=NOW,
    )
    business = Business(id=ids["business"], owner_id=ids["user"], name="Taller", country="ES", created_at=NOW)
    document = Document(
        id=ids["document"],
        business_id=ids["business"],
        created_by=ids["user"],
        name="contrato.pdf",
        sha256="a" * 64,
        uploaded_sha256="a" * 64,
        size=1,
        page_count=1,
        pages=[{"width": 595, "height": 842}],
        object_key="-",
        created_at=NOW,
    )
    envelope = Envelope(
        id=ids["envelope"],
        business_id=ids["business"],
        created_by=ids["user"],
        title="Contrato",
        expires_in_days=30,
        reminders={"first_after_days": 3, "every_days": 3, "maximum": 5},
        created_at=NOW,
    )
    parts: list[Base] = [
        EnvelopeDocument(envelope_id=ids["envelope"], document_id=ids["document"], position=1)
    ]
    parts += [_signer(ids, "first", 1), _signer(ids, "second", 2)]
    acts: list[Base] = [
        _act(ids, "send"),
        _act(ids, "decline", words="El precio no es el acordado", signer_id=ids["first"]),
        _act(ids, "correct", details={"email": "nueva@example.com"}),
        _submission(ids),
    ]
    return [[user], [business], [document, envelope], parts, acts]


def _signer(ids: dict[str, str], name: str, order: int) -> Signer:
    return Signer(
        id=ids[name],
        envelope_id=ids["envelope"],
        name=name.title(),
        email=f"{name}@example.com",
        language="es",
        routing_order=order,
        position=order,
    )


def _act(ids: dict[str, str], kind: str, **details: Any) -> Act:
    return Act(
        id=ids[kind],
        envelope_id=ids["envelope"],
        kind=kind,
        ip="192.0.2.7",
        user_agent="Tests",
        received_at=NOW,
        **details,
    )


def _submission(ids: dict[str, str]) -> Submission:
    return Submission(
        id=ids["submission"],
        envelope_id=ids["envelope"],
        signer_id=ids["first"],
        link_id="lnk_1",
        method="typed",
        typed_name="First",
        values={"fld_1": True},
        consent_version="2026-11-22",
        consent_language="es",
        consent_sha256="c" * 64,
        time_zone="Europe/Madrid",
        ip="192.0.2.8",
        user_agent="Phone",
        received_at=NOW,
    )


Read = Callable[[type[Base], str], Awaitable[Any]]


@pytest.fixture
def read(database: Database) -> Read:
    """Reads one row afresh."""

    async def get(table: type[Base], key: str) -> Any:
        async with database.transaction() as session:
            return await session.get(table, key)

    return get
