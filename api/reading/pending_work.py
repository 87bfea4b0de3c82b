"""What an envelope's workflow is trying to get done, as Temporal tells it."""

from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.client import WorkflowExecutionDescription
from temporalio.converter import DataConverter

from api.schemas.envelopes import PendingWork

ERROR_LENGTH = 300
STUCK_TASK = "Workflow task"


async def pending_work(
    description: WorkflowExecutionDescription, converter: DataConverter
) -> list[PendingWork]:
    """Activities under way with attempts and last failure, and the workflow's own task when it fails."""
    raw = description.raw_description
    pending = [await _activity(info, converter) for info in raw.pending_activities]
    task = raw.pending_workflow_task
    if task.attempt > 1:
        pending.append(
            PendingWork(
                name=STUCK_TASK,
                attempts=task.attempt,
                last_error=None,
                next_attempt_at=_instant(task.scheduled_time),
                since=_instant(task.original_scheduled_time),
            )
        )
    return pending


async def _activity(info: Any, converter: DataConverter) -> PendingWork:
    return PendingWork(
        name=info.activity_type.name,
        attempts=info.attempt,
        last_error=await _words(info.last_failure, converter) if info.HasField("last_failure") else None,
        next_attempt_at=_instant(info.next_attempt_schedule_time),
        since=_instant(info.last_started_time) or _instant(info.scheduled_time),
    )


async def _words(failure: Any, converter: DataConverter) -> str:
    """The innermost cause, decrypted and cut to a readable length."""
    error: BaseException = await converter.decode_failure(failure)
    while error.__cause__ is not None:
        error = error.__cause__
    words = str(getattr(error, "message", None) or error) or type(error).__name__
    return words if len(words) <= ERROR_LENGTH else words[: ERROR_LENGTH - 1] + "…"


def _instant(timestamp: Timestamp) -> datetime | None:
    return timestamp.ToDatetime(tzinfo=UTC) if timestamp.seconds else None
