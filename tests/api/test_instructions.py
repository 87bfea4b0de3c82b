"""Instructions, from the controller's words to how they are followed (contract P1)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from activities.packs.instructions import disclosures_made, instructions_told
from api.acting.disclosures import carry_on_notices
from api.acting.instructions import carry_on_instructions
from api.engine import Engine
from api.problems.problem import Problem, unavailable
from models import Disclosure, DisclosureDuty, Instruction, InstructionEntry
from models.identifiers import Prefix, new_id
from settings import Settings
from terms.instructions import InstructionAct, digest_of
from tests.api.calling import (
    Owner,
    all_seeing,
    parts_of,
    problem,
    until,
)
from tests.api.instructing import (
    ANSWER,
    DUTIES,
    DUTY,
    KEEP,
    MADE,
    OWN,
    STAFF,
    TO_PAYROLL,
    given,
    handed,
    mails_to,
    said,
)
from tests.api.staffing import StaffCaller, staff_caller

pytestmark = pytest.mark.usefixtures("worker")


@pytest.mark.rule("P1")
async def test_an_instruction_is_given_answered_amended_and_withdrawn(
    bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller], settings: Settings
) -> None:
    owner, dpo = bosses[0], dpos[0]
    view = await given(owner)
    assert (view["state"], view["version"], view["kind"]) == ("recorded", 1, "written")
    digest = digest_of(InstructionAct.GIVE, KEEP["subject"], KEEP["text"], None, None)
    assert view["sha256"] == digest
    (receipt,) = await mails_to(settings, owner.email, "Hemos registrado su instrucción")
    assert digest in receipt
    clocks = (await owner.get("/v1/deadlines", params={"kind": "instruction_answer"})).json()["items"]
    assert [(one["rule"], one["length"], one["outcome"]) for one in clocks] == [("P1", 7, None)]
    assert clocks[0]["due_at"] == view["answer_due_at"]

    seen = (await dpo.get(f"{STAFF}/{view['id']}")).json()
    assert (seen["business_id"], seen["unreached"]) == (owner.business_id, False)
    followed = await said(dpo, f"{STAFF}/{view['id']}/acknowledge")
    assert (followed["state"], followed["answer_due_at"]) == ("in_force", None)
    assert await mails_to(settings, owner.email, "Aplicamos su instrucción")
    again = await dpo.post(f"{STAFF}/{view['id']}/acknowledge", json=ANSWER)
    assert problem(again) == "instruction-followed"

    body = {"version": 1, "subject": "Plazo", "text": "No más de dos años."}
    amended = await said(owner, f"{OWN}/{view['id']}/amend", body)
    assert (amended["state"], amended["version"], amended["text"]) == ("recorded", 2, "No más de dos años.")
    late = await dpo.post(f"{STAFF}/{view['id']}/acknowledge", json=ANSWER)
    assert problem(late) == "instruction-changed"
    gone = await said(owner, f"{OWN}/{view['id']}/withdraw", {"version": 2, "words": "Ya no hace falta."})
    assert gone["state"] == "withdrawn"
    assert [entry["act"] for entry in gone["entries"]] == ["give", "acknowledge", "amend", "withdraw"]
    ended = await owner.post(f"{OWN}/{view['id']}/amend", json=body | {"version": 2})
    assert problem(ended) == "instruction-withdrawn"
    clocks = (await owner.get("/v1/deadlines", params={"kind": "instruction_answer"})).json()["items"]
    assert sorted(one["outcome"] for one in clocks) == ["kept", "not_needed"]


@pytest.mark.rule("P1")
async def test_a_doubt_is_told_at_once_and_the_controller_stands_by_it(
    bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller], settings: Settings
) -> None:
    owner, dpo = bosses[0], dpos[0]
    view = await given(owner)
    nothing = await owner.post(f"{OWN}/{view['id']}/confirm", json=ANSWER)
    assert problem(nothing) == "instruction-not-suspended"
    doubt = {"version": 1, "words": "Hay que conservar la prueba.", "ground": "Código Civil, art. 1964"}
    doubted = await said(dpo, f"{STAFF}/{view['id']}/doubt", doubt)
    assert doubted["state"] == "suspended"
    (mail,) = await mails_to(settings, owner.email, "Dudamos de la legalidad")
    assert "Código Civil, art. 1964" in mail
    blocked = await dpo.post(f"{STAFF}/{view['id']}/acknowledge", json=ANSWER)
    assert problem(blocked) == "instruction-suspended"
    stood = await said(owner, f"{OWN}/{view['id']}/confirm", {"version": 1, "words": "Lo mantenemos."})
    assert stood["state"] == "recorded"
    assert stood["answer_due_at"] is not None
    clocks = await running_clocks(owner)
    again = await said(dpo, f"{STAFF}/{view['id']}/doubt", doubt)
    assert again["state"] == "suspended"
    assert await running_clocks(owner) == []
    over = await said(dpo, f"{STAFF}/{view['id']}/dispel", {"version": 1, "words": "Era otra cosa."})
    assert (over["state"], over["answer_due_at"]) == ("recorded", stood["answer_due_at"])
    assert await running_clocks(owner) == clocks, "the clock goes on from its own start"
    (mail,) = await mails_to(settings, owner.email, "Ya no dudamos")
    assert "cómo la aplicamos antes del" in " ".join(mail.split())

    async def told() -> bool:
        entries = (await owner.get(f"{OWN}/{view['id']}")).json()["entries"]
        return all(entry["told_at"] is not None for entry in entries)

    assert await until(told)


async def running_clocks(owner: Owner) -> list[dict[str, Any]]:
    clocks = (await owner.get("/v1/deadlines", params={"kind": "instruction_answer"})).json()["items"]
    return [one for one in clocks if one["outcome"] is None]


async def test_a_repeated_act_counts_once(bosses: tuple[Owner, Owner]) -> None:
    owner = bosses[0]
    headers = {"Idempotency-Key": new_id(Prefix.ACT)}
    first = await owner.post(OWN, json=KEEP, headers=headers)
    second = await owner.post(OWN, json=KEEP, headers=headers)
    assert first.json() == second.json()
    assert len((await owner.get(OWN)).json()["items"]) == 1


async def test_nobody_else_reads_or_acts(
    app: FastAPI, bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller]
) -> None:
    owner, stranger = bosses
    view = await given(owner)
    assert problem(await stranger.get(f"{OWN}/{view['id']}")) == "not-found"
    for act in ("amend", "withdraw", "confirm"):
        body = ANSWER if act != "amend" else KEEP | {"version": 1}
        assert problem(await stranger.post(f"{OWN}/{view['id']}/{act}", json=body)) == "not-found"
    assert (await stranger.get(OWN)).json()["items"] == []
    support = await staff_caller(app, "support")
    assert problem(await support.get(f"{STAFF}/{view['id']}")) == "role-required"
    await support.aclose()


@pytest.mark.rule("P1")
async def test_the_base_instruction_is_the_accepted_contract(bosses: tuple[Owner, Owner]) -> None:
    base = (await bosses[0].get("/v1/base-instruction")).raise_for_status().json()
    accepted = (await bosses[0].get("/v1/terms/processor")).json()
    assert (base["document_version"], base["sha256"]) == (accepted["version"], accepted["sha256"])
    assert base["implied"] == {"channels": [], "promotion_allowed": True, "objected_subprocessors": []}


async def test_what_a_crash_left_behind_is_carried_on(
    app: FastAPI, bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller]
) -> None:
    owner, dpo = bosses[0], dpos[0]
    earlier = datetime.now(UTC) - timedelta(hours=1)
    instruction_id, entry_id = new_id(Prefix.INSTRUCTION), new_id(Prefix.INSTRUCTION_ENTRY)
    duty_id = new_id(Prefix.DISCLOSURE_DUTY)
    owner_id = (await owner.get("/v1/me")).json()["id"]
    async with all_seeing(app).transaction() as session:
        session.add(
            Instruction(
                id=instruction_id,
                business_id=owner.business_id,
                kind="written",
                given_by=owner_id,
                given_at=earlier,
            )
        )
        await session.flush()
        session.add(
            InstructionEntry(
                id=entry_id,
                instruction_id=instruction_id,
                business_id=owner.business_id,
                act="give",
                subject="x",
                words="x",
                sha256="0" * 64,
                by=owner_id,
                at=earlier,
            )
        )
        session.add(
            DisclosureDuty(
                id=duty_id,
                business_id=owner.business_id,
                registered_by=dpo.user_id,
                registered_at=earlier,
                **DUTY,
            )
        )
    assert problem(await owner.get(f"{OWN}/{instruction_id}")) == "not-found"
    await carry_on_instructions(parts_of(app), datetime.now(UTC))
    await carry_on_notices(parts_of(app), datetime.now(UTC))
    assert (await owner.get(f"{OWN}/{instruction_id}")).json()["state"] == "recorded"

    async def told() -> bool:
        (shown,) = (await owner.get("/v1/disclosure-duties")).json()["items"]
        return shown["told_at"] is not None

    assert await until(told)


@pytest.mark.rule("P1")
async def test_an_act_that_was_stored_and_never_asked_for_is_not_lost(
    app: FastAPI,
    bosses: tuple[Owner, Owner],
    dpos: tuple[StaffCaller, StaffCaller],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner, dpo = bosses[0], dpos[0]
    view = await given(owner)
    place, staff_place = f"{OWN}/{view['id']}", f"{STAFF}/{view['id']}"
    ask = Engine.ask

    async def away(*_: Any) -> None:
        raise unavailable("The workflow engine")

    monkeypatch.setattr(Engine, "ask", away)
    doubt = {"version": 1, "words": "Hay que conservar la prueba.", "ground": "Código Civil, art. 1964"}
    assert problem(await dpo.post(f"{staff_place}/doubt", json=doubt)) == "service-unavailable"
    late = await dpo.post(f"{staff_place}/acknowledge", json=ANSWER)
    assert problem(late) == "service-unavailable"
    assert (await owner.get(place)).json()["state"] == "recorded"
    with pytest.raises(Problem):
        await carry_on_instructions(parts_of(app), datetime.now(UTC) + timedelta(hours=1))
    assert (await owner.get(place)).json()["state"] == "recorded", "the engine is still away"
    monkeypatch.setattr(Engine, "ask", ask)
    for _ in range(2):
        await carry_on_instructions(parts_of(app), datetime.now(UTC) + timedelta(hours=1))
        shown = (await owner.get(place)).json()
        assert (shown["state"], [one["act"] for one in shown["entries"]]) == ("suspended", ["give", "doubt"])
    over = await said(dpo, f"{staff_place}/dispel", {"version": 1, "words": "Era otra cosa."})
    assert over["state"] == "recorded"
    await carry_on_instructions(parts_of(app), datetime.now(UTC) + timedelta(hours=1))
    shown = (await owner.get(place)).json()
    assert [one["act"] for one in shown["entries"]] == ["give", "doubt", "dispel"], "refused for good"
    async with all_seeing(app).transaction() as session:
        refusal = await session.scalar(
            select(InstructionEntry.refusal).where(
                InstructionEntry.instruction_id == view["id"], InstructionEntry.act == "acknowledge"
            )
        )
    assert refusal == "instruction-suspended"


async def test_what_was_said_and_handed_over_never_changes(
    app: FastAPI, bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller]
) -> None:
    owner, dpo = bosses[0], dpos[0]
    view = await given(owner, TO_PAYROLL)
    await said(dpo, f"{STAFF}/{view['id']}/acknowledge")
    await said(dpo, MADE, handed(instruction_id=view["id"]))
    for statement in (
        "UPDATE instruction_entries SET words = 'x' WHERE business_id = :business",
        "DELETE FROM instruction_entries WHERE business_id = :business",
        "UPDATE disclosures SET data = '[]' WHERE business_id = :business",
        "DELETE FROM disclosures WHERE business_id = :business",
    ):
        with pytest.raises(Exception, match=r"never changes|append-only|permission denied"):
            async with all_seeing(app).transaction() as session:
                await session.execute(text(statement), {"business": owner.business_id})
    async with all_seeing(app).transaction() as session:
        assert await session.scalar(select(Disclosure.id).where(Disclosure.business_id == owner.business_id))


@pytest.mark.rule("P1", "P3")
async def test_record_and_pack_tell_of_them_but_for_what_may_not_be_told(
    app: FastAPI, bosses: tuple[Owner, Owner], dpos: tuple[StaffCaller, StaffCaller]
) -> None:
    owner, (dpo, second) = bosses[0], dpos
    view = await given(owner, TO_PAYROLL)
    await said(dpo, f"{STAFF}/{view['id']}/acknowledge")
    made = await said(dpo, MADE, handed(instruction_id=view["id"]))
    withdrawn = await given(owner)
    await said(owner, f"{OWN}/{withdrawn['id']}/withdraw")
    silent = DUTY | {"business_id": owner.business_id, "silence_reason": "Secreto del sumario"}
    duty = await said(dpo, DUTIES, silent)
    assert (await second.post(f"{DUTIES}/{duty['id']}/approve-silence")).status_code == 200
    court = {"name": DUTY["recipient"], "country": "ES"}
    await said(dpo, MADE, handed(duty_id=duty["id"], recipient=court))

    record = (await owner.get("/v1/processing-record")).raise_for_status().json()["controllers"][0]
    (standing,) = record["instructions"]
    assert (standing["id"], standing["state"], standing["sha256"]) == (
        view["id"],
        "in_force",
        view["sha256"],
    )
    assert [(one["id"], one["basis"]) for one in record["disclosures"]] == [(made["id"], view["id"])]
    for language in ("es", "en"):
        pdf = await owner.get("/v1/processing-record.pdf", params={"language": language})
        assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    async with all_seeing(app).transaction() as session:
        told = await instructions_told(session, owner.business_id)
        handed_over = await disclosures_made(session, owner.business_id)
    assert [(one["id"], len(one["entries"])) for one in told] == [(view["id"], 2), (withdrawn["id"], 2)]
    assert handed_over["duties"] == []
    assert [one["id"] for one in handed_over["disclosures"]] == [made["id"]]
