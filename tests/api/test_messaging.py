"""Notices by message through the API, on the real worker and a provider's stand-in (contract W1–W3)."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select, update

from deploy.stack.postgres import PostgresCluster
from models import ChannelConsent, Incident, Mail, Message, Signer, SigningLink, Subprocessor, User
from models.identifiers import Prefix, new_id
from settings import Settings
from tests.activities.messenger.running_sink import ACCOUNT, SIGNING, RunningMessageSink, signature_of
from tests.api.calling import (
    Caller,
    Owner,
    all_seeing,
    changed,
    drafted,
    parts_of,
    problem,
    registered_owner,
    running_app,
    running_worker,
    until,
)
from tests.api.messaging import OWN, accept_clause, asked, code_at, consented, new_phone, signing
from tests.api.test_lifecycle import notified
from tests.databases import own_database
from tests.running import RunningTemporal


@pytest.fixture(scope="module")
def sink() -> Iterator[RunningMessageSink]:
    """The message provider's stand-in."""
    sink = RunningMessageSink()
    yield sink
    sink.stop()


@pytest.fixture(scope="module")
def led(settings: Settings, postgres: PostgresCluster, sink: RunningMessageSink) -> Settings:
    """Settings on a database and queue of their own: the register of sub-processors is theirs."""
    own = own_database(postgres, "messaging")
    return changed(
        settings,
        database_url=own.app,
        worker_database_url=own.worker,
        retention_database_url=own.retention,
        temporal_task_queue=f"messaging-{uuid4().hex}",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=SecretStr(SIGNING),
        twilio_base_url=sink.url,
    )


@pytest.fixture(scope="module")
async def there(led: Settings) -> AsyncIterator[FastAPI]:
    async with running_app(led) as app:
        yield app


@pytest.fixture(autouse=True)
async def working(led: Settings, temporal: RunningTemporal) -> AsyncIterator[None]:
    """The real worker on the queue."""
    async with running_worker(led, temporal.client):
        yield


@pytest.fixture(scope="module")
async def boss(there: FastAPI) -> AsyncIterator[Owner]:
    """An owner who came after the messaging company."""
    first = await registered_owner(there)
    async with all_seeing(there).transaction() as session:
        user_id = await session.scalar(select(User.id).where(User.email == first.email))
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
                entered_at=datetime.now(UTC) - timedelta(days=60),
                state="current",
            )
        )
    await first.aclose()
    owner = await registered_owner(there)
    yield owner
    await owner.aclose()


@pytest.mark.rule("W1")
async def test_a_channel_needs_the_clause_the_consent_and_the_code(
    there: FastAPI, boss: Owner, sink: RunningMessageSink
) -> None:
    phone = new_phone()
    async with Caller(there) as signer:
        token, _ = await signing(there, boss)
        shown = (await signer.get(f"/v1/signing/{token}/messaging")).json()
        assert (shown["channels"], shown["consents"]) == ([], [])
        given = {name: shown["text"][name] for name in ("version", "language", "sha256")}
        body = {"channel": "sms", "phone": phone, "consent": given}
        refused = await signer.post(f"/v1/signing/{token}/messaging", json=body)
        assert problem(refused) == "channel-not-offered"

        await accept_clause(boss)
        outdated = body | {"consent": given | {"sha256": "0" * 64}}
        refused = await signer.post(f"/v1/signing/{token}/messaging", json=outdated)
        assert problem(refused) == "consent-outdated"
        refused = await signer.post(f"/v1/signing/{token}/messaging", json=body | {"phone": "612345678"})
        assert problem(refused) == "validation"

        consent = await asked(signer, token, phone)
        assert (consent["phone"], consent["state"]) == ("•••111", "awaiting_code")
        code = await code_at(sink, phone)
        path = f"/v1/signing/{token}/messaging/{consent['id']}"
        wrong = str((int(code) + 1) % 10**6).zfill(6)
        refused = await signer.post(f"{path}/code", json={"code": wrong})
        assert (refused.status_code, problem(refused)) == (422, "channel-code-wrong")
        for _ in range(2):
            right = await signer.post(f"{path}/code", json={"code": code})
            assert (right.status_code, right.json()["state"]) == (200, "confirmed")

    seen = (await boss.get(OWN)).json()["consents"]
    assert [(one["state"], one["phone"]) for one in seen if one["id"] == consent["id"]] == [
        ("confirmed", "•••111")
    ]


async def test_five_wrong_codes_end_it(there: FastAPI, boss: Owner, sink: RunningMessageSink) -> None:
    await accept_clause(boss)
    phone = new_phone()
    async with Caller(there) as signer:
        token, _ = await signing(there, boss)
        consent = await asked(signer, token, phone)
        code = await code_at(sink, phone)
        path = f"/v1/signing/{token}/messaging/{consent['id']}/code"
        wrong = str((int(code) + 1) % 10**6).zfill(6)
        for _ in range(5):
            assert problem(await signer.post(path, json={"code": wrong})) == "channel-code-wrong"
        late = await signer.post(path, json={"code": code})
        assert (late.status_code, problem(late)) == (410, "channel-code-lapsed")


async def test_codes_do_not_flood_a_number(there: FastAPI, boss: Owner) -> None:
    await accept_clause(boss)
    phone = new_phone()
    async with Caller(there) as signer:
        token, _ = await signing(there, boss)
        for _ in range(5):
            await asked(signer, token, phone)
        shown = (await signer.get(f"/v1/signing/{token}/messaging")).json()
        given = {name: shown["text"][name] for name in ("version", "language", "sha256")}
        body = {"channel": "sms", "phone": phone, "consent": given}
        flood = await signer.post(f"/v1/signing/{token}/messaging", json=body)
        assert (flood.status_code, problem(flood)) == (429, "too-many-requests")


async def told_besides(there: FastAPI, envelope: dict[str, Any]) -> Message:
    """The message that goes with the invitation, once its outcome is known."""

    async def read() -> Message | None:
        async with all_seeing(there).transaction() as session:
            return await session.scalar(
                select(Message).where(
                    Message.envelope_id == envelope["id"],
                    Message.purpose == "sign-request",
                    Message.state.in_(["accepted", "delivered", "refused"]),
                )
            )

    found: Message = await until(read)
    return found


async def same_signer(there: FastAPI, boss: Owner, email: str, **changes: Any) -> dict[str, Any]:
    """A further envelope for a signer of this address."""
    envelope = await drafted(boss, 1, **changes)
    async with all_seeing(there).transaction() as session:
        await session.execute(update(Signer).where(Signer.envelope_id == envelope["id"]).values(email=email))
    assert (await boss.post(f"/v1/envelopes/{envelope['id']}/send")).status_code == 200
    return envelope


async def test_the_next_invitation_goes_by_message_too_and_its_report_is_taken_in(
    there: FastAPI, boss: Owner, sink: RunningMessageSink, led: Settings
) -> None:
    await accept_clause(boss)
    phone = new_phone()
    async with Caller(there) as signer:
        token, first = await signing(there, boss)
        await consented(signer, sink, token, phone)
        email = first["signers"][0]["email"]
        envelope = await same_signer(there, boss, email)
        message = await told_besides(there, envelope)
        assert (message.state, message.phone) == ("accepted", phone)
        await notified(boss, envelope["id"], "notified")
        newest = sink.messages(phone)[0]
        assert newest["sid"] == message.provider_message_id
        link = re.search(r"/sign/([\w-]+)", newest["body"])
        assert link is not None
        assert (await signer.get(f"/v1/signing/{link[1]}")).json()["envelope_id"] == envelope["id"]

        form = {"MessageSid": str(message.provider_message_id), "MessageStatus": "delivered"}
        path = f"/v1/webhooks/messages/{message.id}"
        signature = signature_of(f"{led.public_url}{path}", form)
        forged = await signer.post(path, data=form, headers={"X-Twilio-Signature": "x"})
        assert problem(forged) == "webhook-refused"
        taken = await signer.post(path, data=form, headers={"X-Twilio-Signature": signature})
        assert taken.status_code == 204, taken.text
    async with all_seeing(there).transaction() as session:
        assert (await session.get_one(Message, message.id)).state == "delivered"


@pytest.mark.rule("W2")
async def test_a_sensitive_title_goes_by_mail_alone(
    there: FastAPI, boss: Owner, sink: RunningMessageSink
) -> None:
    await accept_clause(boss)
    phone = new_phone()
    async with Caller(there) as signer:
        token, first = await signing(there, boss)
        await consented(signer, sink, token, phone)
        title = "Informe oncológico de ES91 2100 0418 4502 0005 1332"
        envelope = await same_signer(there, boss, first["signers"][0]["email"], title=title)
        message = await told_besides(there, envelope)
    assert message.state == "refused"
    assert {"bank_account", "health"} <= set(message.reasons)
    await notified(boss, envelope["id"], "notified")
    assert len(sink.messages(phone)) == 1
    async with all_seeing(there).transaction() as session:
        mail = await session.scalar(select(Mail).where(Mail.envelope_id == envelope["id"]))
    assert mail is not None
    assert mail.accepted_at is not None


async def mail_about(there: FastAPI, consent_id: str) -> Mail:
    async def read() -> Mail | None:
        async with all_seeing(there).transaction() as session:
            return await session.scalar(
                select(Mail).where(
                    Mail.key == f"channel-consent-{consent_id}:channel-consented",
                    Mail.accepted_at.is_not(None),
                )
            )

    found: Mail = await until(read)
    return found


async def state_of(there: FastAPI, consent_id: str) -> tuple[bool, str | None]:
    async with all_seeing(there).transaction() as session:
        row = await session.get_one(ChannelConsent, consent_id)
        return row.revoked_at is not None, row.revoked_how


@pytest.mark.rule("W1")
async def test_it_is_withdrawn_on_the_page_by_the_mail_and_by_the_owner(
    there: FastAPI, boss: Owner, sink: RunningMessageSink
) -> None:
    await accept_clause(boss)
    async with Caller(there) as signer, Caller(there) as stranger:
        token, _ = await signing(there, boss)
        other, _ = await signing(there, boss)
        on_page = await consented(signer, sink, token, new_phone())
        path = f"/v1/signing/{token}/messaging/{on_page['id']}"
        elsewhere = f"/v1/signing/{other}/messaging/{on_page['id']}"
        assert (await signer.delete(elsewhere)).status_code == 404
        assert (await signer.delete(path)).status_code == 204
        assert await state_of(there, on_page["id"]) == (True, "signer")

        by_mail = await consented(signer, sink, token, new_phone())
        assert (await mail_about(there, by_mail["id"])).accepted_at is not None
        link_token = parts_of(there).links.token(by_mail["id"])
        unknown = await stranger.post("/v1/messaging-revocations", json={"token": "x"})
        assert problem(unknown) == "not-found"
        for _ in range(2):
            answer = await stranger.post("/v1/messaging-revocations", json={"token": link_token})
            assert answer.json() == {"channel": "sms"}
        assert await state_of(there, by_mail["id"]) == (True, "mail")

        by_owner = await consented(signer, sink, token, new_phone())
        rival = await registered_owner(there)
        assert (await rival.delete(f"{OWN}/consents/{by_owner['id']}")).status_code == 404
        await rival.aclose()
        assert (await boss.delete(f"{OWN}/consents/{by_owner['id']}")).status_code == 204
        assert await state_of(there, by_owner["id"]) == (True, "owner")


@pytest.mark.rule("W1")
async def test_a_revoked_clause_offers_the_channel_no_more(there: FastAPI, boss: Owner) -> None:
    await accept_clause(boss, "whatsapp")
    async with Caller(there) as signer:
        token, _ = await signing(there, boss)
        offered = (await signer.get(f"/v1/signing/{token}/messaging")).json()["channels"]
        assert "whatsapp" in offered
        assert (await boss.delete(f"{OWN}/clauses/whatsapp")).status_code == 204
        assert (await boss.delete(f"{OWN}/clauses/whatsapp")).status_code == 404
        offered = (await signer.get(f"/v1/signing/{token}/messaging")).json()["channels"]
        assert "whatsapp" not in offered


@pytest.mark.rule("W3")
async def test_a_stolen_device_ends_links_and_consents_at_once_and_a_new_link_comes_by_mail(
    there: FastAPI, boss: Owner, sink: RunningMessageSink
) -> None:
    await accept_clause(boss)
    phone = new_phone()
    async with Caller(there) as signer:
        token, first = await signing(there, boss)
        consent = await consented(signer, sink, token, phone)
        email = first["signers"][0]["email"]
        second = await same_signer(there, boss, email)
        await told_besides(there, second)
        in_message = re.search(r"/sign/([\w-]+)", sink.messages(phone)[0]["body"])
        assert in_message is not None
        assert (await signer.get(f"/v1/signing/{in_message[1]}")).status_code == 200

        answer = await signer.post(f"/v1/signing/{token}/stolen-device", json={"words": "En el metro"})
        assert answer.status_code == 204, answer.text
        for ended in (token, in_message[1]):
            assert problem(await signer.get(f"/v1/signing/{ended}")) == "link-expired"
        assert await state_of(there, consent["id"]) == (True, "report")
        async with all_seeing(there).transaction() as session:
            working = await session.scalars(
                select(SigningLink)
                .join(Signer, Signer.id == SigningLink.signer_id)
                .where(Signer.email == email, SigningLink.revoked_at.is_(None))
            )
            assert working.all() == []
            incident = await session.scalar(select(Incident).where(Incident.source == "credential_report"))
        assert incident is not None

        renewed = await signer.post(f"/v1/signing/{token}/link")
        assert renewed.status_code == 202
        assert renewed.json()["sent_to"].startswith(email[0])

        async def works_again() -> bool:
            async with all_seeing(there).transaction() as session:
                link = await session.scalar(
                    select(SigningLink)
                    .where(SigningLink.signer_id == first["signers"][0]["id"])
                    .order_by(SigningLink.id.desc())
                    .limit(1)
                )
            return link is not None and link.revoked_at is None

        await until(works_again)
