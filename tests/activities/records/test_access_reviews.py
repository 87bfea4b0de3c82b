"""What a review notes, what its decisions do at once, and the record that stays (contract M2)."""

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from activities.records.access_review_messages import (
    DecisionOrder,
    ReviewChange,
    ReviewOpening,
    SignOffOrder,
)
from activities.records.access_review_records import AccessReviewRecords
from models import (
    AccessReview,
    AccessReviewItem,
    AccessReviewRecord,
    Activity,
    ApiKey,
    Business,
    Departure,
    Membership,
    Session,
    StaffMember,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.access_review import Decision, ItemKind, Quarter, ReviewRefusal, ReviewState
from terms.calendar import HOLDER_ZONE
from terms.evidence import canonical_json, instant_text

NOW = datetime(2027, 1, 1, 6, tzinfo=UTC)
WITHIN = NOW + timedelta(days=30)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ZONE = "Europe/Madrid"
_quarters = (Quarter(year, number) for year in itertools.count(2060) for number in (1, 2, 3, 4))


@dataclass
class House:
    """A business with an owner, a guest and two keys, one of them revoked."""

    owner: str
    guest: str
    business: str
    key: str = field(default_factory=lambda: new_id(Prefix.API_KEY))


async def person(database: Database, name: str) -> str:
    user = User(
        id=new_id(Prefix.USER),
        email=f"{uuid4().hex}@example.com",
        password_hash="-",
        email_verified_at=NOW,
        created_at=NOW,
        name=name,
    )
    session_row = Session(
        id=new_id(Prefix.SESSION),
        user_id=user.id,
        token_sha256=uuid4().hex * 2,
        created_at=NOW,
        last_seen_at=NOW,
    )
    async with database.transaction() as session:
        session.add(user)
        await session.flush()
        session.add(session_row)
    return user.id


def key(business: str, user: str, key_id: str, revoked_at: datetime | None = None) -> ApiKey:
    return ApiKey(
        id=key_id,
        business_id=business,
        created_by=user,
        name="Facturas",
        hint="rk_12345",
        secret_sha256=uuid4().hex * 2,
        created_at=NOW,
        revoked_at=revoked_at,
    )


@pytest.fixture
async def house(database: Database) -> House:
    house = House(await person(database, "Marta"), await person(database, "Guillem"), new_id(Prefix.BUSINESS))
    async with database.transaction() as session:
        session.add(
            Business(id=house.business, owner_id=house.owner, name="Taller", country="ES", created_at=NOW)
        )
        await session.flush()
        for user, role in ((house.owner, "owner"), (house.guest, "guest")):
            session.add(Membership(business_id=house.business, user_id=user, role=role, created_at=NOW))
        await session.flush()
        session.add(key(house.business, house.owner, house.key))
        session.add(key(house.business, house.guest, new_id(Prefix.API_KEY), revoked_at=NOW))
    return house


@pytest.fixture
async def staff(database: Database) -> list[str]:
    """Security, a second one, and support; whoever earlier tests employed has left."""
    people = [await person(database, name) for name in ("Sara", "Samuel", "Sonia")]
    roles = (["security"], ["security", "dpo"], ["support"])
    async with database.transaction() as session:
        await session.execute(update(StaffMember).where(StaffMember.left_at.is_(None)).values(left_at=NOW))
        for user, given in zip(people, roles, strict=True):
            session.add(StaffMember(user_id=user, roles=given, joined_at=NOW))
    return people


@pytest.fixture
def records(database: Database) -> AccessReviewRecords:
    return AccessReviewRecords(database, HOLDER_ZONE)


async def opened(records: AccessReviewRecords, business: str | None, quarter: str | None = None) -> str:
    plan = await records.open(ReviewOpening(quarter or unused_quarter(), business, NOW, ZONE))
    assert plan is not None
    return plan.review_id


def unused_quarter() -> str:
    return str(next(_quarters))


async def items(database: Database, review_id: str) -> dict[tuple[str, str], str]:
    """Kind and subject → item."""
    async with database.transaction() as session:
        rows = await session.scalars(select(AccessReviewItem).where(AccessReviewItem.review_id == review_id))
        return {(row.kind, row.subject_id): row.id for row in rows}


def just_before(business_id: str) -> str:
    """A place in the order of ids from which the next page begins with the business."""
    return business_id[:-1]


async def decided(
    records: AccessReviewRecords, review_id: str, item_id: str, decision: Decision, by: str
) -> ReviewRefusal | None:
    return (await records.decide(DecisionOrder(review_id, item_id, decision, by, NOW))).refusal


async def test_a_business_review_notes_guests_and_live_keys_once(
    database: Database, records: AccessReviewRecords, house: House
) -> None:
    quarter = unused_quarter()
    review_id = await opened(records, house.business, quarter)
    assert await opened(records, house.business, quarter) == review_id
    found = await items(database, review_id)
    assert set(found) == {(ItemKind.GUEST, house.guest), (ItemKind.API_KEY, house.key)}
    assert house.business in await records.businesses(just_before(house.business))
    assert house.business not in await records.businesses(house.business)
    assert await records.responsible(review_id, overdue=True) == [house.owner]


async def test_without_guests_and_keys_there_is_nothing_to_review(
    database: Database, records: AccessReviewRecords, house: House
) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(ApiKey).where(ApiKey.business_id == house.business).values(revoked_at=NOW)
        )
        await session.delete(await session.get_one(Membership, (house.business, house.guest)))
    assert await records.open(ReviewOpening(unused_quarter(), house.business, NOW, ZONE)) is None
    assert house.business not in await records.businesses("")


async def test_neither_who_is_shut_out_nor_an_expired_key_has_access(
    database: Database, records: AccessReviewRecords, house: House
) -> None:
    async with database.transaction() as session:
        (await session.get_one(Membership, (house.business, house.guest))).revoked_at = NOW
        live = await session.get_one(ApiKey, house.key)
        live.scopes, live.mode, live.expires_at = ["envelopes:send", "documents:read"], "test", WITHIN
        expired = key(house.business, house.owner, new_id(Prefix.API_KEY))
        expired.expires_at = NOW
        session.add(expired)
    review_id = await opened(records, house.business)
    found = await items(database, review_id)
    assert set(found) == {(ItemKind.API_KEY, house.key)}
    async with database.transaction() as session:
        details = (await session.get_one(AccessReviewItem, found[ItemKind.API_KEY, house.key])).details
    assert (details["mode"], details["scopes"], details["expires_at"]) == (
        "test",
        ["documents:read", "envelopes:send"],
        instant_text(WITHIN),
    )


async def test_where_nothing_works_any_more_there_is_nothing_to_review(
    database: Database, records: AccessReviewRecords, house: House
) -> None:
    async with database.transaction() as session:
        (await session.get_one(Membership, (house.business, house.guest))).revoked_at = NOW
        (await session.get_one(ApiKey, house.key)).expires_at = LONG_AGO
    assert await records.open(ReviewOpening(unused_quarter(), house.business, NOW, ZONE)) is None
    assert house.business not in await records.businesses(just_before(house.business))


async def test_removing_a_guest_ends_access_and_leaves_a_departure_to_tell(
    database: Database, records: AccessReviewRecords, house: House
) -> None:
    async with database.transaction() as session:
        session.add(key(house.business, house.guest, (guests_key := new_id(Prefix.API_KEY))))
    review_id = await opened(records, house.business)
    item = (await items(database, review_id))[ItemKind.GUEST, house.guest]
    order = DecisionOrder(review_id, item, Decision.REMOVED, house.owner, NOW)
    outcome = await records.decide(order)
    assert outcome == await records.decide(order), "a repeated step finds the first decision"
    async with database.transaction() as session:
        assert await session.get(Membership, (house.business, house.guest)) is None
        assert (await session.get_one(ApiKey, guests_key)).revoked_at is not None
        departure = await session.get_one(Departure, outcome.departure_id)
        assert (departure.user_id, departure.ended_by) == (house.guest, house.owner)
        logged = (await session.scalars(select(Activity).where(Activity.objects.contains([item])))).all()
    assert [(entry.action, entry.actor_id) for entry in logged] == [
        ("workflow:access-reviews:removed", house.owner)
    ]
    assert await decided(records, review_id, item, Decision.CONFIRMED, house.owner) is (
        ReviewRefusal.ALREADY_DECIDED
    )


async def test_removing_a_key_ends_it_and_confirming_leaves_it(
    database: Database, records: AccessReviewRecords, house: House
) -> None:
    for decision, ended in ((Decision.CONFIRMED, False), (Decision.REMOVED, True)):
        review_id = await opened(records, house.business)
        item = (await items(database, review_id))[ItemKind.API_KEY, house.key]
        assert await decided(records, review_id, item, decision, house.owner) is None
        async with database.transaction() as session:
            assert ((await session.get_one(ApiKey, house.key)).revoked_at is not None) is ended


async def test_removing_staff_ends_roles_and_sessions(
    database: Database, records: AccessReviewRecords, staff: list[str]
) -> None:
    security, second, support = staff
    review_id = await opened(records, None)
    found = await items(database, review_id)
    assert set(found) == {(ItemKind.STAFF, user) for user in staff}
    assert await records.responsible(review_id, overdue=False) == sorted([security, second])
    item = found[ItemKind.STAFF, support]
    assert await decided(records, review_id, item, Decision.REMOVED, security) is None
    async with database.transaction() as session:
        member = await session.get_one(StaffMember, support)
        assert (member.left_at, member.left_by) == (NOW, security)
        live = await session.scalars(
            select(Session).where(Session.user_id == support, Session.ended_at.is_(None))
        )
        assert live.all() == []


async def test_nobody_decides_about_their_own_access_unless_alone(
    database: Database, records: AccessReviewRecords, staff: list[str]
) -> None:
    security, second, _ = staff
    review_id = await opened(records, None)
    found = await items(database, review_id)
    own = found[ItemKind.STAFF, security]
    assert await decided(records, review_id, own, Decision.CONFIRMED, security) is ReviewRefusal.OWN_ACCESS
    other = found[ItemKind.STAFF, second]
    assert await decided(records, review_id, other, Decision.REMOVED, security) is None
    assert await decided(records, review_id, own, Decision.REMOVED, security) is (
        ReviewRefusal.LAST_ADMINISTRATOR
    )
    assert await decided(records, review_id, own, Decision.CONFIRMED, security) is None


async def test_a_second_person_is_asked_once_it_is_overdue(
    database: Database, records: AccessReviewRecords, staff: list[str]
) -> None:
    security, second, _ = staff
    async with database.transaction() as session:
        (await session.get_one(StaffMember, second)).roles = ["dpo"]
    review_id = await opened(records, None)
    assert await records.responsible(review_id, overdue=False) == [security]
    assert await records.responsible(review_id, overdue=True) == sorted([security, second])


async def test_the_sign_off_keeps_each_decision_under_one_digest(
    database: Database, records: AccessReviewRecords, house: House
) -> None:
    review_id = await opened(records, house.business)
    order = SignOffOrder(review_id, house.owner, NOW)
    assert await records.sign_off(order) is ReviewRefusal.ITEMS_UNDECIDED
    found = await items(database, review_id)
    for (kind, _), item in found.items():
        decision = Decision.REMOVED if kind == ItemKind.GUEST else Decision.CONFIRMED
        assert await decided(records, review_id, item, decision, house.owner) is None
    assert await records.sign_off(order) is None
    assert await records.sign_off(order) is None
    async with database.transaction() as session:
        review = await session.get_one(AccessReview, review_id)
        record = await session.get_one(AccessReviewRecord, review_id)
    assert (review.state, review.ended_at) == (ReviewState.SIGNED, NOW)
    assert record.sha256 == hashlib.sha256(canonical_json(record.record)).hexdigest()
    assert {entry["item_id"]: entry["decision"] for entry in record.record["items"]} == {
        item: "removed" if kind == ItemKind.GUEST else "confirmed" for (kind, _), item in found.items()
    }
    assert record.record["signed_by"] == house.owner
    counted = {"items": len(found), "confirmed": len(found) - 1, "removed": 1, "record_sha256": record.sha256}
    assert await records.figures(review_id) == {"quarter": review.quarter} | counted
    assert house.guest in {entry["subject_id"] for entry in record.record["items"]}
    late = await decided(
        records, review_id, next(iter(found.values())), Decision.REMOVED, new_id(Prefix.USER)
    )
    assert late is ReviewRefusal.ALREADY_DECIDED


async def test_a_lapsed_review_takes_no_decision_and_changes_no_more(
    database: Database, records: AccessReviewRecords, house: House
) -> None:
    review_id = await opened(records, house.business)
    for state in (ReviewState.OVERDUE, ReviewState.OVERDUE, ReviewState.LAPSED, ReviewState.OVERDUE):
        await records.change(ReviewChange(review_id, state, NOW))
    async with database.transaction() as session:
        review = await session.get_one(AccessReview, review_id)
        entries = await session.scalars(
            select(Activity.action).where(Activity.objects.contains([review_id])).order_by(Activity.id)
        )
        assert list(entries) == [
            f"workflow:access-reviews:{what}" for what in ("opened", "overdue", "lapsed")
        ]
    assert (review.state, review.escalated_at, review.ended_at) == (ReviewState.LAPSED, NOW, NOW)
    assert (await records.figures(review_id))["record_sha256"] is None
    item = next(iter((await items(database, review_id)).values()))
    assert await decided(records, review_id, item, Decision.REMOVED, house.owner) is (
        ReviewRefusal.REVIEW_CLOSED
    )
    assert await records.sign_off(SignOffOrder(review_id, house.owner, NOW)) is ReviewRefusal.REVIEW_CLOSED
    async with database.transaction() as session:
        assert (await session.get_one(ApiKey, house.key)).revoked_at is None
