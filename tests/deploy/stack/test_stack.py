"""The whole stack: every part can be killed and comes back with its data; nothing leads two lives."""

import asyncio
import base64
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from temporalio.api.common.v1 import Payload

from deploy.prepare import settings_from
from deploy.setup.temporal import TemporalPrograms, find_temporal
from deploy.stack.part import Part, PartError
from deploy.stack.stack import Stack, StackBusyError
from workflows.connection import connect, payload_codec

ELSEWHERE = {
    "DATABASE_URL": "postgresql+psycopg://rubrica@db.example/rubrica",
    "RETENTION_DATABASE_URL": "postgresql+psycopg://rubrica_retention@db.example/rubrica",
    "TEMPORAL_ADDRESS": "temporal.example:7233",
    "SENDGRID_API_KEY": "SG.real",
    "TWILIO_AUTH_TOKEN": "elsewhere",
    "STRIPE_API_KEY": "sk_live_elsewhere",  # pragma: allowlist secret
    "TSA_URL": "https://tsa.example",
    "CA_URL": "https://ca.example",
    "TRUST_ANCHORS_FILE": "/etc/rubrica/anchors.pem",
    "SEAL_PKCS12_FILE": "/etc/rubrica/seal.p12",
}


# A `temporal` CLI is server and UI in one program.
NOT_WITH_A_CLI = {"temporal-ui"} if (find_temporal() or TemporalPrograms()).cli else set()


class OnePart(Stack):
    """A stack that keeps everything but one small program elsewhere."""

    program = "import time; time.sleep(600)"

    def _neighbours(self) -> list[Part]:
        command = (sys.executable, "-c", self.program)
        return [Part("sleeper", command, self.folder / "sleeper.log", lambda: True)]

    def _service(self) -> list[Part]:
        return []


def _alive(stack: Stack, name: str) -> bool:
    return Path(f"/proc/{stack.pid(name)}").exists()


def _wait_until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _readiness(stack: Stack) -> dict[str, str]:
    """What `/readyz` says of database and engine; empty while the API is away."""
    try:
        said: dict[str, str] = httpx.get(f"{stack.addresses['api']}/readyz", timeout=10).json()
    except httpx.TransportError:
        return {}
    return {name: said[name] for name in ("database", "engine")}


READY = {"database": "ready", "engine": "ready"}


def test_two_stacks_on_one_folder_are_refused(tmp_path: Path) -> None:
    with OnePart(tmp_path, given=ELSEWHERE), pytest.raises(StackBusyError, match="running"):
        OnePart(tmp_path, given=ELSEWHERE)
    OnePart(tmp_path, given=ELSEWHERE).stop()


def test_a_part_that_ends_by_itself_is_started_again(tmp_path: Path) -> None:
    told: list[str] = []
    with OnePart(tmp_path, given=ELSEWHERE, restart_crashed=True, say=told.append) as stack:
        stack.start()
        first = stack.pid("sleeper")
        os.kill(first, signal.SIGKILL)
        assert _wait_until(lambda: stack.pid("sleeper") != first)
        assert _alive(stack, "sleeper")
    assert any("ended by itself" in line for line in told)


def test_a_killed_part_stays_dead_until_restarted(tmp_path: Path) -> None:
    with OnePart(tmp_path, given=ELSEWHERE) as stack:
        stack.start()
        first = stack.pid("sleeper")
        stack.kill("sleeper")
        assert not Path(f"/proc/{first}").exists()
        stack.restart("sleeper")
        assert _alive(stack, "sleeper")


def test_a_part_that_cannot_start_stops_the_others(tmp_path: Path) -> None:
    class Broken(OnePart):
        def _service(self) -> list[Part]:
            log = self.folder / "broken.log"
            return [
                Part("broken", (sys.executable, "-c", "raise SystemExit('bad setting')"), log, lambda: False)
            ]

    stack = Broken(tmp_path, given=ELSEWHERE)
    with pytest.raises(PartError, match="bad setting"):
        stack.start()
    assert '"pids": {}' in (tmp_path / "stack.json").read_text()


@pytest.mark.stack
def test_all_parts_run_and_the_service_is_ready(stack: Stack) -> None:
    assert (
        set(stack.parts)
        == {
            "postgres",
            "temporal",
            "temporal-ui",
            "pki",
            "mailsink",
            "gateway",
            "messagesink",
            "api",
            "worker",
            "codec",
        }
        - NOT_WITH_A_CLI
    )
    assert _readiness(stack) == READY
    assert (stack.folder / "stack.json").stat().st_mode & 0o077 == 0


@pytest.mark.stack
@pytest.mark.parametrize(("part", "named"), [("postgres", "database"), ("temporal", "engine")])
def test_service_says_which_neighbour_is_away_and_recovers(stack: Stack, part: str, named: str) -> None:
    stack.kill(part)
    try:
        assert _wait_until(lambda: _readiness(stack).get(named) not in (None, "ready"))
    finally:
        stack.restart(part)
    assert _wait_until(lambda: _readiness(stack) == READY)


@pytest.mark.stack
def test_namespace_survives_a_restart_of_temporal(stack: Stack) -> None:
    stack.restart("temporal")

    async def list_workflows() -> None:
        client = await connect(settings_from(stack.env))
        assert [item async for item in client.list_workflows("RubricaStatus = 'sent'")] == []

    def listed() -> bool:
        try:
            asyncio.run(list_workflows())
        except RuntimeError:
            return False
        return True

    assert _wait_until(listed)


@pytest.mark.stack
def test_temporal_ui_reads_payloads_through_the_relay_and_nobody_else(stack: Stack) -> None:
    codec = payload_codec(settings_from(stack.env))
    plain = Payload(metadata={"encoding": b"json/plain"}, data=b'"env_1"')
    (sealed,) = asyncio.run(codec.encode([plain]))
    body = {
        "payloads": [
            {
                "metadata": {
                    name: base64.b64encode(value).decode() for name, value in sealed.metadata.items()
                },
                "data": base64.b64encode(sealed.data).decode(),
            }
        ]
    }
    address = f"http://127.0.0.1:{stack.port('codec')}/decode"
    answer = httpx.post(address, json=body, headers={"Origin": stack.env["TEMPORAL_UI_URL"]})
    assert answer.status_code == 200, answer.text
    assert base64.b64decode(answer.json()["payloads"][0]["data"]) == b'"env_1"'
    assert httpx.post(address, json=body, headers={"Origin": "https://evil.example"}).status_code == 403
