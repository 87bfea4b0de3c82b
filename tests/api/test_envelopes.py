"""Drafts are checked, lists are filtered and paged."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI

from api.problems.problem import Problem
from api.reading.cursors import cursor_after, position_of
from tests.api.calling import Owner, drafted, envelope_draft, problem, registered_owner, uploaded


async def test_a_draft_comes_back_as_it_was_given(owner: Owner) -> None:
    document = await uploaded(owner)
    draft = envelope_draft(
        [document["id"]],
        1,
        1,
        2,
        message="Por favor",
        language="en",
        metadata={"a": "b"},
        external_id="x-1",
        expires_in_days=7,
        reminders={"first_after_days": 1, "every_days": 2, "maximum": 3},
    )
    view = (await owner.post("/v1/envelopes", json=draft)).json()
    for name in ("title", "message", "language", "metadata", "external_id", "expires_in_days", "reminders"):
        assert view[name] == draft[name]
    assert [signer["routing_order"] for signer in view["signers"]] == [1, 1, 2]
    assert {signer["state"] for signer in view["signers"]} == {"waiting"}
    given = [field for signer in draft["signers"] for field in signer["fields"]]
    shown = [field for signer in view["signers"] for field in signer["fields"]]
    assert [(f["page"], f["x"], f["required"]) for f in shown] == [
        (f["page"], f["x"], f.get("required", True)) for f in given
    ]
    assert (await owner.get(f"/v1/envelopes/{view['id']}")).json() == view


async def test_every_misplaced_field_is_pointed_at(owner: Owner) -> None:
    document = await uploaded(owner)
    draft = envelope_draft([document["id"]])
    place = {"document_id": document["id"], "page": 1, "x": 0.1, "y": 0.1, "width": 0.2, "height": 0.1}
    draft["signers"][0]["fields"] = [
        place,
        place | {"page": 3},
        place | {"x": 0.9},
        place | {"y": 0.95},
        place | {"document_id": "doc_other"},
        place | {"x": 0.8, "width": 0.2 + 1e-9},
    ]
    answer = await owner.post("/v1/envelopes", json=draft)
    assert (answer.status_code, problem(answer)) == (422, "validation")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/signers/0/fields/1/page", "no_such_page"),
        ("/signers/0/fields/2/width", "off_the_page"),
        ("/signers/0/fields/3/height", "off_the_page"),
        ("/signers/0/fields/4/document_id", "unknown_document"),
    ]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": "  "}, "/title"),
        ({"title": "a\x00b"}, ""),
        ({"metadata": {"a": {"b": 1}}}, "/metadata/a"),
        ({"metadata": {"a": "x" * 501}}, "/metadata/a"),
        ({"expires_in_days": 366}, "/expires_in_days"),
        ({"document_ids": []}, "/document_ids"),
        ({"signers": [{"name": "x", "email": "no"}]}, "/signers/0/email"),
        ({"titel": "x"}, "/titel"),
    ],
)
async def test_values_are_refused_by_name_and_not_repeated(
    owner: Owner, change: dict[str, object], pointer: str
) -> None:
    document = await uploaded(owner)
    answer = await owner.post("/v1/envelopes", json=envelope_draft([document["id"]]) | change)
    assert (answer.status_code, problem(answer)) == (422, "validation")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert "input" not in answer.json()["errors"][0]


async def test_the_same_document_twice_is_refused(owner: Owner) -> None:
    document = await uploaded(owner)
    answer = await owner.post("/v1/envelopes", json=envelope_draft([document["id"]] * 2))
    assert answer.json()["errors"][0] == {
        "pointer": "/document_ids/1",
        "code": "repeated_document",
        "detail": "The document is listed already.",
    }


async def test_lists_are_paged_without_gaps_or_repeats(app: FastAPI) -> None:
    owner = await registered_owner(app)
    made = [(await drafted(owner))["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await owner.get("/v1/envelopes", params={"limit": 2} | cursor)).json()
        seen += [item["id"] for item in page["items"]]
        if len(seen) == 2:
            made.append((await drafted(owner))["id"])
        if page["next"] is None:
            break
        cursor = {"after": page["next"]}
    assert seen == sorted(made[:5], reverse=True)
    await owner.aclose()


async def test_filters(app: FastAPI) -> None:
    owner = await registered_owner(app)
    word = uuid4().hex
    first = await drafted(owner, title=f"Alquiler 100%_{word}", external_id=f"e-{word}")
    second = await drafted(owner, title="Otro")

    async def found(**params: object) -> list[str]:
        answer = await owner.get("/v1/envelopes", params=params)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert await found(text=f"100%_{word}".upper()) == [first["id"]]
    assert await found(text="100_") == []
    assert await found(text=second["signers"][0]["email"][:10]) == [second["id"]]
    assert await found(external_id=f"e-{word}") == [first["id"]]
    assert await found(state="draft") == [second["id"], first["id"]]
    assert await found(state=["sent", "voided"]) == []
    at = datetime.fromisoformat(second["created_at"])
    assert await found(created_from=at.isoformat()) == [second["id"]]
    assert await found(created_to=at.isoformat()) == [first["id"]]
    assert await found(sent_from=(datetime.now(UTC) - timedelta(days=1)).isoformat()) == []
    assert await found(created_from="9999-12-31T23:59:59-12:00") == []
    summary = (await owner.get("/v1/envelopes", params={"external_id": f"e-{word}"})).json()["items"][0]
    assert (summary["signers_total"], summary["signers_signed"]) == (1, 0)
    await owner.aclose()


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 101},
        {"state": "open"},
        {"after": "%%"},
        {"after": "bm8gLSBpZA"},
        {"created_from": "2026-01-01T00:00:00"},
        {"text": "\x00"},
    ],
)
async def test_wrong_parameters_are_named(owner: Owner, params: dict[str, object]) -> None:
    answer = await owner.get("/v1/envelopes", params=params)
    assert (answer.status_code, problem(answer)) == (422, "validation")
    assert answer.json()["errors"][0]["parameter"] == next(iter(params))


def test_a_cursor_is_read_back_and_a_forged_one_refused() -> None:
    position = "env_01KB3EB2M4S8Q6Y0V9T3H7J5KD"  # pragma: allowlist secret
    assert position_of(cursor_after(position)) == position
    for forged in ("=", "a", "ñ", cursor_after("a'b"), cursor_after("x" * 65)):
        with pytest.raises(Problem):
            position_of(forged)


async def test_the_evidence_begins_with_the_documents_and_the_draft(owner: Owner) -> None:
    envelope = await drafted(owner)
    events = (await owner.get(f"/v1/envelopes/{envelope['id']}/events")).json()
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["kind"] == "document:uploaded"
    assert events[0]["document_sha256"] == envelope["documents"][0]["sha256"]
    assert (events[-1]["kind"], events[-1]["ip"]) == ("envelope:created", owner.ip)
    assert [event["previous"] for event in events[1:]] == [event["hash"] for event in events[:-1]]
    early = await owner.get(f"/v1/envelopes/{envelope['id']}/certificate")
    assert (early.status_code, problem(early)) == (409, "certificate-not-ready")
    package = await owner.get(f"/v1/envelopes/{envelope['id']}/evidence")
    assert problem(package) == "evidence-not-ready"
    document = envelope["documents"][0]["id"]
    unsigned = await owner.get(f"/v1/envelopes/{envelope['id']}/documents/{document}/content")
    assert (unsigned.status_code, problem(unsigned)) == (404, "version-not-found")
