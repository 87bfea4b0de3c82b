"""The log entry of one request (contract M7), written by the frame and by nothing else.

A change and its entry commit together. Before a change is made, and in a transaction of its own, the log
learns that it is under way: without that it is not made, and should the process die in its midst, or an
effect reach a workflow and the outcome never be written, the log says that it was broken off.
Who reads gets nothing before the entry is committed. Only what strangers read that is public anyway, and
refusals, are answered even when the log is away.
"""

import logging
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from activities.records import activity_log
from activities.records.activity_log import Entry
from api.access.callers import Anybody
from api.access.known import known
from api.access.same_site import SAFE_METHODS
from api.frame.context import now, origin_of, request_id_of
from api.frame.entries import Answer, answer_of, entry_of, refusal_of
from api.frame.folds import Folds
from api.parts import Parts
from models.identifiers import Prefix, new_id
from models.scope import PUBLIC

log = logging.getLogger(__name__)


class Journal:
    """What the log says of one request."""

    def __init__(self, request: Request, action: str) -> None:
        self._request = request
        self._action = action
        self._at = now()
        self._id = new_id(Prefix.ACTIVITY)
        self._user_id: str | None = None
        self._shown: list[str] = []
        self._begun = False

    def about(self, user_id: str) -> None:
        """Says whose account it is about, where the caller is nobody yet: they see it in their activity."""
        self._user_id = user_id

    def shows(self, ids: Iterable[str]) -> None:
        """Says whose data the answer shows, where no path names them."""
        self._shown.extend(ids)

    async def begin(self) -> None:
        """Before a change. Raises when the log cannot be written: the change must then not happen."""
        if self._request.method in SAFE_METHODS:
            return
        async with self._apart() as session:
            await activity_log.begin(session, self._id, self._entry(Answer()), self._at)
        self._begun = True

    async def conclude(self, session: AsyncSession, response: Response) -> None:
        """Writes the outcome as the last thing in the transaction of what was done or read."""
        answer = answer_of(response)
        if self._is_public:
            await self._note_if_possible(answer)
            return
        await self._note(session, self._entry(answer))

    async def repeated(self, response: Response) -> None:
        """Notes that an answer given before was given again."""
        async with self._apart() as session:
            await self._note(session, self._entry(answer_of(response)))

    async def refused(self, error: Exception) -> None:
        """Notes what was refused or failed: nothing of it took effect in the request's own transaction."""
        await self._note_if_possible(refusal_of(error))

    async def strayed(self, status: int) -> None:
        """Notes a request that no route answered."""
        await self.refused(HTTPException(status))

    @property
    def _is_public(self) -> bool:
        return isinstance(known(self._request), Anybody) and self._request.method in SAFE_METHODS

    async def _note_if_possible(self, answer: Answer) -> None:
        entry = self._entry(answer)
        if entry.fold is not None and _folds.seen(entry.fold, self._at) and not self._begun:
            return
        try:
            async with self._apart() as session:
                await self._note(session, entry)
        except (SQLAlchemyError, OSError) as error:
            log.warning("not in the log: %s (%s)", request_id_of(self._request.scope), type(error).__name__)

    async def _note(self, session: AsyncSession, entry: Entry) -> None:
        await activity_log.note(session, entry, at=self._at, key=self._id)

    def _apart(self) -> AbstractAsyncContextManager[AsyncSession]:
        parts: Parts = self._request.app.state.parts
        return parts.database.transaction(PUBLIC)

    def _entry(self, answer: Answer) -> Entry:
        entry = entry_of(
            self._request, self._action, answer, origin_of(self._request), self._user_id, self._at
        )
        return replace(entry, objects=[*entry.objects, *self._shown])


_folds = Folds()
