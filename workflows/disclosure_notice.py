"""Tells a controller of a legal duty, or of data that was handed over (contract P3)."""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.mail.messages import MailOrder, Purpose
    from activities.records.controller_post import ControllerPost
    from activities.records.instruction_records import InstructionRecords

from workflows.mailing import Mailing
from workflows.policies import DATABASE, MAIL
from workflows.returned_mail import ReturnedMail
from workflows.search_attributes import publish


@dataclass(frozen=True)
class DisclosureNoticeStart:
    """Starts the notice of a duty or of a disclosure: of one of them by its id."""

    business_id: str
    duty_id: str | None = None
    disclosure_id: str | None = None


@workflow.defn(name="DisclosureNotice")
class DisclosureNoticeWorkflow:
    """Mails it however long the provider is away. When the address refuses it for good, or gives it back, the
    dpo has to tell the controller another way.
    """

    def __init__(self) -> None:
        self._returns = ReturnedMail()

    @workflow.run
    async def run(self, start: DisclosureNoticeStart) -> bool:
        """Says whether the mail arrived, as far as it can be known."""
        looks_back = workflow.patched("disclosure-returned-v1")
        publish("telling", start.business_id, None)
        taken: bool
        if start.duty_id is not None:
            taken = await workflow.execute_activity_method(ControllerPost.tell_of_duty, start.duty_id, **MAIL)
        else:
            about = start.disclosure_id or ""
            taken = await workflow.execute_activity_method(ControllerPost.tell_of_disclosure, about, **MAIL)
        if taken and looks_back:
            publish("told", start.business_id, None)
            taken = not await self._returns.comes_back(start.duty_id or start.disclosure_id or "")
        if not taken:
            await self._warn(start)
        publish("told" if taken else "unreached", start.business_id, None)
        return taken

    async def _warn(self, start: DisclosureNoticeStart) -> None:
        about = start.duty_id or start.disclosure_id or ""
        readers = await workflow.execute_local_activity_method(
            InstructionRecords.readers, start.business_id, **DATABASE
        )
        mailing = Mailing()
        for user_id in readers.dpo_ids:
            mailing.start(
                MailOrder(
                    f"disclosure:{about}:unreached:{user_id}",
                    Purpose.INSTRUCTION_WARNING,
                    user_id=user_id,
                    about_id=f"{about}:unreached",
                )
            )
        await mailing.finished()

    @workflow.signal
    def returned(self) -> None:
        """The provider reports that a mail of this notice came back."""
        self._returns.reported()
