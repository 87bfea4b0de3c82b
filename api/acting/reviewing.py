"""Asks the workflow of a review to decide and to sign off (contract M2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.engine import WorkflowGone
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.access_reviews import find_review, require_item, show_review
from api.schemas.access_reviews import ReviewView
from models.scope import Scope
from terms.access_review import Decision
from workflows.access_review import AccessReviewWorkflow, DecideAct, SignOffAct
from workflows.identifiers import access_review_workflow_id


@dataclass(frozen=True)
class Reviewer:
    """Who reviews which review: of a business, or without one of the staff. `act_id` names the request."""

    scope: Scope
    user_id: str
    business_id: str | None
    review_id: str
    act_id: str


async def decide(parts: Parts, reviewer: Reviewer, item_id: str, decision: Decision) -> ReviewView:
    """Confirms or removes one access. Raises 404, or the problem of the workflow's refusal."""
    act = DecideAct(item_id, decision, reviewer.user_id)
    return await _ask(parts, reviewer, AccessReviewWorkflow.decide, act, item_id)


async def sign_off(parts: Parts, reviewer: Reviewer) -> ReviewView:
    """Closes the review. Raises 404, or the problem of the workflow's refusal."""
    act = SignOffAct(reviewer.user_id)
    return await _ask(parts, reviewer, AccessReviewWorkflow.sign_off, act)


async def _ask(
    parts: Parts, reviewer: Reviewer, update: Callable[..., Any], act: object, item_id: str | None = None
) -> ReviewView:
    async with parts.database.transaction(reviewer.scope) as session:
        review = await find_review(session, reviewer.business_id, reviewer.review_id)
        if item_id is not None:
            await require_item(session, review, item_id)
    workflow_id = access_review_workflow_id(review.quarter, review.business_id)
    try:
        await parts.engine.ask(workflow_id, update, act, reviewer.act_id, type(None))
    except WorkflowGone as gone:
        raise Problem(Kind.REVIEW_CLOSED) from gone
    async with parts.database.transaction(reviewer.scope) as session:
        review = await find_review(session, reviewer.business_id, reviewer.review_id)
        return await show_review(session, review)
