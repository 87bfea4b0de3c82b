"""Letters about accounts: ordered together with the change that causes them, posted once it is committed.

What a crash between the two leaves, or an absence of the workflow engine, is posted by the next housekeeping.
"""

import contextlib
from datetime import datetime

from fastapi import BackgroundTasks
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.messages import Purpose
from api.acting.carrying_on import AT_ONCE, CUT_SHORT, carry_on_each
from api.frame.context import now
from api.parts import Parts
from api.problems.problem import Problem
from models import OrderedLetter
from models.identifiers import Prefix, new_id
from models.scope import UPKEEP, Scope
from workflows.account_letter import AccountLetterWorkflow, LetterStart
from workflows.identifiers import letter_workflow_id


class AccountLetters:
    """Takes orders within a request's transaction."""

    def __init__(self, parts: Parts, session: AsyncSession, afterwards: BackgroundTasks) -> None:
        self._parts = parts
        self._session = session
        self._afterwards = afterwards

    async def order(self, purpose: Purpose, user_id: str, **words: str) -> None:
        """Orders a letter to a user. `words` stay in PostgreSQL and in the mail."""
        letter_id = await order_letter(self._session, purpose, user_id, now(), **words)
        self.post_afterwards(letter_id, user_id)

    def post_afterwards(self, letter_id: str, user_id: str) -> None:
        """Posts a letter to a user after the answer, if it was ordered at all."""
        self._afterwards.add_task(_post_if_possible, self._parts, letter_id, user_id)


async def order_letter(
    session: AsyncSession, purpose: Purpose, user_id: str, at: datetime, **words: str
) -> str:
    """Writes the order; the letter's id is for `post`, after the commit."""
    letter_id = new_id(Prefix.LETTER)
    session.add(
        OrderedLetter(id=letter_id, user_id=user_id, purpose=purpose.value, words=words, ordered_at=at)
    )
    await session.flush()
    return letter_id


async def post(parts: Parts, letter_id: str, user_id: str) -> None:
    """Starts the letter's workflow, once. Raises 503 while the engine is away: the letter waits."""
    async with parts.database.transaction(Scope.of_person(user_id)) as session:
        letter = await session.get(OrderedLetter, letter_id)
    if letter is None or letter.posted_at is not None:
        return
    start = LetterStart(letter.id, Purpose(letter.purpose), letter.user_id)
    await parts.engine.start(AccountLetterWorkflow.run, start, letter_workflow_id(letter.id))
    async with parts.database.transaction(Scope.of_person(user_id)) as session:
        await session.execute(
            update(OrderedLetter).where(OrderedLetter.id == letter_id).values(posted_at=now())
        )


async def _post_if_possible(parts: Parts, letter_id: str, user_id: str) -> None:
    """The answer has been given: a letter that cannot be posted now waits for `post_left_behind`."""
    with contextlib.suppress(Problem, SQLAlchemyError, OSError):
        await post(parts, letter_id, user_id)


async def post_left_behind(parts: Parts, at: datetime) -> None:
    """Posts what was ordered and never posted, oldest first."""
    async with parts.database.transaction(UPKEEP) as session:
        left = await session.execute(
            select(OrderedLetter.id, OrderedLetter.user_id)
            .where(OrderedLetter.posted_at.is_(None), OrderedLetter.ordered_at < at - CUT_SHORT)
            .order_by(OrderedLetter.id)
            .limit(AT_ONCE)
        )
        letters = left.all()
    await carry_on_each(letters, lambda letter: post(parts, *letter))
