"""The one place where an envelope's workflow writes its state, for people and for operations."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from temporalio import workflow

from activities.records.envelope_messages import Occurrence
from activities.records.envelope_records import EnvelopeRecords
from workflows.envelope_state import EnvelopeProgress
from workflows.policies import DATABASE
from workflows.search_attributes import publish


class EnvelopeJournal:
    """Holds the progress and records it, one write after the other, each with the events it causes."""

    def __init__(self, progress: EnvelopeProgress | None) -> None:
        self._progress = progress
        self._writing = asyncio.Lock()
        self._published: tuple[str, datetime | None] | None = None
        self.awake = False

    @property
    def begun(self) -> bool:
        """Whether the envelope is recorded as sent."""
        return self._progress is not None and self._progress.sequence > 0

    @property
    def progress(self) -> EnvelopeProgress:
        """The state; raises `RuntimeError` before the envelope was opened."""
        if self._progress is None:
            raise RuntimeError("the envelope has not been opened")
        return self._progress

    def open(self, progress: EnvelopeProgress) -> None:
        """Takes over the first state."""
        self._progress = progress

    def wake(self) -> None:
        """Makes the sleeping run look again."""
        self.awake = True

    async def record(self, *occurrences: Occurrence) -> None:
        """Writes the state as it is now. Writes keep the order in which they were asked for."""
        await self._write(occurrences)
        self._show()

    async def recorded(self) -> None:
        """Waits until every decision so far stands in PostgreSQL, before its effects begin."""
        async with self._writing:
            return

    async def _write(self, occurrences: Sequence[Occurrence]) -> None:
        record = self.progress.record(*occurrences)
        async with self._writing:
            await workflow.execute_local_activity_method(
                EnvelopeRecords.record, record, summary=record.step.value, **DATABASE
            )

    def _show(self) -> None:
        progress = self.progress
        deadline = progress.next_deadline()
        shown = (progress.state.value, deadline[0] if deadline else None)
        if shown != self._published:
            self._published = shown
            publish(progress.state.value, progress.plan.business_id, shown[1])
        waits = ", ".join(progress.waits_for()) or "nobody"
        workflow.set_current_details(f"**{progress.step.value}** — waits for {waits}")
