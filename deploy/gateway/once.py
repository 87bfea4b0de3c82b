"""Carries an operation out once per `Idempotency-Key`, as Stripe does."""

import hashlib
import json
import time
from collections.abc import Callable

from deploy.gateway.refusals import Refusal
from deploy.gateway.store import Body, KeptAnswer, Store

KEY_MAX = 255


class IdempotencyError(Refusal):
    """The key belongs to another request."""

    def __init__(self) -> None:
        words = "Keys for idempotent requests can only be used with the parameters they were first used with."
        super().__init__(400, words, kind="idempotency_error")


def answer_once(
    store: Store, key: str | None, path: str, form: str, operation: Callable[[], Body], kept_seconds: float
) -> tuple[int, Body, bool]:
    """Status, body, and whether the answer is a repeated one. Raises refusals that are not kept.

    A key is remembered for `kept_seconds`.
    """
    request = hashlib.sha256(json.dumps([path, sorted(form.split("&"))]).encode()).hexdigest()
    if key is not None:
        if len(key) > KEY_MAX:
            raise Refusal(400, "Idempotency keys may have at most 255 characters.")
        kept = store.answer(key, time.time() - kept_seconds)
        if kept is not None:
            if kept.request != request:
                raise IdempotencyError
            return kept.status, kept.body, True
    store.begin()
    try:
        status, body = _carried_out(operation)
        if key is not None:
            store.keep(key, KeptAnswer(request, status, body), time.time())
    except BaseException:
        store.rollback()
        raise
    store.commit()
    return status, body, False


def _carried_out(operation: Callable[[], Body]) -> tuple[int, Body]:
    """An answer to keep; a card that was declined is one too."""
    try:
        return 200, operation()
    except Refusal as refusal:
        if refusal.is_kept:
            return refusal.status, refusal.body
        raise
