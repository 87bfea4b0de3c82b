"""Erasures as a customer asks for them, and what the tests look at afterwards."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI

from tests.api.calling import Caller, Owner, until
from tests.api.test_lifecycle import invited


async def erased(owner: Owner, email: str, state: str, **more: Any) -> dict[str, Any]:
    """The measure, once it has done what it can."""
    body = {"email": email, "ground": "no_longer_needed"} | more
    answer = await owner.post("/v1/data-subjects/erasures", json=body)
    assert answer.status_code == 201, answer.text
    address = f"/v1/data-subjects/measures/{answer.json()['id']}"

    async def read() -> dict[str, Any] | None:
        found: dict[str, Any] = (await owner.get(address)).json()
        return found if found["state"] == state and found["certified"] else None

    measure: dict[str, Any] = await until(read)
    return measure


async def declined_by(app: FastAPI, signer: dict[str, Any], words: str, agent: str) -> None:
    async with Caller(app, headers={"user-agent": agent}) as caller:
        token = await invited(app, signer["id"])
        await caller.get(f"/v1/signing/{token}")
        answer = await caller.post(f"/v1/signing/{token}/decline", json={"reason": words})
        assert answer.is_success, answer.text


async def at_rest(owner: Owner, envelope_id: str) -> None:
    """Nothing is done for the envelope any more."""

    async def read() -> bool:
        explained = (await owner.get(f"/v1/envelopes/{envelope_id}/explain")).json()
        return bool(explained["step"] == "finished")

    await until(read)


def verified(package: bytes, folder: Path) -> str:
    """What the package's own program says of it; it must say that all is well."""
    file = folder / f"{uuid4().hex}.zip"
    file.write_bytes(package)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py"))
    done = subprocess.run(
        [sys.executable, folder / "verify.py", file, "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
