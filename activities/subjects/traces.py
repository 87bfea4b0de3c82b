"""What the tables hold of one signer, as that person may have it: nothing of anybody else (art. 15, 20)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Act,
    Activity,
    ChannelConsent,
    EvidenceEvent,
    Field,
    Mail,
    MailProviderEvent,
    Message,
    Signer,
    SigningLink,
    Submission,
)
from terms.evidence import ActorKind
from terms.evidence import instant_text as _written

_OF_ANYBODY = ("name", "email", "address")
"""Details of an event that are the person's, whoever caused it."""


async def traces_of(
    session: AsyncSession, signer: Signer, emails: Collection[str], *, theirs: bool
) -> dict[str, Any]:
    """Everything about a signer who is the person of these addresses, in lower case; where another has their
    place by now, what names one of them.
    """
    told: dict[str, Any] = {
        "mails": await _mails(session, signer.id, emails),
        "evidence": await _evidence(session, signer, emails, theirs=theirs),
    }
    if not theirs:
        return told
    return told | {
        "signer": _signer(signer),
        "signatures": await _submissions(session, signer.id),
        "acts": await _acts(session, signer.id),
        "links": await _links(session, signer.id),
        "channel_consents": await _consents(session, signer.id),
        "messages": await _messages(session, signer.id),
        "requests": await _requests(session, signer.id),
    }


async def _consents(session: AsyncSession, signer_id: str) -> list[dict[str, Any]]:
    rows = await session.scalars(select(ChannelConsent).where(ChannelConsent.signer_id == signer_id))
    return [
        {
            "channel": row.channel,
            "phone": row.phone,
            "text_version": row.text_version,
            "given_at": at(row.given_at),
            "confirmed_at": at(row.confirmed_at),
            "revoked_at": at(row.revoked_at),
            "revoked_how": row.revoked_how,
            "ip": row.ip,
            "user_agent": row.user_agent,
        }
        for row in rows
    ]


async def _messages(session: AsyncSession, signer_id: str) -> list[dict[str, Any]]:
    rows = await session.scalars(select(Message).where(Message.signer_id == signer_id))
    return [
        {
            "purpose": row.purpose,
            "channel": row.channel,
            "phone": row.phone,
            "state": row.state,
            "created_at": at(row.created_at),
            "accepted_at": at(row.accepted_at),
        }
        for row in rows
    ]


def at(instant: datetime | None) -> str | None:
    """As evidence writes instants."""
    return _written(instant) if instant else None


def _signer(row: Signer) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "language": row.language,
        "routing_order": row.routing_order,
        "state": row.state,
        "notified_at": at(row.notified_at),
        "viewed_at": at(row.viewed_at),
        "acted_at": at(row.acted_at),
        "decline_reason": row.decline_reason,
    }


async def _submissions(session: AsyncSession, signer_id: str) -> list[dict[str, Any]]:
    fields = await session.scalars(select(Field).where(Field.signer_id == signer_id))
    known = {field.id: field for field in fields}
    rows = await session.scalars(
        select(Submission).where(Submission.signer_id == signer_id).order_by(Submission.id)
    )
    return [
        {
            "id": row.id,
            "received_at": at(row.received_at),
            "method": row.method,
            "typed_name": row.typed_name,
            "values": [
                _value(known.get(field_id), field_id, value) for field_id, value in row.values.items()
            ],
            "consent": {
                "version": row.consent_version,
                "language": row.consent_language,
                "sha256": row.consent_sha256,
            },
            "time_zone": row.time_zone,
            "ip": row.ip,
            "user_agent": row.user_agent,
        }
        for row in rows
    ]


def _value(field: Field | None, field_id: str, value: object) -> dict[str, Any]:
    about = {"kind": field.kind, "label": field.label} if field else {}
    return {"field_id": field_id, "value": value} | about


async def _acts(session: AsyncSession, signer_id: str) -> list[dict[str, Any]]:
    """What they did themselves; what the sender did about them is told by the evidence."""
    rows = await session.scalars(
        select(Act).where(Act.signer_id == signer_id, Act.user_id.is_(None)).order_by(Act.id)
    )
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "received_at": at(row.received_at),
            "words": row.words,
            "ip": row.ip,
            "user_agent": row.user_agent,
        }
        for row in rows
    ]


async def _links(session: AsyncSession, signer_id: str) -> list[dict[str, Any]]:
    rows = await session.scalars(
        select(SigningLink).where(SigningLink.signer_id == signer_id).order_by(SigningLink.id)
    )
    return [
        {
            "id": row.id,
            "created_at": at(row.created_at),
            "expires_at": at(row.expires_at),
            "revoked_at": at(row.revoked_at),
        }
        for row in rows
    ]


async def _mails(session: AsyncSession, signer_id: str, emails: Collection[str]) -> list[dict[str, Any]]:
    rows = await session.scalars(select(Mail).where(Mail.signer_id == signer_id).order_by(Mail.id))
    own = [row for row in rows if row.address.lower() in emails]
    reports = await _reports(session, [row.id for row in own])
    return [
        {
            "id": row.id,
            "purpose": row.purpose,
            "address": row.address,
            "state": row.state,
            "ordered_at": at(row.created_at),
            "accepted_at": at(row.accepted_at),
            "opened_at": at(row.opened_at),
            "reports": reports.get(row.id, []),
        }
        for row in own
    ]


async def _reports(session: AsyncSession, mail_ids: Sequence[str]) -> Mapping[str, list[dict[str, Any]]]:
    rows = await session.scalars(
        select(MailProviderEvent)
        .where(MailProviderEvent.mail_id.in_(mail_ids))
        .order_by(MailProviderEvent.number)
    )
    told: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        where = {name: row.payload.get(name) for name in ("ip", "useragent") if row.payload.get(name)}
        told.setdefault(str(row.mail_id), []).append({"kind": row.kind, "at": at(row.at)} | where)
    return told


async def _evidence(
    session: AsyncSession, signer: Signer, emails: Collection[str], *, theirs: bool
) -> list[dict[str, Any]]:
    rows = await session.scalars(
        select(EvidenceEvent)
        .where(EvidenceEvent.envelope_id == signer.envelope_id)
        .order_by(EvidenceEvent.sequence)
    )
    return [
        {
            "sequence": row.sequence,
            "at": at(row.at),
            "kind": row.kind,
            "actor": row.actor,
            "hash": row.hash,
            "personal": _personal(row),
        }
        for row in rows
        if is_about(row, signer.id) and _names(row, emails, theirs=theirs)
    ]


def is_about(event: EvidenceEvent, signer_id: str) -> bool:
    """Whether an event tells of the signer."""
    return signer_id in (event.actor_id, event.data.get("signer_id"))


def _names(event: EvidenceEvent, emails: Collection[str], *, theirs: bool) -> bool:
    """Whether it is the person's: one that names another address is somebody else's."""
    address = str((event.personal or {}).get("email") or (event.personal or {}).get("address") or "")
    return address.lower() in emails or (theirs and not address)


def _personal(event: EvidenceEvent) -> dict[str, Any] | None:
    """Of what the sender did, where they sat and what they said is theirs."""
    if event.personal is None or event.actor != ActorKind.SENDER:
        return event.personal
    return {name: event.personal[name] for name in _OF_ANYBODY if name in event.personal}


async def _requests(session: AsyncSession, signer_id: str) -> list[dict[str, Any]]:
    rows = await session.scalars(
        select(Activity)
        .where(Activity.objects.contains([signer_id]), Activity.actor_id == signer_id)
        .order_by(Activity.id)
    )
    return [
        {
            "at": at(row.at),
            "action": row.action,
            "status": row.status,
            "ip": row.ip,
            "user_agent": row.user_agent,
        }
        for row in rows
    ]
