"""VIES is asked about companies' numbers in other member states; no answer refuses nobody (S2)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import update

from activities.records.vat_number_records import VatNumberRecords
from activities.vies.client import Vies
from models import Business, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.vat_checks import ASK_AGAIN, HOLDS

URL = "https://vies.test/rest-api"
NOW = datetime.now(UTC)
Answer = Callable[[], httpx.Response]


class Commission:
    """Stands for VIES's REST API."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answer: Answer = lambda: httpx.Response(200, json={"valid": True, "name": "ACME GMBH"})

    def handle(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        assert str(request.url) == f"{URL}/check-vat-number"
        body = json.loads(request.content)
        self.asked.append((body["countryCode"], body["vatNumber"]))
        return self.answer()

    def client(self) -> httpx.AsyncClient:
        """A client that reaches it."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self.handle))


@pytest.fixture
def commission() -> Commission:
    """A service that knows every number."""
    return Commission()


@pytest.fixture
async def records(database: Database, commission: Commission) -> VatNumberRecords:
    """The records under test; what other tests left has been asked about just now."""
    async with database.transaction() as session:
        await session.execute(
            update(Business).values(
                vat_checked_number=Business.tax_id, vat_checked_at=datetime.now(UTC), vat_confirmed=False
            )
        )
    return VatNumberRecords(database, Vies(commission.client(), URL))


async def business(database: Database, tax_id: str, country: str, kind: str | None = "company") -> str:
    """A business of somebody's."""
    user_id, business_id = new_id(Prefix.USER), new_id(Prefix.BUSINESS)
    async with database.transaction() as session:
        session.add(
            User(
                id=user_id,
                email=f"{user_id}@example.com".lower(),
                password_hash="-",
                email_verified_at=NOW,
                created_at=NOW,
            )
        )
        await session.flush()
        session.add(
            Business(
                id=business_id,
                owner_id=user_id,
                name="Taller",
                country=country,
                tax_id=tax_id,
                customer_kind=kind,
                created_at=NOW,
            )
        )
    return business_id


async def confirmed(database: Database, business_id: str) -> bool | None:
    """What is known of the business's number."""
    async with database.transaction() as session:
        return (await session.get_one(Business, business_id)).vat_number_confirmed


async def test_companies_in_other_member_states_are_asked_about_once(
    database: Database, records: VatNumberRecords, commission: Commission
) -> None:
    german = await business(database, "DE136695976", "DE")
    greek = await business(database, "EL094259216", "GR")
    for tax_id, country, kind in (
        ("B12345674", "ES", "company"),
        ("DE136695976", "DE", "consumer"),
        ("DE136695976", "DE", None),
        ("12-3456789", "US", "company"),
    ):
        await business(database, tax_id, country, kind)
    assert await records.check_due() == 2
    assert await records.check_due() == 0
    assert sorted(commission.asked) == [("DE", "136695976"), ("EL", "094259216")]
    assert (await confirmed(database, german), await confirmed(database, greek)) == (True, True)


async def test_a_number_that_is_not_known_is_not_confirmed(
    database: Database, records: VatNumberRecords, commission: Commission
) -> None:
    commission.answer = lambda: httpx.Response(200, json={"valid": False})
    german = await business(database, "DE136695976", "DE")
    assert await records.check_due() == 1
    assert await confirmed(database, german) is False


def _broken() -> httpx.Response:
    raise httpx.ConnectTimeout("away")


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(503),
        lambda: httpx.Response(200, text="<html>"),
        lambda: httpx.Response(200, json=[]),
        lambda: httpx.Response(
            200, json={"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}
        ),
        lambda: httpx.Response(200, json={"valid": "yes"}),
        _broken,
    ],
)
async def test_no_answer_is_no_refusal_and_is_asked_for_again(
    database: Database, records: VatNumberRecords, commission: Commission, answer: Answer
) -> None:
    german = await business(database, "DE136695976", "DE")
    commission.answer = answer
    assert await records.check_due() == 0
    assert await confirmed(database, german) is None
    await records.check_due()
    assert len(commission.asked) == 1, "not at once"
    await long_ago(database, german, ASK_AGAIN)
    commission.answer = lambda: httpx.Response(200, json={"valid": True})
    assert await records.check_due() == 1
    assert await confirmed(database, german) is True


async def test_an_answer_is_about_the_number_asked_about_and_for_a_time(
    database: Database, records: VatNumberRecords, commission: Commission
) -> None:
    german = await business(database, "DE136695976", "DE")
    await records.check_due()
    async with database.transaction() as session:
        (await session.get_one(Business, german)).tax_id = "DE129274202"
    assert await confirmed(database, german) is None
    await records.check_due()
    await long_ago(database, german, HOLDS)
    await records.check_due()
    assert commission.asked == [("DE", "136695976"), ("DE", "129274202"), ("DE", "129274202")]


async def test_without_the_setting_nobody_is_asked(database: Database, commission: Commission) -> None:
    german = await business(database, "DE136695976", "DE")
    silent = Vies(commission.client(), None)
    assert await VatNumberRecords(database, silent).check_due() == 0
    assert await silent.is_valid("DE", "136695976") is None
    assert commission.asked == []
    assert await confirmed(database, german) is None


async def long_ago(database: Database, business_id: str, duration: timedelta) -> None:
    """Lets so much time pass since the number was asked about."""
    async with database.transaction() as session:
        found = await session.get_one(Business, business_id)
        assert found.vat_checked_at is not None
        found.vat_checked_at -= duration + timedelta(minutes=1)
