"""Search attributes: what lets operations ask the Temporal UI what is due. No personal data, ever."""

from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey

STATUS = SearchAttributeKey.for_keyword("RubricaStatus")
BUSINESS = SearchAttributeKey.for_keyword("RubricaBusiness")
NEXT_DEADLINE = SearchAttributeKey.for_datetime("RubricaNextDeadline")


def publish(status: str, business_id: str, next_deadline: datetime | None) -> None:
    """Sets them on the running workflow; without a deadline the attribute is removed."""
    deadline = NEXT_DEADLINE.value_set(next_deadline) if next_deadline else NEXT_DEADLINE.value_unset()
    workflow.upsert_search_attributes([STATUS.value_set(status), BUSINESS.value_set(business_id), deadline])


def publish_deadline(status: str, next_deadline: datetime | None) -> None:
    """The same for a workflow that belongs to no business."""
    deadline = NEXT_DEADLINE.value_set(next_deadline) if next_deadline else NEXT_DEADLINE.value_unset()
    workflow.upsert_search_attributes([STATUS.value_set(status), deadline])
