"""What a confirmed report of lost credentials ends, on a real PostgreSQL (contract A7)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from activities.mail.links import LinkTokens, issue_signing_link
from activities.records.credential_messages import BusinessConcerned, Confirmation, LinkEnded
from activities.records.credential_records import CredentialRecords
from activities.records.incident_messages import IncidentOrder
from activities.records.incident_records import IncidentRecords
from activities.records.ledger import read_chain
from api.access.sessions import open_session
from api.frame.context import Origin
from api.problems.problem import Problem
from models import (
    ApiKey,
    Business,
    CredentialReport,
    Device,
    Envelope,
    Incident,
    IncidentEntry,
    Mail,
    Membership,
    Session,
    Signer,
    SigningLink,
    StaffInvitation,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.credential_reports import ConfirmedBy, ReportState
from terms.incidents import IncidentKind, IncidentSource

NOW = datetime.now(UTC)
TOKENS = LinkTokens(b"k" * 32)


@pytest.fixture
def records(database: Database) -> CredentialRecords:
    return CredentialRecords(database)


async def put(database: Database, *rows: object) -> None:
    async with database.transaction() as session:
        for row in rows:
            session.add(row)
            await session.flush()


async def new_user(database: Database) -> User:
    """A user with a browser signed in."""
    user_id = new_id(Prefix.USER)
    user = User(
        id=user_id,
        email=f"{user_id}@example.com".lower(),
        password_hash="-",
        email_verified_at=NOW,
        created_at=NOW,
    )
    await put(database, user, signed_in(user_id))
    return user


def signed_in(user_id: str) -> Session:
    session_id = new_id(Prefix.SESSION)
    token = TOKENS.sha256(session_id)
    return Session(id=session_id, user_id=user_id, token_sha256=token, created_at=NOW, last_seen_at=NOW)


def key(user_id: str, business_id: str) -> ApiKey:
    key_id = new_id(Prefix.API_KEY)
    return ApiKey(
        id=key_id,
        business_id=business_id,
        created_by=user_id,
        name="x",
        hint="rk_",
        secret_sha256=TOKENS.sha256(key_id),
        created_at=NOW,
    )


async def report(database: Database, email: str, within: str | None = None) -> str:
    report_id = new_id(Prefix.CREDENTIAL_REPORT)
    row = CredentialReport(
        id=report_id,
        email=email,
        trouble="theft",
        words="robado",
        language="es",
        token_sha256=TOKENS.sha256(report_id),
        reported_at=NOW,
        expires_at=NOW + timedelta(hours=24),
        within=within,
        ip="192.0.2.1",
        user_agent="Tests",
    )
    await put(database, row)
    return report_id


def confirmed(report_id: str) -> Confirmation:
    return Confirmation(report_id, ConfirmedBy.MAILBOX, NOW)


async def test_no_browser_is_known_as_theirs_any_more(database: Database, records: CredentialRecords) -> None:
    lost, other = await new_user(database), await new_user(database)
    for user in (lost, other):
        device_id = new_id(Prefix.DEVICE)
        token = TOKENS.sha256(device_id)
        await put(
            database,
            Device(id=device_id, user_id=user.id, token_sha256=token, created_at=NOW, last_seen_at=NOW),
        )
    await records.end_access(confirmed(await report(database, lost.email)))
    async with database.transaction() as session:
        known = await session.scalars(select(Device.user_id).where(Device.user_id.in_([lost.id, other.id])))
        assert known.all() == [other.id]


async def test_sessions_and_keys_of_that_user_end_and_nobody_elses(
    database: Database, records: CredentialRecords
) -> None:
    boss, lost = await new_user(database), await new_user(database)
    business = Business(
        id=new_id(Prefix.BUSINESS), owner_id=boss.id, name="Taller", country="ES", created_at=NOW
    )
    places = [
        Membership(business_id=business.id, user_id=user.id, role=role, created_at=NOW)
        for user, role in ((boss, "owner"), (lost, "guest"))
    ]
    await put(database, business, *places, key(boss.id, business.id), key(lost.id, business.id))
    report_id = await report(database, lost.email)

    for _ in range(2):
        ended = await records.end_access(confirmed(report_id))
        assert ended.user_id == lost.id
        assert ended.businesses == [BusinessConcerned(business.id, boss.id)]
    async with database.transaction() as session:
        live = set(await session.scalars(select(Session.user_id).where(Session.ended_at.is_(None))))
        keys = set(await session.scalars(select(ApiKey.created_by).where(ApiKey.revoked_at.is_(None))))
        reset = await session.scalar(select(User.password_reset_required_at).where(User.id == lost.id))
        other = await session.scalar(select(User.password_reset_required_at).where(User.id == boss.id))
    assert boss.id in live & keys
    assert lost.id not in live | keys
    assert (reset, other) == (NOW, None)


@pytest.mark.rule("W3")
async def test_a_report_within_a_business_ends_its_keys_links_and_invitations_alone(
    database: Database, records: CredentialRecords, draft: dict[str, str]
) -> None:
    lost = await new_user(database)
    own = Business(id=new_id(Prefix.BUSINESS), owner_id=lost.id, name="Suya", country="ES", created_at=NOW)
    places = [
        Membership(business_id=draft["business"], user_id=draft["user"], role="owner", created_at=NOW),
        Membership(business_id=draft["business"], user_id=lost.id, role="guest", created_at=NOW),
        Membership(business_id=own.id, user_id=lost.id, role="owner", created_at=NOW),
    ]
    there, elsewhere = key(lost.id, draft["business"]), key(lost.id, own.id)
    await put(database, own, *places, there, elsewhere)
    async with database.transaction() as session:
        await session.execute(update(Signer).where(Signer.id == draft["first"]).values(email=lost.email))
    mailed = await link(database, draft, "request", replaces_older=True)
    for business_id, ended in ((own.id, False), (draft["business"], True)):
        report_id = await report(database, lost.email, within=business_id)
        await records.end_access(confirmed(report_id))
        await records.end_links(report_id)
        async with database.transaction() as session:
            assert ((await session.get_one(SigningLink, mailed.id)).revoked_at is not None) is ended
            assert ((await session.get_one(ApiKey, there.id)).revoked_at is not None) is ended
            place = await session.get_one(Membership, (draft["business"], lost.id))
            assert (place.held_at == NOW) is ended
    async with database.transaction() as session:
        live = select(Session.id).where(Session.user_id == lost.id, Session.ended_at.is_(None))
        assert len((await session.scalars(live)).all()) == 1
        assert (await session.get_one(User, lost.id)).password_reset_required_at is None


async def test_an_open_invitation_to_the_staff_ends_with_the_address_that_got_it(
    database: Database, records: CredentialRecords
) -> None:
    lost = await new_user(database)
    invitation_id = new_id(Prefix.STAFF_INVITATION)
    invitation = StaffInvitation(
        id=invitation_id,
        email=lost.email,
        name="Nora Gil",
        language="es",
        roles=["support"],
        reason="Se incorpora",
        asked_at=NOW,
        needs_second=False,
        token_sha256=TOKENS.sha256(invitation_id),
        state="invited",
        expires_at=NOW + timedelta(days=7),
    )
    await put(database, invitation)
    report_id = await report(database, lost.email)
    await records.end_access(confirmed(report_id))
    async with database.transaction() as session:
        ended = await session.get_one(StaffInvitation, invitation_id)
    assert (ended.state, ended.ended_at) == ("withdrawn", NOW)
    assert ended.ended_reason == f"credential report {report_id}"


async def test_a_repeated_step_leaves_a_session_opened_after_the_reset_alone(
    database: Database, records: CredentialRecords
) -> None:
    lost = await new_user(database)
    report_id = await report(database, lost.email)
    await records.end_access(confirmed(report_id))
    async with database.transaction() as session:
        reset = update(User).where(User.id == lost.id).values(password_reset_required_at=None)
        await session.execute(reset)
    await put(database, signed_in(lost.id))
    await records.end_access(confirmed(report_id))
    async with database.transaction() as session:
        live = select(Session.id).where(Session.user_id == lost.id, Session.ended_at.is_(None))
        assert len((await session.scalars(live)).all()) == 1
        user = await session.get_one(User, lost.id)
        assert user.password_reset_required_at is None


async def test_who_signs_in_at_the_same_moment_does_not_slip_through(
    database: Database, records: CredentialRecords
) -> None:
    lost = await new_user(database)
    report_id = await report(database, lost.email)
    async with database.transaction() as session:
        await open_session(session, lost.id, Origin(None, None), NOW)
        ending = asyncio.create_task(records.end_access(confirmed(report_id)))
        await asyncio.sleep(0.3)
        assert not ending.done()
    await ending
    async with database.transaction() as session:
        live = select(Session.id).where(Session.user_id == lost.id, Session.ended_at.is_(None))
        assert (await session.scalars(live)).all() == []
    with pytest.raises(Problem):
        async with database.transaction() as session:
            await open_session(session, lost.id, Origin(None, None), NOW)


async def link(database: Database, draft: dict[str, str], key: str, *, replaces_older: bool) -> SigningLink:
    async with database.transaction() as session:
        issued, _ = await issue_signing_link(
            session,
            TOKENS,
            key=f"{draft['envelope']}:{key}",
            signer_id=draft["first"],
            envelope_id=draft["envelope"],
            now=datetime.now(UTC),
            expires_at=NOW + timedelta(days=30),
            replaces_older=replaces_older,
        )
    return issued


async def test_links_end_with_evidence_and_come_back_only_when_asked_for(
    database: Database, records: CredentialRecords, draft: dict[str, str]
) -> None:
    address = f"{draft['first']}@Example.com"
    async with database.transaction() as session:
        await session.execute(update(Signer).where(Signer.id == draft["first"]).values(email=address))
        await session.execute(update(Envelope).where(Envelope.id == draft["envelope"]).values(state="sent"))
    mailed = await link(database, draft, "request", replaces_older=True)
    report_id = await report(database, address.lower())
    assert (await records.load_credential_report(report_id)).known

    expected = [LinkEnded(draft["envelope"], draft["first"], draft["user"])]
    for _ in range(2):
        assert await records.end_links(report_id) == expected
    async with database.transaction() as session:
        events = await read_chain(session, draft["envelope"])
        ended = await session.get_one(SigningLink, mailed.id)
    assert ended.revoked_at is not None
    assert [(event.kind, event.data["link_ids"]) for event in events] == [("link:ended", [mailed.id])]

    assert (await link(database, draft, "reminder", replaces_older=False)).revoked_at is not None
    assert (await link(database, draft, "asked for", replaces_older=True)).revoked_at is None
    assert (await link(database, draft, "reminder 2", replaces_older=False)).revoked_at is None


async def test_without_effect_no_personal_data_is_kept(
    database: Database, records: CredentialRecords
) -> None:
    report_id = await report(database, f"{new_id(Prefix.USER)}@example.com".lower())
    assert not (await records.load_credential_report(report_id)).known
    mail = Mail(
        id=new_id(Prefix.MAIL),
        key=f"credential-report-{report_id}:credential-report-confirm:reported",
        purpose="credential-report-confirm",
        language="es",
        address="x@example.com",
        state="accepted",
        created_at=NOW,
    )
    await put(database, mail)
    await records.close_without_effect(report_id, ReportState.LAPSED)
    async with database.transaction() as session:
        row = await session.get_one(CredentialReport, report_id)
        assert await session.get(Mail, mail.id) is None
    assert (row.state, row.email, row.words, row.ip, row.user_agent) == ("lapsed", None, None, None, None)


async def test_a_secured_report_is_not_closed_by_a_late_step(
    database: Database, records: CredentialRecords
) -> None:
    lost = await new_user(database)
    report_id = await report(database, lost.email)
    await records.end_access(confirmed(report_id))
    await records.record_secured(report_id)
    await records.close_without_effect(report_id, ReportState.LAPSED)
    async with database.transaction() as session:
        row = await session.get_one(CredentialReport, report_id)
    assert (row.state, row.email, row.user_id) == ("secured", lost.email, lost.id)


async def test_an_incident_is_entered_once_per_report(database: Database) -> None:
    source_id = new_id(Prefix.CREDENTIAL_REPORT)
    order = IncidentOrder(
        IncidentKind.CREDENTIAL_THEFT, IncidentSource.CREDENTIAL_REPORT, source_id, NOW, ["usr_1"]
    )
    opening = IncidentRecords(database).open
    await asyncio.gather(opening(order), opening(order), opening(order))
    async with database.transaction() as session:
        incident = (await session.scalars(select(Incident).where(Incident.source_id == source_id))).one()
        entries = await session.scalars(select(IncidentEntry).where(IncidentEntry.incident_id == incident.id))
        (entry,) = entries.all()
    assert (incident.state, incident.aware_at, incident.subject_ids) == ("open", NOW, ["usr_1"])
    assert (entry.number, entry.kind, entry.by) == (1, "opened", None)
