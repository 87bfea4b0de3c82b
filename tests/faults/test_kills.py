"""Parts killed in the middle of signing and sealing: afterwards there is exactly one of everything."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from deploy.demo.owner import Party
from deploy.demo.sample import SAMPLE_PLACES
from deploy.demo.signer import sign
from tests.faults.conftest import Scene
from tests.faults.traces import ONE_OF_EACH

AWAY_SECONDS = 1.5
WATCH_SECONDS = 120

Moment = Callable[[Scene, str], bool]


def at_step(*steps: str) -> Moment:
    """When the workflow has recorded one of these steps."""
    return lambda scene, envelope_id: scene.traces.step(envelope_id) in steps


def revisions(number: int) -> Moment:
    """When so many signed versions exist."""
    return lambda scene, envelope_id: len(scene.traces.revisions(envelope_id)) >= number


def certificate(scene: Scene, envelope_id: str) -> bool:
    """When the certificate exists, and the news of it is going out."""
    return scene.traces.certificates(envelope_id) == 1


KILLS: dict[str, tuple[str, Moment]] = {
    "worker while a signature is applied": ("worker", at_step("applying_signatures")),
    "worker after the first signature": ("worker", revisions(1)),
    "worker while sealing": ("worker", at_step("sealing")),
    "worker while certifying": ("worker", at_step("certifying")),
    "worker while telling": ("worker", certificate),
    "api while a signature is applied": ("api", at_step("applying_signatures")),
    "api while sealing": ("api", at_step("sealing")),
    "postgres while a signature is applied": ("postgres", at_step("applying_signatures")),
    "postgres while sealing": ("postgres", at_step("sealing")),
    "postgres while certifying": ("postgres", at_step("certifying")),
    "temporal while a signature is applied": ("temporal", at_step("applying_signatures")),
    "temporal while sealing": ("temporal", at_step("sealing")),
    "temporal while telling": ("temporal", certificate),
    "tsa while a signature is applied": ("pki", at_step("applying_signatures")),
    "tsa while sealing": ("pki", at_step("sealing")),
    "mail provider while telling": ("mailsink", certificate),
}


def kill_at(scene: Scene, envelope_id: str, part: str, moment: Moment) -> bool:
    """Kills the part at the moment, and starts it again a little later; says whether the moment came."""
    deadline = time.monotonic() + WATCH_SECONDS
    while time.monotonic() < deadline:
        try:
            if moment(scene, envelope_id):
                scene.stack.kill(part)
                time.sleep(AWAY_SECONDS)
                scene.stack.restart(part)
                return True
        except psycopg.OperationalError:
            pass
        time.sleep(0.003)
    return False


def parties() -> tuple[Party, Party]:
    """Two signers nobody has written to before."""
    run = secrets.token_hex(4)
    return Party("Ana Soler Vidal", f"ana.{run}@faults.example"), Party(
        "Luis Ferrer", f"luis.{run}@faults.example"
    )


@pytest.mark.faults
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("part", "moment"), list(KILLS.values()), ids=[name.replace(" ", "-") for name in KILLS]
)
def test_a_kill_leaves_exactly_one_of_everything(scene: Scene, part: str, moment: Moment) -> None:
    signers = parties()
    envelope_id = scene.owner.send("Contrato", str(scene.document["id"]), signers, SAMPLE_PLACES)
    with ThreadPoolExecutor(max_workers=1) as watcher:
        killed = watcher.submit(kill_at, scene, envelope_id, part, moment)
        for signer in signers:
            sign(scene.api(), scene.inbox.wait_for_link(signer.email, "/sign/"))
        envelope = scene.owner.wait_until_completed(envelope_id, lambda _: None)
        assert killed.result(), "the moment to kill never came"
    assert envelope["state"] == "completed"
    finished(scene, envelope_id)
    assert_one_of_everything(scene, envelope_id, envelope, signers)


def finished(scene: Scene, envelope_id: str) -> None:
    """Waits until the workflow has told everybody."""
    deadline = time.monotonic() + WATCH_SECONDS
    while scene.traces.step(envelope_id) != "finished":
        assert time.monotonic() < deadline, scene.traces.step(envelope_id)
        time.sleep(0.1)


def assert_one_of_everything(
    scene: Scene, envelope_id: str, envelope: dict[str, object], signers: tuple[Party, Party]
) -> None:
    """One signature of each signer, one seal, one certificate, one mail of each kind to each party."""
    traces = scene.traces
    keys = [key for _, key in traces.revisions(envelope_id)]
    ids = [f"signature:{signer['id']}" for signer in envelope["signers"]]  # type: ignore[attr-defined]
    assert keys == [*ids, "seal"]
    assert [number for number, _ in traces.revisions(envelope_id)] == [1, 2, 3]
    events = traces.events(envelope_id)
    assert events["signer:signed"] == events["consent:accepted"] == events["signature:applied"] == 2
    assert events["seal:applied"] == events["envelope:completed"] == events["certificate:issued"] == 1
    assert traces.certificates(envelope_id) == 1
    for signer in signers:
        assert dict(traces.accepted(envelope_id, signer.email)) == dict.fromkeys(ONE_OF_EACH, 1)
        assert traces.received(signer.email) == len(ONE_OF_EACH)
    assert envelope["documents"][0]["level"] == "B-LTA"  # type: ignore[index]


@pytest.mark.faults
@pytest.mark.timeout(300)
def test_a_worker_that_dies_again_and_again_leaves_exactly_one_of_everything(scene: Scene) -> None:
    signers = parties()
    envelope_id = scene.owner.send("Contrato", str(scene.document["id"]), signers, SAMPLE_PLACES)
    moments = (at_step("applying_signatures"), revisions(1), revisions(2), certificate)

    def kill_again_and_again() -> list[bool]:
        return [kill_at(scene, envelope_id, "worker", moment) for moment in moments]

    with ThreadPoolExecutor(max_workers=1) as killer:
        kills = killer.submit(kill_again_and_again)
        for signer in signers:
            sign(scene.api(), scene.inbox.wait_for_link(signer.email, "/sign/"))
        envelope = scene.owner.wait_until_completed(envelope_id, lambda _: None)
        assert kills.result() == [True] * len(moments)
    finished(scene, envelope_id)
    assert_one_of_everything(scene, envelope_id, envelope, signers)
