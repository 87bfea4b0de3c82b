"""A round tells whom it can, whoever else answers nothing."""

import pytest
from temporalio.exceptions import ApplicationError

from activities.mail.rounds import AWAY, NOT_YET, post_round


async def test_one_that_answers_nothing_holds_up_nobody() -> None:
    told: set[int] = set()

    async def post(whom: int) -> int:
        if whom == 7:
            raise RuntimeError("no answer")
        told.add(whom)
        return whom

    with pytest.raises(ApplicationError, match="1 could not") as caught:
        await post_round(range(5 * AWAY), post)
    assert (caught.value.type, caught.value.non_retryable) == (NOT_YET, False)
    assert told == set(range(5 * AWAY)) - {7}
    assert sorted(await post_round([1, 2, 3], post)) == [1, 2, 3]


async def test_a_provider_that_is_away_is_not_asked_about_everybody() -> None:
    asked: list[int] = []

    async def post(whom: int) -> None:
        asked.append(whom)
        raise RuntimeError("away")

    with pytest.raises(ApplicationError, match=f"{5 * AWAY} could not"):
        await post_round(range(5 * AWAY), post)
    assert len(asked) == AWAY
