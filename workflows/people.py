"""Each day everyone with access is looked at: who has to sign, and who is told of a training (P5, M9)."""

from temporalio import workflow
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.measures import Findings
    from activities.people.duties import PeopleDuties
    from terms.measures import Measure

from workflows.commitment import CommitmentStart, CommitmentWorkflow, settle_commitments
from workflows.identifiers import commitment_workflow_id
from workflows.mailing import Mailing
from workflows.measuring import carry_out
from workflows.policies import DATABASE
from workflows.scheduled import scheduled_for


@workflow.defn(name="People")
class PeopleWorkflow:
    """One look: ends lost orders, orders commitments, reminds, each once, and leaves how many have what."""

    @workflow.run
    async def run(self) -> str:
        """Says how it went."""
        return (await carry_out(Measure.PEOPLE, _look)).value


async def _look(mailing: Mailing) -> Findings:
    settled = await settle_commitments()
    look = await workflow.execute_local_activity_method(PeopleDuties.look, workflow.now(), **DATABASE)
    for user_id in look.to_sign:
        await _ask_to_sign(user_id)
    for due in look.to_train:
        until = due.until.isoformat() if due.until else None
        mailing.start(MailOrder(due.key, Purpose.TRAINING_DUE, user_id=due.user_id, about_id=until))
    told = {"sent_for_signature": len(look.to_sign), "trainings_due": len(look.to_train)}
    return Findings(dict(look.figures) | told | ({} if settled is None else {"settled": settled}))


async def _ask_to_sign(user_id: str) -> None:
    """Once per look, whatever is repeated."""
    try:
        await workflow.start_child_workflow(
            CommitmentWorkflow.run,
            CommitmentStart(user_id),
            id=commitment_workflow_id(user_id, scheduled_for().date().isoformat()),
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        return
