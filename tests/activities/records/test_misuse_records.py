"""Reports and sanctions on a real PostgreSQL: what is found, written, and what it does (contract A8)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from activities.records.envelope_records import EnvelopeRecords
from activities.records.misuse_effects import MisuseEffects
from activities.records.misuse_messages import DecisionRecord, EnvelopeUpdate, MisuseRecord
from activities.records.misuse_records import MisuseRecords
from models import (
    Act,
    ApiKey,
    Business,
    Envelope,
    Membership,
    MisuseAppeal,
    MisuseDecision,
    MisuseReport,
    Session,
    SigningLink,
    StaffMember,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.misuse import DecisionState, ReportState
from terms.subscription import ACTIVE, BLOCKED, DownloadReason
from tests.activities.records.test_credential_records import key, new_user, put, signed_in

NOW = datetime.now(UTC)


@pytest.fixture
def records(database: Database) -> MisuseRecords:
    return MisuseRecords(database, "Europe/Madrid")


@pytest.fixture
def effects(database: Database) -> MisuseEffects:
    return MisuseEffects(database)


@pytest.fixture
async def sent(database: Database, draft: dict[str, str]) -> dict[str, str]:
    """An envelope under way."""
    async with database.transaction() as session:
        await session.execute(update(Envelope).where(Envelope.id == draft["envelope"]).values(state="sent"))
    return draft


async def report(database: Database, **given: str | None) -> str:
    report_id = new_id(Prefix.MISUSE_REPORT)
    row = MisuseReport(
        id=report_id,
        reporter="anybody",
        ground="fraud",
        words="x",
        language="es",
        received_at=NOW,
        document_ids=[],
        **given,
    )
    await put(database, row)
    return report_id


async def decision(
    database: Database, ids: dict[str, str], verdict: str, state: str = "in_force", **more: str | None
) -> str:
    report_id = await report(database, given_envelope_id=ids["envelope"])
    decision_id = new_id(Prefix.MISUSE_DECISION)
    row = MisuseDecision(
        id=decision_id,
        report_id=report_id,
        business_id=ids["business"],
        verdict=verdict,
        ground="fraud",
        facts="x",
        reason="x",
        terms_version="2026-11-22",
        proposed_by="usr_r1",
        proposed_at=NOW,
        state=state,
        in_force_at=NOW,
        **more,
    )
    await put(database, row)
    return decision_id


@pytest.mark.rule("A8")
async def test_an_appeal_that_was_stored_in_time_is_found_until_it_is_answered(
    database: Database, records: MisuseRecords, sent: dict[str, str]
) -> None:
    decision_id = await decision(database, sent, "expel")
    async with database.transaction() as session:
        row = await session.get_one(MisuseDecision, decision_id)
        row.appeal_until = row.blocks_at = NOW + timedelta(days=30)
    found = {}
    for name, after in (("late", 30), ("second", 29), ("first", 0)):
        appeal_id = new_id(Prefix.MISUSE_APPEAL)
        appeal = MisuseAppeal(
            id=appeal_id, decision_id=decision_id, business_id=sent["business"], filed_by=sent["user"],
            words="x", filed_at=NOW + timedelta(days=after),
        )  # fmt: skip
        await put(database, appeal)
        stored = await records.find_stored_appeal(decision_id) == appeal_id
        found[name] = (stored, await records.is_expulsion_appealed(sent["business"]))
    assert found == {"late": (False, False), "second": (True, True), "first": (True, True)}
    for state, waits in (("filed", True), ("rejected", False)):
        async with database.transaction() as session:
            of_it = update(MisuseAppeal).where(MisuseAppeal.decision_id == decision_id)
            await session.execute(of_it.values(state=state))
        assert await records.find_stored_appeal(decision_id) is None
        assert await records.is_expulsion_appealed(sent["business"]) is waits


async def set_state(database: Database, decision_id: str, state: str) -> None:
    async with database.transaction() as session:
        row = update(MisuseDecision).where(MisuseDecision.id == decision_id)
        await session.execute(row.values(state=state))


async def test_a_document_is_found_by_envelope_link_and_hash(
    database: Database, records: MisuseRecords, sent: dict[str, str]
) -> None:
    sha256 = sent["document"].ljust(64, "0")[:64].lower()
    link = SigningLink(
        id=new_id(Prefix.LINK),
        signer_id=sent["first"],
        envelope_id=sent["envelope"],
        key=new_id(Prefix.LINK),
        token_sha256=sha256,
        created_at=NOW,
        expires_at=NOW - timedelta(days=1),
    )
    await put(database, link)
    whole = await report(database, given_envelope_id=sent["envelope"])
    one = await report(database, given_envelope_id=sent["envelope"], given_document_id=sent["document"])
    linked = await report(database, given_link_sha256=sha256)
    for report_id, document_id in ((whole, None), (one, sent["document"]), (linked, None)):
        for _ in range(2):
            assert (await records.find_reported(report_id)).business_id == sent["business"]
        async with database.transaction() as session:
            row = await session.get_one(MisuseReport, report_id)
        assert (row.envelope_id, row.document_id) == (sent["envelope"], document_id)
        assert row.document_ids == [sent["document"]]
        assert row.sender_id == sent["user"]


async def test_what_was_never_sent_and_what_is_not_there_is_not_found(
    database: Database, records: MisuseRecords, draft: dict[str, str]
) -> None:
    for given in (
        {"given_envelope_id": draft["envelope"]},
        {"given_envelope_id": "env_x"},
        {"given_sha256": "f" * 64},
        {"given_link_sha256": "f" * 64},
    ):
        assert (await records.find_reported(await report(database, **given))).business_id is None


async def test_an_overtaken_write_changes_nothing(
    database: Database, records: MisuseRecords, sent: dict[str, str]
) -> None:
    report_id = await report(database, given_envelope_id=sent["envelope"])
    newer = MisuseRecord(report_id, 2, ReportState.CLAIMED, "usr_r1", NOW, NOW + timedelta(days=3))
    await records.record_misuse(newer)
    await records.record_misuse(MisuseRecord(report_id, 1, ReportState.WAITING))
    async with database.transaction() as session:
        row = await session.get_one(MisuseReport, report_id)
    assert (row.state, row.claimed_by, row.sequence) == ("claimed", "usr_r1", 2)


async def test_a_suspension_limits_pauses_and_gives_back(
    database: Database, effects: MisuseEffects, sent: dict[str, str]
) -> None:
    first, second = [await decision(database, sent, "suspend") for _ in range(2)]
    for _ in range(2):
        found = await effects.apply(first)
        assert found.update is EnvelopeUpdate.PAUSE
        assert [affected.envelope_id for affected in found.envelopes] == [sent["envelope"]]
    async with database.transaction() as session:
        business = await session.get_one(Business, sent["business"])
        since = business.standing_since
        assert business.current_standing.reason is DownloadReason.MISUSE
        paused = update(Envelope).where(Envelope.id == sent["envelope"]).values(paused=True)
        await session.execute(paused)
    assert (await EnvelopeRecords(database, "Europe/Madrid").load_plan(sent["envelope"])).interrupted

    await set_state(database, first, "lifted")
    assert (await effects.apply(first)).update is EnvelopeUpdate.PAUSE, "the other one still binds"
    await set_state(database, second, "reversed")
    found = await effects.apply(second)
    assert (found.update, len(found.envelopes)) == (EnvelopeUpdate.RESUME, 1)
    async with database.transaction() as session:
        business = await session.get_one(Business, sent["business"])
    assert business.current_standing == ACTIVE
    assert business.standing_since != since


async def test_an_expulsion_that_has_run_its_course_blocks_and_voids_with_the_same_words(
    database: Database, effects: MisuseEffects, sent: dict[str, str]
) -> None:
    expelled = await decision(database, sent, "expel", "ended")
    first, again = [await effects.apply(expelled) for _ in range(2)]
    assert (first.update, first) == (EnvelopeUpdate.VOID, again)
    (affected,) = first.envelopes
    async with database.transaction() as session:
        act = await session.get_one(Act, affected.act_id)
        business = await session.get_one(Business, sent["business"])
    assert (act.user_id, act.envelope_id, bool(act.words)) == (None, sent["envelope"], True)
    assert business.current_standing == BLOCKED


async def guest_of(database: Database, ids: dict[str, str]) -> User:
    guest = await new_user(database)
    places = [
        Membership(business_id=ids["business"], user_id=user_id, role=role, created_at=NOW)
        for user_id, role in ((ids["user"], "owner"), (guest.id, "guest"))
    ]
    async with database.transaction() as session:
        session.add_all(places)
    await put(database, key(guest.id, ids["business"]))
    return guest


async def test_a_revoked_guest_is_out_of_the_business_and_keeps_the_rest(
    database: Database, effects: MisuseEffects, sent: dict[str, str]
) -> None:
    guest = await guest_of(database, sent)
    revoked = await decision(database, sent, "revoke", user_id=guest.id, reach="business")
    assert (await effects.apply(revoked)).update is EnvelopeUpdate.RESUME, "the business itself goes on"
    async with database.transaction() as session:
        place = await session.get_one(Membership, (sent["business"], guest.id))
        live = select(ApiKey.id).where(ApiKey.created_by == guest.id, ApiKey.revoked_at.is_(None))
        sessions = select(Session.id).where(Session.user_id == guest.id, Session.ended_at.is_(None))
        assert place.revoked_at == NOW
        assert (await session.scalars(live)).all() == []
        assert len((await session.scalars(sessions)).all()) == 1
        assert (await session.get_one(User, guest.id)).access_revoked_at is None
    await set_state(database, revoked, "reversed")
    await effects.apply(revoked)
    async with database.transaction() as session:
        assert (await session.get_one(Membership, (sent["business"], guest.id))).revoked_at is None


async def test_a_user_shut_out_of_the_service_has_no_session_left(
    database: Database, effects: MisuseEffects, sent: dict[str, str]
) -> None:
    guest = await guest_of(database, sent)
    await put(database, signed_in(guest.id))
    revoked = await decision(database, sent, "revoke", user_id=guest.id, reach="service")
    await effects.apply(revoked)
    async with database.transaction() as session:
        sessions = select(Session.id).where(Session.user_id == guest.id, Session.ended_at.is_(None))
        assert (await session.scalars(sessions)).all() == []
        assert (await session.get_one(User, guest.id)).access_revoked_at == NOW
    await set_state(database, revoked, "lifted")
    await effects.apply(revoked)
    async with database.transaction() as session:
        assert (await session.get_one(User, guest.id)).access_revoked_at is None


async def test_the_decision_is_written_with_its_times(
    database: Database, records: MisuseRecords, sent: dict[str, str]
) -> None:
    decision_id = await decision(database, sent, "suspend", "drafted")
    async with database.transaction() as session:
        row = await session.get_one(MisuseDecision, decision_id)
        report_id = row.report_id
    until = NOW + timedelta(days=180)
    written = DecisionRecord(decision_id, DecisionState.IN_FORCE, in_force_at=NOW, appeal_until=until)
    await records.record_misuse(MisuseRecord(report_id, 1, ReportState.SANCTIONED, decision=written))
    async with database.transaction() as session:
        row = await session.get_one(MisuseDecision, decision_id)
    assert (row.state, row.in_force_at, row.appeal_until, row.ended_at) == ("in_force", NOW, until, None)


async def test_reports_of_who_reviews_no_more_are_found_and_nobody_elses(
    database: Database, records: MisuseRecords, sent: dict[str, str]
) -> None:
    reviewer = await new_user(database)
    await put(database, StaffMember(user_id=reviewer.id, roles=["support", "reviewer"], joined_at=NOW))
    claimed = await report(database, state="claimed", claimed_by=reviewer.id)
    await report(database, state="claimed", claimed_by="usr_other")
    await report(database, state="waiting")
    decision_id = await decision(database, sent, "expel", "awaiting_second")
    async with database.transaction() as session:
        proposal = await session.get_one(MisuseDecision, decision_id)
        proposed = await session.get_one(MisuseReport, proposal.report_id)
        proposed.state, proposed.decision_id = "awaiting_second", decision_id
    assert await records.find_abandoned(reviewer.id) == []
    async with database.transaction() as session:
        (await session.get_one(StaffMember, reviewer.id)).roles = ["support"]
        await session.execute(
            update(MisuseDecision).where(MisuseDecision.id == decision_id).values(proposed_by=reviewer.id)
        )
    assert list(await records.find_abandoned(reviewer.id)) == [claimed, proposal.report_id]
    async with database.transaction() as session:
        member = await session.get_one(StaffMember, reviewer.id)
        member.roles, member.left_at = ["reviewer"], NOW
    assert list(await records.find_abandoned(reviewer.id)) == [claimed, proposal.report_id]
