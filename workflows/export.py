"""An export of everything of a business: measured, announced, and lapsed after its days (contract S16)."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.export.exporter import IMPOSSIBLE, Exporter
    from activities.export.messages import ExportReady
    from activities.mail.messages import MailOrder, Purpose
    from terms.exports import ExportState

from workflows.mailing import Mailing
from workflows.policies import EXPORT
from workflows.search_attributes import publish


@dataclass(frozen=True)
class ExportStart:
    """Starts the workflow of one export."""

    export_id: str
    business_id: str


@workflow.defn(name="Export")
class ExportWorkflow:
    """One export. Its activities alone write its state; each goes on where a lost one was."""

    def __init__(self) -> None:
        self._mailing = Mailing()

    @workflow.run
    async def run(self, start: ExportStart) -> ExportState:
        """Says how it ended: always lapsed, be it that what was to be exported was destroyed meanwhile."""
        publish(ExportState.MEASURING.value, start.business_id, None)
        ready = await self._made(start)
        if ready is not None:
            publish(ExportState.READY.value, start.business_id, ready.fetch_until)
            self._tell(start)
            await workflow.sleep(
                max(ready.fetch_until - workflow.now(), timedelta()), summary="end of fetching"
            )
            self._mailing.cancel()
        publish(ExportState.LAPSED.value, start.business_id, None)
        await workflow.execute_activity_method(Exporter.lapse, start.export_id, **EXPORT)
        await self._mailing.finished()
        return ExportState.LAPSED

    async def _made(self, start: ExportStart) -> ExportReady | None:
        """Gathers and measures, however long it takes; nothing comes of what is destroyed."""
        try:
            await workflow.execute_activity_method(Exporter.gather, start.export_id, **EXPORT)
            while not (
                await workflow.execute_activity_method(Exporter.measure, start.export_id, **EXPORT)
            ).is_done:
                if workflow.info().is_continue_as_new_suggested():
                    workflow.continue_as_new(start)
            return await workflow.execute_activity_method(Exporter.finish, start.export_id, **EXPORT)
        except ActivityError as error:
            if isinstance(error.cause, ApplicationError) and error.cause.type == IMPOSSIBLE:
                return None
            raise

    def _tell(self, start: ExportStart) -> None:
        key = f"{workflow.info().workflow_id}:{Purpose.EXPORT_READY.value}"
        self._mailing.start(MailOrder(key, Purpose.EXPORT_READY, about_id=start.export_id))
