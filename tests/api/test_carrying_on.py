"""What was stored and cut short is carried on by housekeeping; nothing is called for no reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.acting.business_deletion import carry_on_deletions
from api.acting.carrying_on import AWAY, carry_on_each, or_later
from api.acting.misuse import carry_on_reports
from api.acting.rights_requests import carry_on_requests
from api.engine import Engine
from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable
from models import Business, BusinessDeletion, MisuseReport, RightsPart, RightsRequest
from models.identifiers import Prefix, new_id
from terms.misuse import ReportState
from terms.rights_requests import RequestState
from tests.api.calling import all_seeing, parts_of, registered_owner, until


class Called(Engine):
    """Notes which workflows are begun and told, in place of Temporal."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.told: list[str] = []

    async def start(self, run: Any, start: object, workflow_id: str) -> None:
        self.begun.append(workflow_id)

    async def tell(self, workflow_id: str, signal: Any, *notice: object) -> None:
        self.told.append(workflow_id)


async def test_what_is_refused_holds_up_nothing_and_an_absence_ends_the_round() -> None:
    tried: list[Kind] = []

    async def refuse(kind: Kind) -> None:
        tried.append(kind)
        raise Problem(kind)

    stuck, refused = Kind.SERVICE_UNAVAILABLE, Kind.NOT_FOUND
    await carry_on_each([refused, stuck, stuck, refused, stuck], refuse)
    assert tried == [refused, stuck, stuck, refused, stuck]
    for absence, until_given_up in (([stuck] * 5, AWAY), ([stuck] * 2, 2)):
        tried.clear()
        with pytest.raises(Problem):
            await carry_on_each(absence, refuse)
        assert len(tried) == until_given_up


async def test_what_nobody_foresaw_holds_up_nothing() -> None:
    tried: list[int] = []

    async def fail(number: int) -> None:
        tried.append(number)
        raise LookupError(number)

    await carry_on_each([1, 2], fail)
    assert tried == [1, 2]


def test_only_an_absence_is_for_later() -> None:
    with or_later():
        raise unavailable("The workflow engine")
    with pytest.raises(Problem), or_later():
        raise Problem(Kind.NOT_FOUND)


@pytest.mark.rule("A8")
@pytest.mark.usefixtures("worker")
async def test_a_report_that_a_crash_left_alone_reaches_the_queue(app: FastAPI) -> None:
    long_ago = datetime.now(UTC) - timedelta(minutes=2)
    report = MisuseReport(
        id=new_id(Prefix.MISUSE_REPORT), reporter="anybody", ground="fraud", words="x", language="es",
        given_envelope_id=new_id(Prefix.ENVELOPE), received_at=long_ago, document_ids=[], state="waiting",
    )  # fmt: skip
    async with all_seeing(app).transaction() as session:
        session.add(report)
    await carry_on_reports(parts_of(app), datetime.now(UTC))

    async def looked_for() -> bool:
        async with all_seeing(app).transaction() as session:
            state = await session.scalar(select(MisuseReport.state).where(MisuseReport.id == report.id))
        return state == ReportState.NOT_FOUND.value

    assert await until(looked_for)


@pytest.mark.rule("P6")
async def test_a_request_is_carried_on_for_a_week_and_not_in_its_first_minute(app: FastAPI) -> None:
    at, called, ids = datetime.now(UTC), Called(), {}
    for name, ago in {"now": 0.5, "cut": 2, "old": 60 * 24 * 8}.items():
        row = RightsRequest(
            id=new_id(Prefix.RIGHTS_REQUEST), kind="access", language="es", channel="form",
            received_at=at - timedelta(minutes=ago), registered_at=at - timedelta(minutes=ago),
            token_sha256=new_id(Prefix.ACT).ljust(64, "0")[:64], state=RequestState.RECEIVED.value,
        )  # fmt: skip
        ids[name] = row.id
        async with all_seeing(app).transaction() as session:
            session.add(row)
    await carry_on_requests(replace(parts_of(app), engine=called), at)
    assert [name for name, one in ids.items() if any(one in workflow for workflow in called.begun)] == ["cut"]


@pytest.mark.rule("P6")
async def test_what_people_did_about_a_request_is_told_again_until_something_is_done(app: FastAPI) -> None:
    at, called = datetime.now(UTC), Called()
    cut, asked = at - timedelta(minutes=2), at - timedelta(days=20)
    acts: dict[str, dict[str, Any]] = {
        "identified": {"identity": "mailbox", "identity_at": cut},
        "withdrawn": {"withdrawn_at": cut},
        "extended": {"state": "in_hand", "extended_at": cut},
        "told": {"state": "in_hand", "extended_at": cut, "extension_told_at": cut},
        "unanswered": {"state": "in_hand"},
        "answered": {"state": "in_hand"},
        "long ago": {"state": "in_hand", "extended_at": at - timedelta(days=2)},
    }
    ids = {name: new_id(Prefix.RIGHTS_REQUEST) for name in acts}
    async with all_seeing(app).transaction() as session:
        for name, values in acts.items():
            row = {"state": "received"} | values
            session.add(
                RightsRequest(
                    id=ids[name],
                    kind="access",
                    language="es",
                    channel="form",
                    received_at=asked,
                    registered_at=asked,
                    token_sha256=new_id(Prefix.ACT).ljust(64, "0")[:64],
                    **row,
                )
            )
        await session.flush()
        for name in ("unanswered", "answered"):
            answer = {"outcome": "refused", "resolved_at": cut} if name == "answered" else {}
            session.add(
                RightsPart(
                    id=new_id(Prefix.RIGHTS_PART),
                    request_id=ids[name],
                    kind="access",
                    language="es",
                    received_at=asked,
                    identity="mailbox",
                    envelopes=0,
                    answer_due_at=at,
                    **answer,
                )
            )
    await carry_on_requests(replace(parts_of(app), engine=called), at)
    told = {name for name, one in ids.items() if any(one in workflow for workflow in called.told)}
    assert told == {"identified", "withdrawn", "extended", "answered"}


@pytest.mark.rule("S17")
async def test_a_deletion_that_waits_is_not_called_again_and_again(app: FastAPI) -> None:
    at, called = datetime.now(UTC), Called()
    waiting, taken_back = [await registered_owner(app) for _ in range(2)]
    ids = {}
    for owner in (waiting, taken_back):
        row = BusinessDeletion(
            id=new_id(Prefix.BUSINESS_DELETION), business_id=owner.business_id, requested_by="usr_x",
            requested_at=at, waived=False, state="waiting",
        )  # fmt: skip
        ids[owner.business_id] = row.id
        async with all_seeing(app).transaction() as session:
            session.add(row)
            business = await session.get_one(Business, owner.business_id)
            business.deletion_requested_at = None if owner is taken_back else at
    await carry_on_deletions(replace(parts_of(app), engine=called))
    for one in ids.values():
        assert any(one in workflow for workflow in called.begun)
    told = [business for business, one in ids.items() if any(one in workflow for workflow in called.told)]
    assert told == [taken_back.business_id]
    async with all_seeing(app).transaction() as session:
        for one in ids.values():
            await session.delete(await session.get_one(BusinessDeletion, one))
    for owner in (waiting, taken_back):
        await owner.aclose()
