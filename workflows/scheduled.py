"""For which moment a schedule started a workflow: after an outage that is earlier than its start."""

from datetime import datetime

from temporalio import workflow
from temporalio.common import SearchAttributeKey

_SCHEDULED_FOR = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")


def scheduled_for() -> datetime:
    """The moment the schedule names; for a run that somebody started by hand, its start."""
    info = workflow.info()
    return info.typed_search_attributes.get(_SCHEDULED_FOR) or info.start_time
