"""Exports over the API, on the real worker: asked for in person, fetched in parts, by the owner alone."""

import asyncio
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, update

from api.acting.exports import carry_on_exports
from models import Activity, Business, Export, Mail, Membership, Session
from models.identifiers import Prefix, new_id
from terms.exports import STARTS_PER_BUSINESS
from tests.api.calling import Owner, all_seeing, drafted, parts_of, problem, registered_owner, until
from tests.api.joining import joined, mailed

WORKER = pytest.mark.usefixtures("worker")


async def asked(owner: Owner) -> dict[str, Any]:
    answer = await owner.post("/v1/exports", headers={"Idempotency-Key": uuid4().hex})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def ready(owner: Owner) -> dict[str, Any]:
    """An export that can be fetched."""
    made = await asked(owner)

    async def read() -> dict[str, Any] | None:
        body: dict[str, Any] = (await owner.get(f"/v1/exports/{made['id']}")).json()
        return body if body["state"] == "ready" else None

    found: dict[str, Any] = await until(read)
    return found


@WORKER
async def test_an_export_is_asked_for_and_fetched(app: FastAPI) -> None:
    owner = await registered_owner(app)
    envelope = await drafted(owner)
    export = await ready(owner)
    assert (export["unreadable"], export["files"] > 40) == (0, True)
    address = f"/v1/exports/{export['id']}/content"
    whole = await owner.get(address)
    assert (whole.status_code, len(whole.content)) == (200, export["size"])
    assert whole.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert archive.testzip() is None
        envelopes = archive.read("records/envelopes.jsonl").decode()
        assert json.loads(envelopes)["id"] == envelope["id"]
        keys = archive.read("records/api_keys.jsonl").decode()
        assert owner.api_key not in keys
        assert json.loads(keys)["name"] == "tests"
        assert any(path.startswith("documents/") for path in archive.namelist())
    head = await owner.head(address)
    assert head.content == b""
    assert head.headers["content-length"] == str(export["size"])
    assert head.headers["etag"] == whole.headers["etag"]
    (listed,) = (await owner.get("/v1/exports")).json()["items"]
    assert listed == export
    await owner.aclose()


@WORKER
async def test_a_download_is_taken_up_again_at_any_byte(app: FastAPI) -> None:
    owner = await registered_owner(app)
    export = await ready(owner)
    address, size = f"/v1/exports/{export['id']}/content", export["size"]
    whole = await owner.get(address)
    tag = whole.headers["etag"]

    async def part(wanted: str, **more: str) -> tuple[int, bytes, str | None]:
        answer = await owner.get(address, headers={"Range": wanted} | more)
        return answer.status_code, answer.content, answer.headers.get("content-range")

    data = whole.content
    assert await part("bytes=0-99") == (206, data[:100], f"bytes 0-99/{size}")
    assert await part("bytes=1000-") == (206, data[1000:], f"bytes 1000-{size - 1}/{size}")
    assert await part("bytes=-50") == (206, data[-50:], f"bytes {size - 50}-{size - 1}/{size}")
    assert (await part(f"bytes={size - 1}-{size * 2}"))[1] == data[-1:]
    assert (await part("bytes=7-", **{"If-Range": tag}))[0] == 206
    for changed in ('"another"', f"W/{tag}", "Sun, 29 Nov 2026 03:00:00 GMT"):
        assert (await part("bytes=7-", **{"If-Range": changed}))[:2] == (200, data)
    for ignored in ("bytes=9-3", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=x-"):
        assert (await part(ignored))[0] == 200
    beyond = await owner.get(address, headers={"Range": f"bytes={size}-"})
    assert problem(beyond) == "range-not-satisfiable"
    assert beyond.headers["content-range"] == f"bytes */{size}"
    assert problem(await owner.get(address, headers={"Range": "bytes=-0"})) == "range-not-satisfiable"
    await owner.aclose()


async def test_while_one_is_being_made_it_is_the_one_that_is_meant(app: FastAPI) -> None:
    owner = await registered_owner(app)
    first = await asked(owner)
    assert first["state"] == "measuring"
    assert (await asked(owner))["id"] == first["id"]
    both = await asyncio.gather(asked(owner), asked(owner))
    assert {export["id"] for export in both} == {first["id"]}
    content = await owner.get(f"/v1/exports/{first['id']}/content")
    assert problem(content) == "export-not-ready"
    await changed(app, first["id"], state="ready", fetch_until=datetime.now(UTC))
    assert (await owner.get(f"/v1/exports/{first['id']}")).json()["state"] == "lapsed"
    assert problem(await owner.get(f"/v1/exports/{first['id']}/content")) == "export-lapsed"
    await owner.aclose()


async def test_exports_are_the_owners_alone_who_has_just_proved_who_they_are(
    app: FastAPI, stranger: Owner
) -> None:
    owner = await registered_owner(app)
    export = await asked(owner)
    for path in (f"/v1/exports/{export['id']}", f"/v1/exports/{export['id']}/content"):
        assert problem(await stranger.get(path)) == "not-found"
        assert problem(await owner.get(path, headers=owner.key)) == "session-required"
    assert (await stranger.get("/v1/exports")).json()["items"] == []
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(Session)
            .where(
                Session.user_id
                == select(Business.owner_id).where(Business.id == owner.business_id).scalar_subquery()
            )
            .values(stepped_up_at=datetime.now(UTC) - timedelta(hours=1))
        )
    assert problem(await owner.post("/v1/exports")) == "step-up-required"
    assert (await owner.get(f"/v1/exports/{export['id']}")).status_code == 200
    await owner.aclose()


@pytest.mark.parametrize(
    ("standing", "reason", "refusal"),
    [
        ("download_only", "unpaid", None),
        ("download_only", "cancelled", None),
        ("blocked", None, "service-blocked"),
    ],
)
async def test_whoever_is_limited_can_export_until_blocked(
    app: FastAPI, standing: str, reason: str | None, refusal: str | None
) -> None:
    owner = await registered_owner(app)
    async with all_seeing(app).transaction() as session:
        await session.execute(
            update(Business)
            .where(Business.id == owner.business_id)
            .values(standing=standing, standing_reason=reason)
        )
    answer = await owner.post("/v1/exports")
    assert (problem(answer) if answer.is_error else None) == refusal
    await owner.aclose()


async def test_only_so_many_are_made_in_a_day(app: FastAPI) -> None:
    owner = await registered_owner(app)
    for _ in range(STARTS_PER_BUSINESS.attempts):
        export = await asked(owner)
        await changed(app, export["id"], state="lapsed")
    assert problem(await owner.post("/v1/exports")) == "too-many-requests"
    await owner.aclose()


@WORKER
async def test_an_export_that_a_crash_left_behind_is_begun(app: FastAPI) -> None:
    owner = await registered_owner(app)
    export_id, now = new_id(Prefix.EXPORT), datetime.now(UTC)
    async with all_seeing(app).transaction() as session:
        owner_id = await session.scalar(select(Business.owner_id).where(Business.id == owner.business_id))
        asked_at = now - timedelta(minutes=2)
        row = Export(
            id=export_id, business_id=owner.business_id, requested_by=owner_id, requested_at=asked_at
        )
        session.add(row)
    await carry_on_exports(parts_of(app), now)

    async def read() -> bool:
        return bool((await owner.get(f"/v1/exports/{export_id}")).json()["state"] == "ready")

    await until(read)
    await owner.aclose()


@WORKER
async def test_one_whose_owner_left_before_it_was_ready_is_told_to_the_next_owner_alone(
    app: FastAPI,
) -> None:
    owner = await registered_owner(app)
    guest, guest_id = await joined(app, owner)
    export_id, now = new_id(Prefix.EXPORT), datetime.now(UTC)
    async with all_seeing(app).transaction() as session:
        business = await session.get_one(Business, owner.business_id)
        session.add(
            Export(
                id=export_id,
                business_id=business.id,
                requested_by=business.owner_id,
                requested_at=now - timedelta(minutes=2),
            )
        )
        mine = Membership.business_id == business.id, Membership.user_id == business.owner_id
        await session.execute(delete(Membership).where(*mine))
        theirs = Membership.business_id == business.id, Membership.user_id == guest_id
        await session.execute(update(Membership).where(*theirs).values(role="owner"))
        business.owner_id = guest_id
    await carry_on_exports(parts_of(app), now)
    address = f"/v1/exports/{export_id}"

    async def told() -> list[str] | None:
        mails = await mailed(app, f"export-{export_id}:")
        return list(mails.values()) or None

    assert await until(told) == [(await guest.get("/v1/me")).json()["email"]]
    assert (await guest.get(f"{address}/content")).status_code == 200
    for path in (address, f"{address}/content"):
        assert (await owner.get(path)).status_code in (403, 404)
    await guest.aclose()
    await owner.aclose()


@WORKER
async def test_it_is_announced_and_each_fetching_is_in_the_log(app: FastAPI) -> None:
    owner = await registered_owner(app)
    export = await ready(owner)
    await owner.get(f"/v1/exports/{export['id']}/content", headers={"Range": "bytes=0-9"})
    async with all_seeing(app).transaction() as session:
        query = select(Activity).where(Activity.objects.contains([export["id"]]))
        entries = (await session.scalars(query)).all()
    noted = {(entry.action, entry.status, entry.retention, entry.business_id) for entry in entries}
    assert ("api:exports:create", 201, "access", owner.business_id) in noted
    assert ("api:exports.content:read", 206, "access", owner.business_id) in noted

    async def mailed() -> Mail | None:
        async with all_seeing(app).transaction() as session:
            found: Mail | None = await session.scalar(
                select(Mail).where(Mail.key == f"export-{export['id']}:export-ready")
            )
            return found if found and found.state not in ("queued", "sending") else None

    mail = await until(mailed)
    assert mail.address == owner.email
    await owner.aclose()


async def changed(app: FastAPI, export_id: str, **values: object) -> None:
    async with all_seeing(app).transaction() as session:
        await session.execute(update(Export).where(Export.id == export_id).values(values))
