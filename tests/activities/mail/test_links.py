"""Links: derived, found again by a repeated step, and ended when a newer one replaces them."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from activities.mail.links import LinkTokens, issue_signing_link
from activities.mail.mailer import Mailer
from activities.mail.messages import Purpose
from activities.records.ledger import read_chain
from models import SigningLink
from models.database import Database
from tests.activities.mail.envelopes import EXPIRES_AT, SentEnvelope, sent_envelope
from tests.activities.mail.orders import to_signer
from tests.activities.mail.running_sink import RunningSink

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_token_is_the_ids_and_the_keys_alone() -> None:
    tokens = LinkTokens(b"k" * 32)
    assert tokens.token("lnk_1") == LinkTokens(b"k" * 32).token("lnk_1")
    assert tokens.token("lnk_1") != tokens.token("lnk_2")
    assert tokens.token("lnk_1") != LinkTokens(b"j" * 32).token("lnk_1")
    assert len(tokens.token("lnk_1")) == 43
    assert tokens.sha256("\udc80") != tokens.sha256("x"), "any text of an address can be looked up"


def test_key_comes_from_base64_and_has_32_bytes() -> None:
    secret = SecretStr(base64.b64encode(b"k" * 32).decode())
    assert LinkTokens.from_secret(secret).token("lnk_1") == LinkTokens(b"k" * 32).token("lnk_1")
    with pytest.raises(ValueError, match="32 bytes"):
        LinkTokens(b"short")


async def _issue(database: Database, tokens: LinkTokens, sent: SentEnvelope, key: str) -> tuple[str, bool]:
    async with database.transaction() as session:
        link, is_new = await issue_signing_link(
            session,
            tokens,
            key=key,
            signer_id=sent.signer_id,
            envelope_id=sent.envelope_id,
            now=NOW,
            expires_at=NOW + timedelta(days=30),
            replaces_older=True,
        )
        return link.id, is_new


async def _links(database: Database, sent: SentEnvelope) -> list[SigningLink]:
    async with database.transaction() as session:
        rows = await session.scalars(
            select(SigningLink).where(SigningLink.signer_id == sent.signer_id).order_by(SigningLink.id)
        )
        return list(rows)


async def test_step_repeated_at_the_same_time_has_one_link(database: Database, tokens: LinkTokens) -> None:
    sent = await sent_envelope(database)
    key = f"step:{sent.signer_id}"
    issued = await asyncio.gather(*(_issue(database, tokens, sent, key) for _ in range(5)))
    assert len({link_id for link_id, _ in issued}) == 1
    assert [is_new for _, is_new in issued].count(True) == 1


async def test_old_step_repeated_does_not_end_newer_links(database: Database, tokens: LinkTokens) -> None:
    sent = await sent_envelope(database)
    old, new = f"old:{sent.signer_id}", f"new:{sent.signer_id}"
    await _issue(database, tokens, sent, old)
    await _issue(database, tokens, sent, new)
    await _issue(database, tokens, sent, old)
    states = {link.key: link.revoked_at for link in await _links(database, sent)}
    assert states == {old: NOW, new: None}


async def test_key_never_serves_two_signers(database: Database, tokens: LinkTokens) -> None:
    first, second = await sent_envelope(database), await sent_envelope(database)
    key = f"step:{first.signer_id}"
    await _issue(database, tokens, first, key)
    with pytest.raises(ValueError, match="another signer"):
        await _issue(database, tokens, second, key)


async def test_mailed_tokens_are_kept_as_hashes_and_renewal_ends_them(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens
) -> None:
    sent = await sent_envelope(database)
    for purpose in (
        Purpose.SIGN_REQUEST,
        Purpose.SIGN_REMINDER,
        Purpose.SIGN_NEW_LINK,
        Purpose.ENVELOPE_COMPLETED,
    ):
        await mailer.send(to_signer(sent, purpose))
    mailed = [
        message["links"][0].rsplit("/", 1)[1] for message in reversed(sink.messages(sent.signer_address))
    ]
    links = await _links(database, sent)
    assert [tokens.sha256(token) for token in mailed] == [link.token_sha256 for link in links]
    assert [link.revoked_at is not None for link in links] == [True, True, False, False]
    assert all(link.expires_at >= EXPIRES_AT for link in links)

    async with database.transaction() as session:
        events = await read_chain(session, sent.envelope_id)
    about_links = [event for event in events if event.kind.startswith("link:")]
    assert [event.kind for event in about_links] == [
        "link:issued", "link:issued", "link:renewed", "link:issued",
    ]  # fmt: skip
    everything = str([(event.data, event.personal) for event in events])
    assert not any(token in everything for token in mailed)
