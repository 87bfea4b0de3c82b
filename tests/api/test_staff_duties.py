"""What everyone on the staff signs and learns, and what a second person confirms (contract P5)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from temporalio.client import WorkflowExecutionStatus

from models import StaffCommitment, StaffMember, TrainingAttempt
from models.database import Database
from terms.calendar import local_date
from terms.courses import Course, current_course
from tests.api.calling import Caller, Owner, problem
from tests.api.staffing import StaffCaller, staff_caller
from tests.duties import Duties, duties_done, nothing_done, only_signed
from tests.running import RunningTemporal
from workflows.identifiers import staff_decision_workflow_id

COURSE = "/v1/staff/course"
DUTIES = "/v1/staff/duties"
DRAFT = {"title": "RGPD para soporte", "provider": "Academia", "evidence": "Certificado 118."}


@pytest.fixture
async def second(app: FastAPI) -> AsyncIterator[StaffCaller]:
    caller = await staff_caller(app, "security")
    yield caller
    await caller.aclose()


@pytest.fixture
async def untrained(app: FastAPI) -> AsyncIterator[StaffCaller]:
    """Somebody of support who signed, and never took the course."""
    caller = await staff_caller(app, "support", done=only_signed)
    yield caller
    await caller.aclose()


async def answers(caller: Caller, *, wrong: int = 0, language: str = "en") -> dict[str, Any]:
    """What the page sends after the course was read."""
    shown = (await caller.get(COURSE, params={"language": language})).json()
    key = current_course(Course.DATA_PROTECTION, language).key
    given = {
        question["code"]: key[question["code"]] if number >= wrong else "x"
        for number, question in enumerate(shown["questions"])
    }
    return {name: shown[name] for name in ("version", "language", "sha256")} | {"answers": given}


async def test_the_course_never_says_what_is_right(untrained: StaffCaller) -> None:
    shown = await untrained.get(COURSE, params={"language": "en"})
    assert shown.status_code == 200
    assert shown.json()["right_needed"] == 8
    assert len(shown.json()["questions"]) == 10
    assert set(shown.json()["questions"][0]) == {"code", "text", "options"}
    assert set(shown.json()["questions"][0]["options"][0]) == {"code", "text"}


async def test_a_training_holds_from_a_test_that_was_passed(untrained: StaffCaller) -> None:
    assert (await untrained.get(DUTIES)).json()["missing"] == ["training"]
    failed = await untrained.post(COURSE + "/answer", json=await answers(untrained, wrong=3))
    assert (failed.status_code, failed.json()["passed"], failed.json()["right"]) == (201, False, 7)
    assert len(failed.json()["wrong"]) == 3
    assert (await untrained.get(DUTIES)).json()["missing"] == ["training"]
    done = (await untrained.post(COURSE + "/answer", json=await answers(untrained, wrong=2))).json()
    assert (done["passed"], done["right"]) == (True, 8)
    shown = (await untrained.get(DUTIES)).json()
    assert (shown["missing"], shown["training_until"]) == ([], done["valid_until"])
    assert [each["passed"] for each in shown["attempts"]] == [True, False]


async def test_only_the_current_course_counts_and_only_what_it_asks(untrained: StaffCaller) -> None:
    given = await answers(untrained)
    old = await untrained.post(COURSE + "/answer", json=given | {"sha256": "0" * 64})
    assert (old.status_code, problem(old)) == (409, "course-outdated")
    odd = await untrained.post(COURSE + "/answer", json=given | {"answers": {"nothing": "a"}})
    assert (problem(odd), odd.json()["errors"][0]["pointer"]) == ("validation", "/answers/nothing")


async def test_to_customers_there_are_no_duties(owner: Owner) -> None:
    for path in (DUTIES, COURSE):
        assert problem(await owner.get(path)) == "not-found"


@pytest.mark.rule("P5")
async def test_a_training_from_elsewhere_counts_once_a_second_person_agrees(
    security: StaffCaller, second: StaffCaller, untrained: StaffCaller, temporal: RunningTemporal
) -> None:
    trained_on = (local_date(datetime.now(UTC)) - timedelta(days=40)).isoformat()
    path = f"/v1/staff/members/{untrained.user_id}/external-trainings"
    recorded = await security.post(path, json=DRAFT | {"trained_on": trained_on})
    assert (recorded.status_code, recorded.json()["state"]) == (201, "awaiting_confirmation")
    decide = f"/v1/staff/external-trainings/{recorded.json()['id']}"
    asking = temporal.client.get_workflow_handle(staff_decision_workflow_id(recorded.json()["id"]))
    assert (await asking.describe()).status is WorkflowExecutionStatus.RUNNING, "it mails a second person"
    assert (await untrained.get(DUTIES)).json()["missing"] == ["training"]
    assert problem(await security.post(f"{decide}/confirm")) == "second-person-required"
    agreed = (await second.post(f"{decide}/confirm")).json()
    assert (agreed["state"], agreed["decided_by"]["id"]) == ("applied", second.user_id)
    assert (await untrained.get(DUTIES)).json()["training_until"] == agreed["valid_until"]
    assert problem(await second.post(f"{decide}/refuse", json={"reason": "No."})) == "decision-ended"
    listed = (await security.get("/v1/staff/external-trainings")).json()["items"]
    assert recorded.json()["id"] in [item["id"] for item in listed]


@pytest.mark.parametrize("days", [-1, 366, -2_000_000, 700_000])
async def test_a_day_to_come_or_long_past_is_refused(
    security: StaffCaller, untrained: StaffCaller, days: int
) -> None:
    trained_on = (local_date(datetime.now(UTC)) - timedelta(days=days)).isoformat()
    path = f"/v1/staff/members/{untrained.user_id}/external-trainings"
    refused = await security.post(path, json=DRAFT | {"trained_on": trained_on})
    assert (problem(refused), refused.json()["errors"][0]["pointer"]) == ("validation", "/trained_on")


async def test_security_sees_who_lacks_what(security: StaffCaller, untrained: StaffCaller) -> None:
    member = (await security.get(f"/v1/staff/members/{untrained.user_id}")).json()
    assert member["duties"]["missing"] == ["training"]
    assert "duties_missing" in member["flags"]
    own = (await security.get(f"/v1/staff/members/{security.user_id}")).json()
    assert (own["duties"]["missing"], own["flags"]) == ([], [])


async def test_what_was_answered_stays_as_it_was(untrained: StaffCaller, database: Database) -> None:
    await untrained.post(COURSE + "/answer", json=await answers(untrained, wrong=5))
    async with database.transaction() as session:
        kept = await session.scalar(
            select(TrainingAttempt).where(TrainingAttempt.user_id == untrained.user_id)
        )
        assert kept is not None
        assert (kept.right, kept.asked, kept.valid_until) == (5, 10, None)


@pytest.mark.rule("P5", "M2")
async def test_without_both_no_permission_works_and_the_way_out_does(
    app: FastAPI, untrained: StaffCaller
) -> None:
    nothing = await staff_caller(app, "security", done=nothing_done)
    refused = await nothing.get("/v1/staff/members")
    assert (refused.status_code, problem(refused)) == (403, "staff-duties-missing")
    assert refused.json()["errors"] == [
        {"code": "commitment", "detail": "/app/staff/duties"},
        {"code": "training", "detail": "/app/staff/duties"},
    ]
    assert (await nothing.get(DUTIES)).status_code == 200
    assert (await nothing.get(COURSE)).status_code == 200
    place = (await nothing.get("/v1/me")).json()["staff"]
    assert (place["missing"], place["barred"]) == (["commitment", "training"], True)
    await nothing.aclose()
    barred = await untrained.get("/v1/staff/members")
    assert [error["code"] for error in barred.json()["errors"]] == ["training"]
    await untrained.post(COURSE + "/answer", json=await answers(untrained))
    assert (await untrained.get("/v1/me")).json()["staff"]["barred"] is False
    assert problem(await untrained.get("/v1/staff/members")) == "role-required"


@pytest.mark.rule("P5", "M2")
@pytest.mark.parametrize("kind", [StaffCommitment, TrainingAttempt])
async def test_access_stops_at_the_instant_at_which_either_ends(
    app: FastAPI, kind: type[StaffCommitment] | type[TrainingAttempt]
) -> None:
    def ends_in(left: timedelta) -> Duties:
        def done(user_id: str, at: datetime) -> list[StaffCommitment | TrainingAttempt]:
            rows = duties_done(user_id, at)
            for row in rows:
                row.valid_until = at + left if isinstance(row, kind) else row.valid_until
            return rows

        return done

    ended = await staff_caller(app, "security", done=ends_in(-timedelta(seconds=1)))
    assert problem(await ended.get("/v1/staff/members")) == "staff-duties-missing"
    lasting = await staff_caller(app, "security", done=ends_in(timedelta(minutes=5)))
    assert (await lasting.get("/v1/staff/members")).status_code == 200
    for caller in (ended, lasting):
        await caller.aclose()


async def test_staff_from_before_goes_on_until_its_day_and_nobody_moves_it(
    app: FastAPI, database: Database
) -> None:
    grace = datetime.now(UTC) + timedelta(days=30)
    caller = await staff_caller(app, "security", done=nothing_done, duties_due_at=grace)
    listed = await caller.get("/v1/staff/members")
    (own,) = [one for one in listed.json()["items"] if one["user_id"] == caller.user_id]
    assert own["duties"]["missing"] == ["commitment", "training"]
    assert datetime.fromisoformat(own["duties"]["due_at"]) == grace
    assert (await caller.get("/v1/me")).json()["staff"]["barred"] is False
    over = await staff_caller(app, "security", done=nothing_done, duties_due_at=datetime.now(UTC))
    assert problem(await over.get("/v1/staff/members")) == "staff-duties-missing"
    await over.aclose()
    async with database.transaction() as session:
        with pytest.raises(DBAPIError, match="never changes"):
            await session.execute(
                update(StaffMember)
                .where(StaffMember.user_id == caller.user_id)
                .values(duties_due_at=datetime.now(UTC))
            )
    await caller.aclose()
