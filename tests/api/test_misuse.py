"""Misuse through the API, on the real worker: reported, reviewed, sanctioned, appealed (contract A8)."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.acting.misuse import carry_on_decisions
from api.acting.misuse_appeals import carry_on_appeals
from models import MisuseAppeal, MisuseDecision, MisuseReport
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.accounts import Document
from terms.clauses import CURRENT_TERMS
from tests.api.calling import (
    Caller,
    Owner,
    drafted,
    envelope_draft,
    new_email,
    parts_of,
    pdf,
    problem,
    registered_owner,
    solved,
    until,
    uploaded,
)
from tests.api.staffing import staff_caller
from tests.api.test_lifecycle import in_state, invited, notified, signature
from tests.newer_texts import publish

pytestmark = pytest.mark.usefixtures("worker")
FRAUD = {"ground": "fraud", "words": "Me piden pagar dos veces"}
SUSPEND = {"verdict": "suspend", "ground": "fraud", "facts": "Factura falsa", "reason": "Tercera vez"}


async def under_way(app: FastAPI, owner: Owner) -> tuple[dict[str, Any], str]:
    """An envelope that waits for its signer, and the signer's link."""
    envelope = await drafted(owner)
    await owner.post(f"/v1/envelopes/{envelope['id']}/send")
    token = await invited(app, envelope["signers"][0]["id"])
    await notified(owner, envelope["id"], "notified")
    return envelope, token


async def queued(reviewer: Caller, envelope_id: str) -> dict[str, Any]:
    """The report of an envelope, once it is in the queue."""

    async def read() -> dict[str, Any] | None:
        page = (
            await reviewer.get("/v1/staff/misuse-reports", params={"state": "waiting", "limit": 100})
        ).json()
        return next((item for item in page["items"] if item["envelope_id"] == envelope_id), None)

    found: dict[str, Any] = await until(read)
    return found


async def lifts(reviewer: Caller, decision_id: str) -> httpx.Response:
    """Ends a sanction; whoever is told to come back asks again with the same key."""

    async def answered() -> httpx.Response | None:
        path, key = (
            f"/v1/staff/misuse-decisions/{decision_id}/lift",
            {"idempotency-key": f"lift-{decision_id}"},
        )
        answer = await reviewer.post(path, json={"reason": "Error"}, headers=key)
        return None if answer.status_code == 503 else answer

    lifted: httpx.Response = await until(answered)
    return lifted


async def reported(anybody: Caller, reviewer: Caller, token: str, envelope_id: str) -> dict[str, Any]:
    answer = await anybody.post(f"/v1/signing/{token}/reports", json=FRAUD)
    assert (answer.status_code, answer.json()) == (202, {"status": "received"})
    report = await queued(reviewer, envelope_id)
    claimed = await reviewer.post(f"/v1/staff/misuse-reports/{report['id']}/claim")
    assert (claimed.status_code, claimed.json()["state"]) == (200, "claimed"), claimed.text
    return report


async def decided(reviewer: Caller, report_id: str, **decision: Any) -> dict[str, Any]:
    answer = await reviewer.post(f"/v1/staff/misuse-reports/{report_id}/decisions", json=SUSPEND | decision)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.rule("A8")
async def test_a_suspended_business_downloads_but_neither_sends_nor_uploads_until_the_appeal(
    app: FastAPI, database: Database, anybody: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await registered_owner(app)
    publish(monkeypatch, Document.TERMS, "2030-01-01", substantial=True)
    reviewer = await staff_caller(app, "reviewer")
    other = await staff_caller(app, "reviewer")
    envelope, token = await under_way(app, customer)
    draft = await drafted(customer)
    path = f"/v1/envelopes/{envelope['id']}"
    report = await reported(anybody, reviewer, token, envelope["id"])
    detail = (await reviewer.get(f"/v1/staff/misuse-reports/{report['id']}")).json()
    assert (detail["anonymous"], detail["by"]) == (True, "signer")
    assert detail["document_ids"] == [envelope["documents"][0]["id"]]

    decision = await decided(reviewer, report["id"])
    assert (decision["state"], decision["business"]["id"]) == ("in_force", customer.business_id)
    for caller, headers in ((customer, {}), (customer.program(), customer.key)):
        uploads = await caller.post(
            "/v1/documents", files={"file": ("x.pdf", pdf(), "application/pdf")}, headers=headers
        )
        sends = await caller.post(f"/v1/envelopes/{draft['id']}/send", headers=headers)
        for refused in (uploads, sends):
            assert (refused.status_code, problem(refused)) == (403, "service-download-only")
            assert refused.json()["errors"] == [{"code": "misuse", "detail": "contact_holder"}]
        assert (await caller.get("/v1/envelopes", headers=headers)).status_code == 200
    invites = await customer.post("/v1/invitations", json={"email": new_email()})
    assert problem(invites) == "service-download-only"
    document = envelope["documents"][0]["id"]
    file = await customer.get(f"{path}/documents/{document}/content", params={"version": "original"})
    assert file.content.startswith(b"%PDF-")
    standing = (await customer.get("/v1/businesses/current")).json()["standing"]
    assert (standing["state"], standing["reason"]) == ("download_only", "misuse")
    assert "send" not in standing["may"]

    await in_state(customer, envelope["id"], "sent", paused=True)
    assert (await anybody.get(f"/v1/signing/{token}")).json()["status"] == "interrupted"
    signing = await anybody.post(f"/v1/signing/{token}/signature", json=await signature(anybody, token))
    assert (signing.status_code, problem(signing)) == (409, "sender-service-interrupted")

    (statement,) = (await customer.get("/v1/misuse-decisions")).json()["items"]
    assert (statement["facts"], statement["clauses"]) == ("Factura falsa", ["4.2", "4.4"])
    assert statement["terms_version"] == CURRENT_TERMS, "the one that governs, not the newest"
    assert "Tercera vez" not in str(statement)
    appeal_path = f"/v1/misuse-decisions/{decision['id']}/appeals"
    appeal = await customer.post(appeal_path, json={"words": "La factura es verdadera"})
    assert (appeal.status_code, appeal.json()["state"]) == (201, "filed"), appeal.text
    again = await customer.post(appeal_path, json={"words": "otra vez"})
    assert (again.status_code, problem(again)) == (409, "already-appealed")

    judging = f"/v1/staff/misuse-appeals/{appeal.json()['id']}/decision"
    upheld = {"outcome": "upheld", "reason": "Han traído el pedido"}
    own = await reviewer.post(judging, json=upheld)
    assert (own.status_code, problem(own)) == (403, "second-person-required")
    judged = await other.post(judging, json=upheld)
    assert (judged.status_code, judged.json()["state"]) == (200, "upheld"), judged.text
    assert judged.json()["reason"] == "Han traído el pedido"
    assert (await customer.post(f"/v1/envelopes/{draft['id']}/send")).status_code == 200
    await in_state(customer, envelope["id"], "sent", paused=False)
    signed = await anybody.post(f"/v1/signing/{token}/signature", json=await signature(anybody, token))
    assert signed.status_code == 200, signed.text
    for caller in (customer, reviewer, other):
        await caller.aclose()


@pytest.mark.rule("A8")
async def test_an_appeal_that_a_crash_kept_from_the_workflow_is_filed_by_housekeeping(
    app: FastAPI, database: Database, anybody: Caller
) -> None:
    customer, reviewer = await registered_owner(app), await staff_caller(app, "reviewer")
    envelope, token = await under_way(app, customer)
    report = await reported(anybody, reviewer, token, envelope["id"])
    decision = await decided(reviewer, report["id"])
    appeal = MisuseAppeal(
        id=new_id(Prefix.MISUSE_APPEAL),
        decision_id=decision["id"],
        business_id=customer.business_id,
        filed_by=(await customer.get("/v1/me")).json()["id"],
        words="La factura es verdadera",
        filed_at=datetime.now(UTC) - timedelta(minutes=5),
    )
    appeal_id = appeal.id
    async with database.transaction() as session:
        session.add(appeal)
    for _ in range(2):
        await carry_on_appeals(parts_of(app), datetime.now(UTC))
    async with database.transaction() as session:
        assert (await session.get_one(MisuseAppeal, appeal_id)).state == "filed"
    for caller in (customer, reviewer):
        await caller.aclose()


@pytest.mark.rule("A8")
async def test_a_decision_that_a_crash_kept_from_the_workflow_takes_effect_by_housekeeping(
    app: FastAPI, database: Database, anybody: Caller
) -> None:
    customer, reviewer = await registered_owner(app), await staff_caller(app, "reviewer")
    envelope, token = await under_way(app, customer)
    reported_id = (await reported(anybody, reviewer, token, envelope["id"]))["id"]
    now, ids = datetime.now(UTC), {}
    for name, proposed_at, by in (
        ("before the claim", now - timedelta(hours=1), reviewer.user_id),
        ("somebody else's", now + timedelta(seconds=9), "usr_other"),
        ("cut short", now, reviewer.user_id),
    ):
        row = MisuseDecision(
            id=new_id(Prefix.MISUSE_DECISION), report_id=reported_id, business_id=customer.business_id,
            terms_version=CURRENT_TERMS, proposed_by=by, proposed_at=proposed_at, **SUSPEND,
        )  # fmt: skip
        ids[name] = row.id
        async with database.transaction() as session:
            session.add(row)
    await carry_on_decisions(parts_of(app), now + timedelta(seconds=30))
    assert await states(database, ids) == {"drafted"}, "not in its first minute"
    for _ in range(2):
        await carry_on_decisions(parts_of(app), now + timedelta(minutes=2))
    in_force = ids.pop("cut short")
    assert await states(database, ids) == {"drafted"}
    assert await states(database, {"": in_force}) == {"in_force"}
    refused = await customer.post("/v1/envelopes", json=envelope_draft([envelope["documents"][0]["id"]]))
    assert problem(refused) == "service-download-only"
    for caller in (customer, reviewer):
        await caller.aclose()


async def states(database: Database, ids: dict[str, str]) -> set[str]:
    """In which states these decisions are."""
    async with database.transaction() as session:
        rows = await session.scalars(
            select(MisuseDecision.state).where(MisuseDecision.id.in_(list(ids.values())))
        )
        return set(rows)


@pytest.mark.rule("A8")
async def test_a_revoked_guest_is_out_and_owners_cannot_be_revoked(
    app: FastAPI, database: Database, anybody: Caller
) -> None:
    customer, guest = await registered_owner(app), await registered_owner(app)
    reviewer = await staff_caller(app, "reviewer")
    envelope, token = await under_way(app, customer)
    report = await reported(anybody, reviewer, token, envelope["id"])
    owner_id = (await customer.get("/v1/me")).json()["id"]
    revoke = {"verdict": "revoke", "reach": "business"}
    path = f"/v1/staff/misuse-reports/{report['id']}/decisions"
    refused = await reviewer.post(path, json=SUSPEND | revoke | {"user_id": owner_id})
    assert (refused.status_code, problem(refused)) == (409, "owner-cannot-be-revoked")
    stranger = await reviewer.post(path, json=SUSPEND | revoke | {"user_id": "usr_nobody"})
    assert (stranger.status_code, stranger.json()["errors"][0]["code"]) == (422, "not_a_member")
    wrong = await reviewer.post(path, json=SUSPEND | {"user_id": owner_id})
    assert wrong.status_code == 422
    for caller in (customer, guest, reviewer):
        await caller.aclose()


@pytest.mark.rule("A8")
async def test_an_expulsion_waits_for_another_reviewer(
    app: FastAPI, database: Database, anybody: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await registered_owner(app)
    publish(monkeypatch, Document.TERMS, "2030-01-01", substantial=True)
    reviewer = await staff_caller(app, "reviewer")
    other = await staff_caller(app, "reviewer")
    envelope, token = await under_way(app, customer)
    report = await reported(anybody, reviewer, token, envelope["id"])
    taken = await other.post(f"/v1/staff/misuse-reports/{report['id']}/claim")
    assert (taken.status_code, problem(taken)) == (409, "report-claimed")
    decision = await decided(reviewer, report["id"], verdict="expel")
    assert decision["state"] == "awaiting_second"
    assert (await customer.get("/v1/misuse-decisions")).json()["items"] == []
    second = f"/v1/staff/misuse-decisions/{decision['id']}/second"
    agreed = {"agreed": True, "reason": "De acuerdo"}
    own = await reviewer.post(second, json=agreed)
    assert (own.status_code, problem(own)) == (403, "second-person-required")
    seconded = (await other.post(second, json=agreed)).json()
    assert seconded["state"] == "in_force"
    assert seconded["blocks_at"] == seconded["appeal_until"]
    lifted = await lifts(other, decision["id"])
    assert (lifted.status_code, lifted.json()["state"]) == (200, "lifted"), lifted.text
    assert (await customer.get("/v1/businesses/current")).json()["standing"]["state"] == "active"
    late = await customer.post(f"/v1/misuse-decisions/{decision['id']}/appeals", json={"words": "x"})
    assert (late.status_code, problem(late)) == (409, "decision-not-in-force")
    for caller in (customer, reviewer, other):
        await caller.aclose()


async def test_anybody_reports_by_hash_and_the_answer_tells_nothing(
    app: FastAPI, owner: Owner, database: Database, anybody: Caller
) -> None:
    document = await uploaded(owner, pdf(text=new_email()))
    sent = (await owner.post("/v1/envelopes", json=envelope_draft([document["id"]]))).json()
    await owner.post(f"/v1/envelopes/{sent['id']}/send")
    reviewer, nobodys = await staff_caller(app, "reviewer"), hashlib.sha256(new_email().encode()).hexdigest()
    for sha256 in (document["sha256"], nobodys):
        body = {"document_sha256": sha256, "reply_to": new_email(), **FRAUD}
        answer = await anybody.post("/v1/document-reports", json=body, headers=await solved(anybody))
        assert (answer.status_code, answer.json()) == (202, {"status": "received"})
    report = await queued(reviewer, sent["id"])
    assert (report["document_id"], report["anonymous"]) == (document["id"], False)
    assert "reply_to" not in report

    async def unknown() -> bool:
        async with database.transaction() as session:
            row = await session.scalar(select(MisuseReport).where(MisuseReport.given_sha256 == nobodys))
        return row is not None and row.state == "not_found"

    await until(unknown)
    both = {"envelope_id": sent["id"], "document_sha256": nobodys, **FRAUD}
    twice = await anybody.post("/v1/document-reports", json=both, headers=await solved(anybody))
    assert (twice.status_code, problem(twice)) == (422, "validation")
    await reviewer.aclose()


async def test_an_anonymous_report_keeps_neither_signer_nor_origin(
    app: FastAPI, owner: Owner, database: Database, anybody: Caller
) -> None:
    envelope, token = await under_way(app, owner)
    await anybody.post(f"/v1/signing/{token}/reports", json=FRAUD)
    named = {"reply_to": new_email(), **FRAUD}
    await anybody.post(f"/v1/signing/{token}/reports", json=named)
    log = (await owner.get("/v1/activity", params={"object": envelope["id"]})).json()["items"]
    assert log
    assert not [entry for entry in log if "report" in entry["action"]], "the sender does not learn who did"
    async with database.transaction() as session:
        rows = await session.scalars(
            select(MisuseReport)
            .where(MisuseReport.given_envelope_id == envelope["id"])
            .order_by(MisuseReport.received_at)
        )
        anonymous, known = rows.all()
    assert (anonymous.signer_id, anonymous.ip, anonymous.user_agent) == (None, None, None)
    assert (known.signer_id, known.ip) == (envelope["signers"][0]["id"], anybody.ip)


async def test_only_reviewers_see_the_queue(app: FastAPI, owner: Owner, database: Database) -> None:
    hidden = await owner.get("/v1/staff/misuse-reports")
    assert (hidden.status_code, problem(hidden)) == (404, "not-found")
    support = await staff_caller(app, "support")
    refused = await support.get("/v1/staff/misuse-reports")
    assert (refused.status_code, problem(refused)) == (403, "role-required")
    await support.aclose()
