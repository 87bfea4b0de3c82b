"""A letter about an account is sent once."""

from uuid import uuid4

from activities.mail.messages import MailOrder, Purpose
from tests.running import RunningTemporal
from tests.workflows.world import World, keep_history, running_worker
from workflows.account_letter import AccountLetterWorkflow, LetterStart
from workflows.identifiers import letter_workflow_id


async def test_a_letter_is_sent_once_by_its_own_key(temporal: RunningTemporal, world: World) -> None:
    letter_id = f"ltr_{uuid4().hex}"
    async with running_worker(temporal.client, world) as queue:
        start = LetterStart(letter_id, Purpose.PASSWORD_CHANGED, "usr_1")
        handle = await temporal.client.start_workflow(
            AccountLetterWorkflow.run, start, id=letter_workflow_id(letter_id), task_queue=queue
        )
        await handle.result()
        await keep_history(handle, "account_letter")
    key = f"letter-{letter_id}:password-changed"
    assert world.mails == [MailOrder(key, Purpose.PASSWORD_CHANGED, user_id="usr_1", about_id=letter_id)]
