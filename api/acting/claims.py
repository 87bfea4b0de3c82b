"""Claiming what a contract owes (contract S8, S9): reckoned and laid out by the claim's own workflow."""

from datetime import datetime

from activities.claims.messages import ClaimOrder
from api.access.callers import Staff
from api.access.scopes import scope_of
from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.future import refuse_future
from api.reading.staff_subscriptions import subscription_known
from api.schemas.claims import ClaimDraft
from terms.calendar import local_date
from workflows.claim import ClaimWorkflow
from workflows.identifiers import claim_workflow_id


async def make_claim(
    parts: Parts, caller: Staff, subscription_id: str, draft: ClaimDraft, claim_id: str, at: datetime
) -> None:
    """Has the claim made, and waits for it; repeated, it is the same one.

    Raises 404, 409 where nothing is owed or a rate is not known, and 422 for a day to come.
    """
    async with parts.database.transaction(scope_of(caller)) as session:
        business_id = (await subscription_known(session, subscription_id)).business_id
    today = local_date(at, parts.settings.holder_zone)
    last_day = draft.reckoned_through or today
    refuse_future(last_day, today, "/reckoned_through", "It is not over yet.")
    order = ClaimOrder(claim_id, subscription_id, caller.user_id, last_day, at, business_id)
    workflow_id = claim_workflow_id(claim_id)
    try:
        await parts.engine.begin(ClaimWorkflow.run, order, workflow_id, ClaimWorkflow.made, claim_id)
    except WorkflowGone:
        await parts.engine.ask(workflow_id, ClaimWorkflow.made, None, claim_id, type(None))
