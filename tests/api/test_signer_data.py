"""What is asked of a signer is what the envelope says, and nothing else is kept (contract E2)."""

from typing import Any, get_args

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.schemas.envelopes import FieldKind
from models import Submission
from tests.api.calling import Caller, Owner, all_seeing, drafted, envelope_draft, problem, until, uploaded
from tests.api.test_lifecycle import drawing, invited, signature

OF_A_SIGNING = {
    *("id", "envelope_id", "signer_id", "link_id", "received_at"),
    *("method", "typed_name", "drawing_object_key", "values"),
    *("consent_version", "consent_language", "consent_sha256"),
    *("time_zone", "ip", "user_agent"),
}
"""The act itself, the signature and the fields asked for, the consent, and the circumstances."""
NOT_ASKED: tuple[dict[str, Any], ...] = (
    {"values": {"fld_other": "12345678Z"}},
    {"biometrics": {"pressure": [0.4, 0.7]}},
    {"location": {"latitude": 38.3452, "longitude": -0.4810}},
    {"photo": "aGVsbG8="},
    {"signature": {"method": "drawn", "png": "", "strokes": [[1, 2, 0.7]]}},
    {"signature": {"method": "voice", "audio": "aGVsbG8="}},
)


def test_no_field_can_ask_for_an_image_a_voice_or_a_fingerprint() -> None:
    assert set(get_args(FieldKind)) == {
        *("signature", "initials", "date", "name", "email", "text", "checkbox")
    }


@pytest.mark.rule("E2")
@pytest.mark.parametrize("kind", ["photo", "voice", "fingerprint", "location", "strokes"])
async def test_an_envelope_cannot_ask_for_biometric_data(owner: Owner, kind: str) -> None:
    document = await uploaded(owner)
    draft = envelope_draft([document["id"]])
    draft["signers"][0]["fields"][0]["kind"] = kind
    answer = await owner.post("/v1/envelopes", json=draft)
    assert (answer.status_code, problem(answer)) == (422, "validation")
    assert answer.json()["errors"][0]["pointer"] == "/signers/0/fields/0/kind"


@pytest.mark.rule("E2")
@pytest.mark.usefixtures("worker")
async def test_only_what_the_envelope_asks_for_is_taken_and_kept(
    app: FastAPI, owner: Owner, anybody: Caller
) -> None:
    envelope = await drafted(owner, 1)
    await owner.post(f"/v1/envelopes/{envelope['id']}/send")
    token = await invited(app, envelope["signers"][0]["id"])
    view = (await anybody.get(f"/v1/signing/{token}")).json()
    asked = {field["id"]: field["kind"] for field in view["documents"][0]["fields"]}
    assert asked == {field["id"]: field["kind"] for field in envelope["signers"][0]["fields"]}
    text = next(field_id for field_id, kind in asked.items() if kind == "text")
    path = f"/v1/signing/{token}/signature"
    for more in NOT_ASKED:
        given = await signature(anybody, token, values={text: "Alicante"})
        refused = await anybody.post(path, json=_merged(given, more))
        assert (refused.status_code, problem(refused)) == (422, "validation"), more
    assert await _kept(app, envelope["id"]) == []
    drawn = {"method": "drawn", "png": drawing()}
    given = await signature(anybody, token, values={text: "Alicante"}, signature=drawn)
    assert (await anybody.post(path, json=given)).status_code == 200
    (kept,) = await until(lambda: _kept(app, envelope["id"]))
    assert set(kept.values) == {field_id for field_id, kind in asked.items() if kind != "signature"}
    assert kept.values[text] == "Alicante"
    assert {column.key for column in Submission.__table__.columns} == OF_A_SIGNING


def _merged(given: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    values = given["values"] | more.get("values", {})
    return given | more | {"values": values}


async def _kept(app: FastAPI, envelope_id: str) -> list[Submission]:
    async with all_seeing(app).transaction() as session:
        return list(await session.scalars(select(Submission).where(Submission.envelope_id == envelope_id)))
