"""The public API as a program sees it: problems become errors that say what the API said."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

import httpx

ATTEMPTS = 10
_AWAY = frozenset({429, 503})


class RefusedError(RuntimeError):
    """The API answered with a problem (RFC 9457)."""


class Api:
    """One caller's connection. A POST carries an `Idempotency-Key`, so that repeating it is safe."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = httpx.Client(base_url=address, timeout=60, headers={"Origin": address})

    def authorise(self, key: str) -> None:
        """Calls with an API key from now on, without the session's cookie."""
        self._client.cookies.clear()
        self._client.headers["Authorization"] = f"Bearer {key}"

    @property
    def cookies(self) -> Mapping[str, str]:
        """Those of the session."""
        return dict(self._client.cookies)

    def get(self, path: str) -> Any:
        """The JSON at `path`. Raises `RefusedError`."""
        return self.send("GET", path).json()

    def get_bytes(self, path: str) -> bytes:
        """The file at `path`. Raises `RefusedError`."""
        return self.send("GET", path).content

    def post(
        self, path: str, body: object = None, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Any:
        """Posts JSON, or what `options` say. Raises `RefusedError`."""
        sent = {"json": body} if body is not None else {}
        named = {"Idempotency-Key": uuid.uuid4().hex, **(headers or {})}
        answer = self.send("POST", path, headers=named, **sent, **options)
        return answer.json() if answer.content else None

    def put(self, path: str, body: object) -> Any:
        """Puts JSON. Raises `RefusedError`."""
        return self.send("PUT", path, json=body).json()

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request; waits and repeats while the API says that it cannot answer yet."""
        for _ in range(ATTEMPTS):
            answer = self._client.request(method, path, **options)
            if answer.status_code not in _AWAY:
                break
            time.sleep(min(float(answer.headers.get("Retry-After", 1)), 5))
        if answer.is_error:
            raise RefusedError(f"{method} {path.split('/')[2:3]}: {answer.status_code} {_words(answer)}")
        return answer


def _words(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return answer.text[:500]
    return f"{problem.get('title')}: {problem.get('detail')} {problem.get('errors', '')}"
