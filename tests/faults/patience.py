"""People who do not give up: they repeat the same request, with the same key, until it is answered."""

import time
from typing import Any

import httpx

from deploy.demo.http import Api, RefusedError

SECONDS = 150
_AGAIN = frozenset({429, 500, 502, 503, 504})


class PatientApi(Api):
    """Repeats what was cut off or put off. The `Idempotency-Key` stays the same, as in a browser."""

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request, repeated until it is answered for good. Raises `RefusedError` after minutes."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                answer = self._client.request(method, path, **options)
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    raise RefusedError(f"{method} {path}: {error}") from error
                time.sleep(0.3)
                continue
            if not _put_off(answer):
                break
            if time.monotonic() > deadline:
                raise RefusedError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
            time.sleep(min(float(answer.headers.get("Retry-After", 1)), 2))
        if answer.is_error:
            raise RefusedError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer


def _put_off(answer: httpx.Response) -> bool:
    in_progress = answer.status_code == 409 and "request-in-progress" in answer.text
    return in_progress or answer.status_code in _AGAIN
