"""What a message needs before it may leave: sub-processor, clause and consent."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from models import ChannelClause, ChannelConsent, Subprocessor
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.messaging import Channel
from tests.activities.mail.envelopes import SENT_AT, SentEnvelope

_numbers = itertools.count(1)


def new_phone(last: str = "") -> str:
    """A number that no other test has."""
    return f"+346{next(_numbers):04d}{last or '1111'}"


async def registered_provider(database: Database, user_id: str) -> None:
    """The messaging company is in the register since before the businesses came."""
    async with database.transaction() as session:
        session.add(
            Subprocessor(
                id=new_id(Prefix.SUBPROCESSOR),
                name="Twilio",
                purpose={},
                data={},
                country="IE",
                safeguards={},
                contact="x@example.com",
                service="messaging",
                entered_by=user_id,
                entered_at=SENT_AT - timedelta(days=60),
                state="current",
            )
        )


async def clause(database: Database, sent: SentEnvelope, channel: Channel = Channel.SMS) -> str:
    """The business accepted the clause for the channel."""
    clause_id = new_id(Prefix.CHANNEL_CLAUSE)
    async with database.transaction() as session:
        session.add(
            ChannelClause(
                id=clause_id,
                business_id=sent.business_id,
                channel=channel.value,
                text_version="2026-11-29",
                text_language="es",
                text_sha256="0" * 64,
                accepted_by=sent.user_id,
                accepted_at=SENT_AT,
            )
        )
    return clause_id


async def consent(
    database: Database, sent: SentEnvelope, channel: Channel = Channel.SMS, **given: Any
) -> ChannelConsent:
    """The signer consented; confirmed unless `confirmed_at` says otherwise."""
    consent_id = new_id(Prefix.CHANNEL_CONSENT)
    row = ChannelConsent(
        id=consent_id,
        business_id=sent.business_id,
        envelope_id=sent.envelope_id,
        signer_id=sent.signer_id,
        email=sent.signer_address.lower(),
        channel=channel.value,
        language="es",
        text_version="2026-11-29",
        text_sha256="0" * 64,
        token_sha256=consent_id.ljust(64, "0"),
        given_at=datetime.now(UTC),
        **({"phone": new_phone(), "confirmed_at": datetime.now(UTC)} | given),
    )
    async with database.transaction() as session:
        session.add(row)
    return row
