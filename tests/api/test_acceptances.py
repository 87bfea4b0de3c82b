"""New versions are asked for, accepted and listed; what was accepted stays in force until then (A2, A3)."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from models import Acceptance, OrderedLetter, Subscription, User
from terms.accounts import Document
from tests.api.calling import (
    PASSWORD,
    Caller,
    Owner,
    accepted,
    all_seeing,
    business_draft,
    problem,
    registered_owner,
)
from tests.api.staffing import staff_caller
from tests.contracts import plant_contract
from tests.newer_texts import publish

NEWER = "2030-01-01"
FIRST = "2026-11-22"


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch, customer: Owner) -> None:
    """Terms and privacy policy have changed substantially since."""
    publish(monkeypatch, Document.TERMS, NEWER, substantial=True)
    publish(monkeypatch, Document.PRIVACY, NEWER, substantial=True)


async def pending(owner: Owner) -> list[tuple[str, str | None, str | None]]:
    """Kind, business and version in force of all that is asked for."""
    items = (await owner.get("/v1/me/pending-acceptances")).json()["items"]
    assert {item["version"] for item in items} <= {NEWER}
    return [(item["kind"], item["business_id"], item["accepted_version"]) for item in items]


async def acceptance(owner: Owner, kind: str, business_id: str | None = None) -> dict[str, Any]:
    """The acceptance of a text as shown."""
    return await accepted(owner, kind) | {"kind": kind, "business_id": business_id}


async def test_nothing_is_asked_of_who_accepted_everything(customer: Owner) -> None:
    assert await pending(customer) == []
    assert (await customer.get("/v1/me")).json()["pending_acceptances"] == []


@pytest.mark.rule("A3")
@pytest.mark.usefixtures("changed")
async def test_a_change_is_asked_for_at_sign_in_until_it_is_accepted(app: FastAPI, customer: Owner) -> None:
    await plant_contract(all_seeing(app), customer.business_id)
    asked = [("privacy", None, FIRST), ("terms", customer.business_id, FIRST)]
    assert await pending(customer) == asked
    signed_in = await customer.post("/v1/sessions", json={"email": customer.email, "password": PASSWORD})
    shown = signed_in.json()["user"]["pending_acceptances"]
    assert [(item["kind"], item["business"]) for item in shown] == [
        ("privacy", None), ("terms", "Soler y Asociados")
    ]  # fmt: skip
    assert (await customer.get("/v1/envelopes")).status_code == 200, "what was contracted goes on"
    body = {"items": [await acceptance(customer, "terms", customer.business_id)]}
    assert await governing(app, customer) == FIRST, "the contract keeps its version until then"
    answer = await customer.post("/v1/me/acceptances", json=body)
    assert [item["kind"] for item in answer.json()["items"]] == ["privacy"]
    assert await governing(app, customer) == NEWER
    await customer.post("/v1/me/acceptances", json={"items": [await acceptance(customer, "privacy")]})
    assert await pending(customer) == []


async def governing(app: FastAPI, owner: Owner) -> str:
    """Of the terms, the version that the business's contract is under."""
    async with all_seeing(app).transaction() as session:
        contract = select(Subscription.terms_version).where(Subscription.business_id == owner.business_id)
        return (await session.scalars(contract)).one()


async def letters(app: FastAPI, owner: Owner) -> list[tuple[str, list[str]]]:
    """Purpose and documents of each letter ordered about what the owner accepted, oldest first."""
    async with all_seeing(app).transaction() as session:
        rows = await session.scalars(
            select(OrderedLetter)
            .join(User, User.id == OrderedLetter.user_id)
            .where(User.email == owner.email, OrderedLetter.words.has_key("acceptance_ids"))
            .order_by(OrderedLetter.id)
        )
        return [
            (
                row.purpose,
                sorted(
                    await session.scalars(
                        select(Acceptance.document).where(
                            Acceptance.id.in_(row.words["acceptance_ids"].split(","))
                        )
                    )
                ),
            )
            for row in rows.all()
        ]


@pytest.mark.usefixtures("changed")
async def test_copies_of_what_was_accepted_are_mailed(app: FastAPI, customer: Owner) -> None:
    body = {"items": [await acceptance(customer, "privacy")]}
    for _ in range(2):
        await customer.post("/v1/me/acceptances", json=body)
    assert await letters(app, customer) == [
        ("business-registered", ["declarations", "privacy", "processor", "terms"]),
        ("texts-accepted", ["privacy"]),
    ]


@pytest.mark.usefixtures("changed")
async def test_each_acceptance_is_kept_once_with_what_was_accepted_before(customer: Owner) -> None:
    body = {"items": [await acceptance(customer, "privacy")]}
    for _ in range(2):
        assert (await customer.post("/v1/me/acceptances", json=body)).status_code == 200
    listed = (await customer.get("/v1/me/acceptances")).json()["items"]
    mine = [(item["document"], item["version"], item["business_id"]) for item in listed]
    assert mine.count(("privacy", NEWER, None)) == 1
    assert mine[0] == ("privacy", NEWER, None)
    business = customer.business_id
    assert {("privacy", FIRST, None), ("terms", FIRST, business), ("declarations", FIRST, business)} < set(
        mine
    )


async def test_the_list_of_acceptances_comes_in_pages(customer: Owner) -> None:
    whole = (await customer.get("/v1/me/acceptances")).json()["items"]
    seen, after = [], None
    while True:
        page = (
            await customer.get(
                "/v1/me/acceptances", params={"limit": 2} | ({"after": after} if after else {})
            )
        ).json()
        seen += page["items"]
        after = page["next"]
        if after is None:
            break
    assert seen == whole
    assert len(whole) == 5


@pytest.mark.usefixtures("changed")
async def test_an_older_version_or_another_text_is_not_accepted(customer: Owner) -> None:
    old = await customer.get("/v1/terms/terms", params={"version": FIRST})
    outdated = {name: old.json()[name] for name in ("version", "language", "sha256")}
    item = outdated | {"kind": "terms", "business_id": customer.business_id}
    answer = await customer.post("/v1/me/acceptances", json={"items": [item]})
    assert (answer.status_code, problem(answer)) == (409, "consent-outdated")
    assert answer.json()["errors"][0]["pointer"] == "/items/0"


@pytest.mark.usefixtures("changed")
async def test_all_of_a_request_is_kept_or_nothing(customer: Owner, stranger: Owner) -> None:
    theirs = await acceptance(customer, "terms", stranger.business_id)
    body = {"items": [await acceptance(customer, "privacy"), theirs]}
    answer = await customer.post("/v1/me/acceptances", json=body)
    assert (answer.status_code, problem(answer)) == (404, "not-found")
    assert ("privacy", None, FIRST) in await pending(customer)


@pytest.mark.parametrize(
    ("kind", "for_business", "code"), [("terms", False, "missing"), ("privacy", True, "not_for_a_business")]
)
async def test_each_text_is_accepted_for_whom_it_is(
    customer: Owner, kind: str, for_business: bool, code: str
) -> None:
    item = await acceptance(customer, kind, customer.business_id if for_business else None)
    answer = await customer.post("/v1/me/acceptances", json={"items": [item]})
    assert problem(answer) == "validation"
    assert answer.json()["errors"][0]["code"] == code


@pytest.mark.rule("A3")
async def test_a_small_change_is_only_published(customer: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, Document.TERMS, NEWER, substantial=False)
    assert await pending(customer) == []
    text = (await customer.get("/v1/terms/terms", params={"language": "en"})).json()
    assert text["version"] == NEWER
    assert text["versions"][0] == {
        "version": NEWER, "substantial": False, "summary": "The period changes."
    }  # fmt: skip


@pytest.mark.usefixtures("changed")
async def test_a_new_business_accepts_the_new_version(customer: Owner) -> None:
    await customer.post("/v1/businesses", json=await business_draft(customer))
    assert await pending(customer) == [("terms", customer.business_id, FIRST)]


async def standings(caller: Caller, kind: str, **params: str) -> list[dict[str, Any]]:
    """All pages of the holder's list."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        answer = await caller.get(
            f"/v1/staff/terms/{kind}/acceptances", params=params | after | {"limit": "100"}
        )
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        after = {"after": answer.json()["next"]}


@pytest.mark.usefixtures("changed")
async def test_the_holder_sees_who_is_on_which_version(app: FastAPI, customer: Owner) -> None:
    dpo, later = await staff_caller(app, "dpo"), await registered_owner(app)
    listed = {row["business_id"]: row for row in await standings(dpo, "terms")}
    mine = listed[customer.business_id]
    assert (mine["version"], mine["pending"], mine["email"]) == (FIRST, True, customer.email)
    assert (listed[later.business_id]["version"], listed[later.business_id]["pending"]) == (NEWER, False)
    on_new = {row["business_id"] for row in await standings(dpo, "terms", version=NEWER)}
    assert later.business_id in on_new
    assert customer.business_id not in on_new
    people = {row["email"]: row for row in await standings(dpo, "privacy")}
    assert (people[customer.email]["version"], people[customer.email]["business_id"]) == (FIRST, None)
    assert dpo.email in {row["email"] for row in await standings(dpo, "staff-commitments")}
    none = await dpo.get("/v1/staff/terms/signing-consent/acceptances")
    assert (none.status_code, problem(none)) == (404, "not-found")


async def test_others_of_the_staff_do_not_see_it(app: FastAPI) -> None:
    support = await staff_caller(app, "support", "billing")
    answer = await support.get("/v1/staff/terms/terms/acceptances")
    assert (answer.status_code, problem(answer)) == (403, "role-required")
