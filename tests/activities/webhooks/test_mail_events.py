"""Events in any order, repeated and at the same time: one state, one piece of evidence, no bounce lost."""

import asyncio
import itertools

import pytest
from sqlalchemy import func, select

from activities.records.ledger import read_chain
from activities.webhooks.mail_events import NoticeKind
from activities.webhooks.provider_event import UnreadableEventsError
from models import EvidenceEvent, Mail, MailProviderEvent
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.orders import ledger_row
from tests.activities.webhooks.conftest import NOW, SentMail, Webhook, kinds, mail_in_flight


async def _evidence(database: Database, mail: SentMail) -> list[EvidenceEvent]:
    async with database.transaction() as session:
        return await read_chain(session, mail.envelope.envelope_id)


async def _row(database: Database, mail: SentMail) -> Mail:
    return await ledger_row(database, mail.order)


async def test_delivery_proves_acceptance(database: Database, webhook: Webhook, mail: SentMail) -> None:
    assert await webhook.post(mail.event("processed"), mail.event("delivered", 3)) == []
    row = await _row(database, mail)
    assert (row.state, row.accepted_at, row.provider_message_id) == (
        "delivered",
        NOW,
        f"{mail.mail_id}-provider",
    )
    events = await _evidence(database, mail)
    assert kinds(events) == ["mail:accepted", "mail:delivered"]
    assert [event.actor for event in events] == ["mail_provider", "mail_provider"]
    assert (events[1].at - NOW).total_seconds() == 3


async def test_repeated_events_change_nothing(database: Database, webhook: Webhook, mail: SentMail) -> None:
    batch = [mail.event("delivered"), mail.event("open", 5, ip="203.0.113.7", useragent="Correo/1.0")]
    for _ in range(3):
        await webhook.post(*batch)
    events = await _evidence(database, mail)
    assert kinds(events) == ["mail:accepted", "mail:delivered", "mail:opened"]
    assert events[2].personal is not None
    assert events[2].personal["ip"] == "203.0.113.7"
    assert events[2].personal["user_agent"] == "Correo/1.0"
    async with database.transaction() as session:
        count = await session.scalar(
            select(func.count())
            .select_from(MailProviderEvent)
            .where(MailProviderEvent.mail_id == mail.mail_id)
        )
    assert count == 2


@pytest.mark.parametrize("order", list(itertools.permutations(["deferred", "delivered", "bounce"])))
async def test_states_never_go_backwards(
    database: Database, webhook: Webhook, mail: SentMail, order: tuple[str, ...]
) -> None:
    for kind in order:
        await webhook.post(mail.event(kind))
    assert (await _row(database, mail)).state == "bounced"
    assert sorted(kinds(await _evidence(database, mail))) == [
        "mail:accepted", "mail:bounced", "mail:deferred", "mail:delivered",
    ]  # fmt: skip


async def test_opened_first_time_counts(database: Database, webhook: Webhook, mail: SentMail) -> None:
    await webhook.post(mail.event("open", 9), mail.event("open", 5), mail.event("open", 7))
    assert kinds(await _evidence(database, mail)) == ["mail:accepted", "mail:opened"]
    assert (await _row(database, mail)).opened_at is not None


async def test_a_mail_program_is_no_person(database: Database, webhook: Webhook, mail: SentMail) -> None:
    await webhook.post(mail.event("open", sg_machine_open=True))
    assert kinds(await _evidence(database, mail)) == ["mail:accepted"]
    assert (await _row(database, mail)).opened_at is None


@pytest.mark.parametrize(("kind", "state"), [("bounce", "bounced"), ("dropped", "dropped")])
async def test_undelivered_mail_is_told_until_it_was_handled(
    database: Database, webhook: Webhook, mail: SentMail, kind: str, state: str
) -> None:
    event = mail.event(kind, reason=f"550 <{mail.envelope.signer_address}> unknown", status="5.1.1")
    (notice,) = await webhook.post(event)
    assert (notice.envelope_id, notice.signer_id, notice.mail_id) == (
        mail.envelope.envelope_id,
        mail.envelope.signer_id,
        mail.mail_id,
    )
    assert (await _row(database, mail)).state == state
    evidence = (await _evidence(database, mail))[-1]
    assert evidence.kind == f"mail:{state}"
    assert evidence.data["status"] == "5.1.1"
    assert mail.envelope.signer_address not in str(evidence.data)

    assert await webhook.post(event) == [notice], "the workflow was not told yet"
    assert notice in await webhook.events.sweep(), "a crash before telling it loses nothing"
    await webhook.events.handled([notice], NOW)
    assert await webhook.post(event) == []
    assert notice not in await webhook.events.sweep()


async def test_senders_mail_that_bounces_concerns_no_signer(
    database: Database, webhook: Webhook, mail: SentMail
) -> None:
    async with database.transaction() as session:
        row = await session.get(Mail, mail.mail_id)
        assert row is not None
        row.signer_id, row.user_id = None, mail.envelope.user_id
    assert await webhook.post(mail.event("bounce")) == []
    assert (await _row(database, mail)).state == "bounced"


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (NoticeKind.BREACH, "breach:biz_1:{about}:1:second"),
        (NoticeKind.DISCLOSURE, "disclosure:{about}"),
        (NoticeKind.INSTRUCTION, "instruction:{about}:ine_1"),
    ],
)
async def test_a_notice_to_a_controller_that_bounces_is_told_to_its_workflow(
    database: Database, webhook: Webhook, mail: SentMail, kind: NoticeKind, key: str
) -> None:
    about = new_id(Prefix.BREACH)
    key = key.format(about=about)
    async with database.transaction() as session:
        row = await session.get_one(Mail, mail.mail_id)
        row.signer_id, row.envelope_id, row.user_id, row.key = None, None, mail.envelope.user_id, key
    (notice,) = await webhook.post(mail.event("bounce"))
    assert (notice.notice, notice.about_id, notice.signer_id) == (kind, about, None)
    assert notice in await webhook.events.sweep()
    await webhook.events.handled([notice], NOW)
    assert notice not in await webhook.events.sweep()


async def test_events_at_the_same_time_keep_one_chain(database: Database, webhook: Webhook) -> None:
    mails = [await mail_in_flight(database) for _ in range(3)]
    batches = [
        [mail.event(kind) for mail in order]
        for kind in ("processed", "deferred", "delivered", "open")
        for order in (mails, list(reversed(mails)))
    ]
    await asyncio.gather(*(webhook.post(*batch) for batch in batches))
    for mail in mails:
        events = await _evidence(database, mail)
        assert sorted(kinds(events)) == ["mail:accepted", "mail:deferred", "mail:delivered", "mail:opened"]
        assert [event.sequence for event in events] == [1, 2, 3, 4]
        assert (await _row(database, mail)).state == "delivered"


async def test_mail_is_found_by_the_providers_id_too(
    database: Database, webhook: Webhook, mail: SentMail
) -> None:
    await webhook.post(mail.event("processed"))
    late = mail.event("bounce")
    del late["mail_id"]
    (notice,) = await webhook.post(late)
    assert notice.mail_id == mail.mail_id


async def test_strange_events_are_kept_or_passed_over(
    database: Database, webhook: Webhook, mail: SentMail
) -> None:
    foreign = mail.event("delivered", mail_id="mai_of_somebody_else", sg_message_id="other.1")
    odd = [
        mail.event("click", url="https://firma.example"),
        mail.event("group_unsubscribe", note="a\x00b\ud800", number=1.5),
        foreign,
        mail.event("delivered", timestamp="soon"),
        mail.event("delivered", timestamp=10**15),
        mail.event("delivered", sg_event_id="x" * 201),
        {"event": "delivered"},
        "delivered",
        None,
    ]
    await webhook.post(*odd)
    await webhook.post_raw(
        b'[{"sg_event_id": "nan-%s", "event": "x", "timestamp": 1, "v": NaN}]' % mail.mail_id.encode()
    )
    async with database.transaction() as session:
        kept = await session.scalars(
            select(MailProviderEvent.kind).where(
                MailProviderEvent.payload["email"].astext == mail.envelope.signer_address
            )
        )
        assert sorted(kept) == ["click", "group_unsubscribe"]
        unknown = await session.scalar(
            select(MailProviderEvent).where(MailProviderEvent.provider_event_id == foreign["sg_event_id"])
        )
    assert unknown is not None
    assert unknown.payload == {}, "of a mail that we do not know nobody's data is kept"
    assert (await _row(database, mail)).state == "accepted"


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"null", b"[" * 100_000])
async def test_body_that_is_no_list_is_refused(webhook: Webhook, body: bytes) -> None:
    with pytest.raises(UnreadableEventsError):
        await webhook.post_raw(body)
