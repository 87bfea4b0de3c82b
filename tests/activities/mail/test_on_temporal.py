"""The activity under the real server: its errors mean to Temporal what they say."""

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker import Worker

from activities.heartbeats import HeartbeatInterceptor
from activities.mail.mailer import Mailer
from models.database import Database
from tests.activities.mail.envelopes import sent_envelope
from tests.activities.mail.errand import ErrandWorkflow
from tests.activities.mail.orders import ledger_row, to_signer
from tests.activities.mail.running_sink import RunningSink
from tests.running import RunningTemporal
from tests.sandbox import sandboxed_runner

QUEUE = "mail-tests"


def worker_of(temporal: RunningTemporal, mailer: Mailer) -> Worker:
    """A worker with the mailer and the errand."""
    return Worker(
        temporal.client,
        task_queue=QUEUE,
        workflows=[ErrandWorkflow],
        activities=[mailer.send],
        interceptors=[HeartbeatInterceptor()],
        workflow_runner=sandboxed_runner(),
    )


async def test_busy_provider_and_lost_answers_end_in_one_mail(
    database: Database, temporal: RunningTemporal, mailer: Mailer, sink: RunningSink
) -> None:
    sink.faults(refuse_next=2, refuse_status=429, retry_after="1", lose_answers=1)
    sent = await sent_envelope(database)
    order = to_signer(sent)
    async with worker_of(temporal, mailer):
        receipt = await temporal.client.execute_workflow(
            ErrandWorkflow.run, order, id=order.key, task_queue=QUEUE
        )
    mail = await ledger_row(database, order)
    assert (receipt.mail_id, mail.state, mail.attempts) == (mail.id, "accepted", 3)
    assert len(sink.messages(sent.signer_address)) == 1


async def test_refused_address_ends_the_retries(
    database: Database, temporal: RunningTemporal, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database, host="refuse.test")
    order = to_signer(sent)
    async with worker_of(temporal, mailer):
        with pytest.raises(WorkflowFailureError) as failure:
            await temporal.client.execute_workflow(ErrandWorkflow.run, order, id=order.key, task_queue=QUEUE)
    assert isinstance(failure.value.cause, ActivityError)
    refusal = failure.value.cause.cause
    assert isinstance(refusal, ApplicationError)
    assert (refusal.type, refusal.non_retryable) == ("MailRefused", True)
    assert (await ledger_row(database, order)).attempts == 1
