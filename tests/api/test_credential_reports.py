"""Lost credentials through the API, on the real worker and mail (contract A7)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from api.access.sessions import hashed
from models import CredentialReport, Incident, Mail, Session
from models.database import Database
from tests.api import joining
from tests.api.calling import (
    BROWSER,
    PASSWORD,
    Caller,
    Owner,
    all_seeing,
    drafted,
    envelope_draft,
    new_email,
    parts_of,
    problem,
    registered_owner,
    registered_user,
    signing_token,
    solved,
    until,
    uploaded,
)
from tests.api.joining import joined
from tests.api.persons import Person, forget_used_codes, recovery, totp
from tests.api.resets import asked_for_reset, reset_password
from tests.api.test_lifecycle import invited, notified

pytestmark = pytest.mark.usefixtures("worker")


async def reported(caller: Caller, email: str) -> None:
    body = {"email": email, "kind": "theft", "words": "Me han robado el móvil"}
    answer = await caller.post("/v1/credential-reports", json=body, headers=await solved(caller))
    assert (answer.status_code, answer.json()["status"]) == (202, "mail_sent"), answer.text


async def report_of(database: Database, email: str) -> CredentialReport:
    async def read() -> CredentialReport | None:
        async with database.transaction() as session:
            return await session.scalar(select(CredentialReport).where(CredentialReport.email == email))

    found: CredentialReport = await until(read)
    return found


async def mails_about(database: Database, report_id: str, count: int) -> set[tuple[str, str]]:
    """Purpose and address of the report's mails, once there are so many that the provider took."""

    async def read() -> list[Any] | None:
        async with database.transaction() as session:
            rows = await session.execute(
                select(Mail.purpose, Mail.address).where(
                    Mail.key.startswith(f"credential-report-{report_id}:"), Mail.accepted_at.is_not(None)
                )
            )
            found = rows.all()
        return list(found) if len(found) == count else None

    return {(row.purpose, row.address) for row in await until(read)}


@pytest.mark.rule("A7")
async def test_a_thief_can_report_but_only_the_mailbox_confirms(
    app: FastAPI, database: Database, anybody: Caller
) -> None:
    victim = await registered_owner(app)
    await reported(anybody, victim.email.upper())
    report = await report_of(database, victim.email)
    assert await mails_about(database, report.id, 1) == {("credential-report-confirm", victim.email)}
    assert (await victim.get("/v1/me")).status_code == 200
    guessed = await anybody.post("/v1/credential-reports/confirm", json={"token": "x" * 43})
    assert (guessed.status_code, problem(guessed)) == (404, "credential-report-unknown")
    assert (await victim.get("/v1/me")).status_code == 200
    await victim.aclose()


@pytest.mark.rule("A7")
async def test_confirming_ends_sessions_keys_and_links_and_forces_a_reset(
    app: FastAPI, owner: Owner, database: Database, anybody: Caller
) -> None:
    lost = await registered_owner(app)
    document = await uploaded(owner)
    draft = envelope_draft([document["id"]])
    draft["signers"][0]["email"] = lost.email.title()
    envelope = (await owner.post("/v1/envelopes", json=draft)).json()
    await owner.post(f"/v1/envelopes/{envelope['id']}/send")
    link = await invited(app, envelope["signers"][0]["id"])
    await notified(owner, envelope["id"], "notified")

    invitation = {"email": lost.email, "language": "es"}
    assert (await owner.post("/v1/invitations", json=invitation)).status_code == 201

    await reported(anybody, lost.email)
    report = await report_of(database, lost.email)
    token = parts_of(app).links.token(report.id)
    confirmed = await anybody.post("/v1/credential-reports/confirm", json={"token": token})
    assert (confirmed.status_code, confirmed.json()) == (200, {"status": "secured"})

    assert (await lost.get("/v1/me")).status_code == 401
    program = await lost.program().get("/v1/envelopes")
    assert (program.status_code, problem(program)) == (401, "authentication-required")
    signing_in = await anybody.post("/v1/sessions", json={"email": lost.email, "password": PASSWORD})
    assert (signing_in.status_code, problem(signing_in)) == (403, "password-reset-required")
    ended = await anybody.get(f"/v1/signing/{link}")
    assert (ended.status_code, problem(ended)) == (410, "link-expired")
    listed = (await owner.get("/v1/invitations")).json()["items"]
    assert [item["state"] for item in listed if item["email"] == lost.email] == ["revoked"]
    kinds = [event["kind"] for event in (await owner.get(f"/v1/envelopes/{envelope['id']}/events")).json()]
    assert kinds.count("link:ended") == 1
    assert await mails_about(database, report.id, 3) == {
        ("credential-report-confirm", lost.email),
        ("credentials-secured", lost.email),
        ("signer-link-ended", owner.email),
    }

    async with database.transaction() as session:
        incident = await session.scalar(select(Incident).where(Incident.source_id == report.id))
    assert incident is not None
    assert (incident.kind, incident.state) == ("credential_theft", "open")
    assert lost.email not in f"{incident.title}{incident.subject_ids}"

    again = await anybody.post("/v1/credential-reports/confirm", json={"token": token})
    assert again.json() == {"status": "secured"}
    assert (await anybody.post(f"/v1/signing/{link}/link")).status_code == 202
    fresh = await until(lambda: signing_token(app, envelope["signers"][0]["id"]))
    assert (await anybody.get(f"/v1/signing/{fresh}")).json()["status"] == "ready"
    await lost.aclose()


@pytest.mark.rule("W3")
async def test_the_owner_ends_the_access_of_a_member_whose_device_was_stolen(
    app: FastAPI, owner: Owner, database: Database, anybody: Caller
) -> None:
    guest, user_id = await joined(app, owner)
    email = (await guest.get("/v1/me")).json()["email"]
    made = await guest.post("/v1/api-keys", json={"name": "Facturas"})
    program = {"authorization": f"Bearer {made.json()['secret']}"}
    path = f"/v1/members/{user_id}/stolen-device"
    assert (await guest.post(path, json={})).status_code == 403
    told = await owner.post(path, json={"words": "El portátil, en el tren"})
    assert told.status_code == 204, told.text
    held = await guest.get("/v1/envelopes")
    assert (held.status_code, problem(held)) == (403, "password-reset-required")
    assert (await anybody.get("/v1/envelopes", headers=program)).status_code == 401
    again = Caller(app, headers=BROWSER)
    signing_in = await again.post("/v1/sessions", json={"email": email, "password": PASSWORD})
    assert signing_in.status_code == 201, "an owner locks nobody out of the service"
    assert problem(await again.get("/v1/envelopes")) == "password-reset-required", "a thief may have it too"
    report = await report_of(database, email)
    assert (report.confirmed_by, report.trouble, report.state) == ("owner", "theft", "secured")
    assert await mails_about(database, report.id, 2) == {
        ("credentials-secured", email),
        ("credentials-reported", owner.email),
    }
    changed = await guest.put("/v1/me/password", json={"current": PASSWORD, "new": "Otra-frase-larga-8"})
    assert changed.status_code == 200, changed.text
    await again.post("/v1/sessions", json={"email": email, "password": "Otra-frase-larga-8"})
    for caller in (guest, again):
        told_so = problem(await caller.get("/v1/envelopes"))
        assert told_so == "password-reset-required", "who knows the old password can change it"
    await reset_password(app, anybody, email, "Y-otra-mas-larga-9")
    await again.post("/v1/sessions", json={"email": email, "password": "Y-otra-mas-larga-9"})
    assert (await again.get("/v1/envelopes")).status_code == 200
    for caller in (guest, again):
        await caller.aclose()


@pytest.mark.rule("A7", "W3")
async def test_where_there_is_a_second_factor_only_a_recovery_code_lets_the_member_back_in(
    app: FastAPI, owner: Owner, anybody: Caller
) -> None:
    member = Person(app, headers=BROWSER)
    member.email = new_email()
    await registered_user(app, member, member.email)
    _, token = await joining.invited(app, owner, member.email)
    assert (await member.post("/v1/invitations/accept", json={"token": token})).status_code == 200
    factor_id = (await member.enrol())["factors"]["items"][0]["id"]
    member_id = (await member.get("/v1/me")).json()["id"]
    assert (await owner.post(f"/v1/members/{member_id}/stolen-device", json={})).status_code == 204
    assert (await member.get("/v1/me")).status_code == 200, "nothing ends elsewhere on an owner's word"
    for method, path in (("DELETE", f"/v1/me/factors/{factor_id}"), ("POST", "/v1/me/recovery-codes")):
        refused = await member.request(method, path)
        assert (refused.status_code, problem(refused)) == (403, "password-reset-required"), path
    await forget_used_codes(member)
    for proof, password, status in (
        (totp(member.code()), "Otra-frase-larga-8", 403),
        (recovery(member.recovery_codes[0]), "Y-otra-mas-larga-9", 200),
    ):
        link = await asked_for_reset(app, anybody, member.email)
        body = {"token": link, "password": password} | proof
        assert (await anybody.post("/v1/password-resets/confirm", json=body)).status_code == 204
        await member.post("/v1/sessions", json={"email": member.email, "password": password})
        await forget_used_codes(member)
        given = await member.post("/v1/sessions/current/second-factor", json=totp(member.code()))
        assert given.status_code == 200, given.text
        assert (await member.get("/v1/envelopes")).status_code == status
    assert (await member.post("/v1/me/recovery-codes")).status_code == 201
    await member.aclose()


@pytest.mark.rule("W3")
async def test_what_the_member_has_elsewhere_is_theirs_to_end(app: FastAPI, owner: Owner) -> None:
    """Of a member who owns a business themselves, sessions and keys for that one go on."""
    member = await registered_owner(app)
    _, token = await joining.invited(app, owner, member.email)
    assert (await member.post("/v1/invitations/accept", json={"token": token})).status_code == 200
    member_id = (await member.get("/v1/me")).json()["id"]
    assert (await owner.post(f"/v1/members/{member_id}/stolen-device", json={})).status_code == 204
    for business_id, status in ((owner.business_id, 403), (member.business_id, 200)):
        answer = await member.get("/v1/envelopes", headers={"rubrica-business": business_id})
        assert answer.status_code == status
    assert (await member.program().get("/v1/envelopes")).status_code == 200
    await member.aclose()


async def test_reporting_a_members_device_takes_a_fresh_proof(app: FastAPI, owner: Owner) -> None:
    guest, user_id = await joined(app, owner)
    async with all_seeing(app).transaction() as session:
        token = hashed(owner.cookies["rubrica_session"])
        mine = update(Session).where(Session.token_sha256 == token)
        await session.execute(mine.values(stepped_up_at=datetime.now(UTC) - timedelta(hours=1)))
    refused = await owner.post(f"/v1/members/{user_id}/stolen-device", json={})
    assert (refused.status_code, problem(refused)) == (403, "step-up-required")
    assert (await guest.get("/v1/envelopes")).status_code == 200
    await guest.aclose()


async def test_nobody_reports_the_device_of_somebody_elses_member(app: FastAPI, owner: Owner) -> None:
    stranger = await registered_owner(app)
    own_id = (await stranger.get("/v1/me")).json()["id"]
    refused = await owner.post(f"/v1/members/{own_id}/stolen-device", json={})
    assert (refused.status_code, problem(refused)) == (404, "not-found")
    assert (await stranger.get("/v1/me")).status_code == 200
    await stranger.aclose()


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    database: Database, anybody: Caller
) -> None:
    email = new_email()
    await reported(anybody, email)

    async def closed() -> bool:
        async with database.transaction() as session:
            rows = await session.scalars(
                select(CredentialReport).where(CredentialReport.state == "unknown_address")
            )
            return any(row.email is None and row.words is None for row in rows)

    await until(closed)
    async with database.transaction() as session:
        assert await session.scalar(select(Mail.id).where(Mail.address == email)) is None
        assert (
            await session.scalar(select(CredentialReport.id).where(CredentialReport.email == email)) is None
        )


async def test_signed_in_it_takes_effect_at_once(app: FastAPI, database: Database, anybody: Caller) -> None:
    lost = await registered_owner(app)
    elsewhere = Caller(app, headers=BROWSER)
    await elsewhere.post("/v1/sessions", json={"email": lost.email, "password": PASSWORD})
    answer = await lost.post("/v1/me/credential-reports", json={"kind": "impersonation"})
    assert (answer.status_code, answer.json()) == (200, {"status": "secured"})
    assert 'rubrica_session=""' in answer.headers["set-cookie"]
    for caller in (lost, elsewhere):
        assert (await caller.get("/v1/me")).status_code == 401
    report = await report_of(database, lost.email)
    assert (report.confirmed_by, report.state) == ("session", "secured")
    await elsewhere.aclose()
    await lost.aclose()


async def test_an_expired_link_confirms_nothing(app: FastAPI, database: Database, anybody: Caller) -> None:
    victim = await registered_owner(app)
    await reported(anybody, victim.email)
    report = await report_of(database, victim.email)
    async with database.transaction() as session:
        past = update(CredentialReport).where(CredentialReport.id == report.id)
        await session.execute(past.values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    token = parts_of(app).links.token(report.id)
    late = await anybody.post("/v1/credential-reports/confirm", json={"token": token})
    assert (late.status_code, problem(late)) == (410, "credential-report-expired")
    assert (await victim.get("/v1/me")).status_code == 200
    await victim.aclose()


async def test_reports_need_the_captcha_and_are_limited_per_address(anybody: Caller) -> None:
    body = {"email": new_email(), "kind": "loss"}
    bare = await anybody.post("/v1/credential-reports", json=body)
    assert (bare.status_code, problem(bare)) == (403, "captcha-required")
    answers = [
        await anybody.post("/v1/credential-reports", json=body, headers=await solved(anybody))
        for _ in range(4)
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]


async def test_a_users_own_drafts_stay(app: FastAPI) -> None:
    lost = await registered_owner(app)
    envelope = await drafted(lost)
    await lost.post("/v1/me/credential-reports", json={"kind": "loss"})
    assert (await lost.get(f"/v1/envelopes/{envelope['id']}")).status_code == 401
    await lost.aclose()
