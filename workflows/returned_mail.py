"""A notice that its address took may come back later: then whom it was for has not been told."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.records.controller_post import ControllerPost
    from terms.mail import looks_for_returned

from workflows.policies import DATABASE


class ReturnedMail:
    """Looks for it at once when the provider reports one, and at its dates, as a report may be lost."""

    def __init__(self) -> None:
        self._reports = 0
        self._needless = False

    def reported(self) -> None:
        """The provider reports one of the workflow's mails as returned: all are looked for."""
        self._reports += 1

    def stop(self) -> None:
        """Nothing follows any more from what comes back."""
        self._needless = True

    async def comes_back(self, about_id: str) -> bool:
        """Says whether the notice about an act, a duty or a disclosure came back; then its row says so."""
        dates = looks_for_returned(workflow.now())
        while not self._needless:
            seen = self._reports
            if await workflow.execute_local_activity_method(
                ControllerPost.note_returned, about_id, summary="returned", **DATABASE
            ):
                return True
            dates = tuple(date for date in dates if date > workflow.now())
            if not dates:
                break
            await self._wait(seen, dates[0] - workflow.now())
        return False

    async def _wait(self, seen: int, left: timedelta) -> None:
        try:
            await workflow.wait_condition(
                lambda: self._reports > seen or self._needless, timeout=left, timeout_summary="returned"
            )
        except TimeoutError:
            return
