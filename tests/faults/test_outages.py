"""A neighbour away for longer: the envelope waits in plain sight, and goes on when it is back (E6)."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from deploy.demo.sample import SAMPLE_PLACES
from deploy.demo.signer import sign
from tests.faults.conftest import Scene
from tests.faults.test_kills import assert_one_of_everything, finished, parties

SECONDS = 60


def explained(scene: Scene, envelope_id: str, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first explanation of which something is true."""
    deadline = time.monotonic() + SECONDS
    while True:
        explanation: dict[str, Any] = scene.owner.explain(envelope_id)
        if true(explanation):
            return explanation
        assert time.monotonic() < deadline, explanation
        time.sleep(0.3)


@pytest.mark.rule("E6")
@pytest.mark.faults
@pytest.mark.timeout(300)
def test_without_timestamps_there_is_no_signature_and_explain_says_so(scene: Scene) -> None:
    signers = parties()
    envelope_id = scene.owner.send("Contrato", str(scene.document["id"]), signers, SAMPLE_PLACES)
    link = scene.inbox.wait_for_link(signers[0].email, "/sign/")
    scene.stack.kill("pki")
    sign(scene.api(), link)
    waiting = explained(
        scene,
        envelope_id,
        lambda e: any(work["attempts"] > 1 and work["last_error"] for work in e["pending"]),
    )
    assert waiting["step"] == "applying_signatures"
    assert scene.traces.revisions(envelope_id) == []
    assert scene.traces.events(envelope_id)["signer:signed"] == 1
    scene.stack.restart("pki")
    sign(scene.api(), scene.inbox.wait_for_link(signers[1].email, "/sign/"))
    envelope = scene.owner.wait_until_completed(envelope_id, lambda _: None)
    finished(scene, envelope_id)
    assert_one_of_everything(scene, envelope_id, envelope, signers)


@pytest.mark.rule("E6")
@pytest.mark.faults
@pytest.mark.timeout(300)
def test_an_envelope_sent_while_mail_is_away_is_delivered_once_it_is_back(scene: Scene) -> None:
    signers = parties()
    scene.stack.kill("mailsink")
    envelope_id = scene.owner.send("Contrato", str(scene.document["id"]), signers, SAMPLE_PLACES)
    waiting = explained(scene, envelope_id, lambda e: any(work["attempts"] > 1 for work in e["pending"]))
    assert waiting["step"] == "inviting"
    scene.stack.restart("mailsink")
    scene.inbox.wait_for_link(signers[0].email, "/sign/")
    explained(scene, envelope_id, lambda e: e["step"] == "waiting_for_signers")
    assert scene.traces.received(signers[0].email) == 1
    assert scene.traces.received(signers[1].email) == 0
