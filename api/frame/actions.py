"""What a request does, in the words of the log: derived from its route, so that none can be forgotten."""

from http import HTTPMethod

_PREFIXES = ("/v1/", "/codec/")
_BY_METHOD = {
    HTTPMethod.GET: "read",
    HTTPMethod.HEAD: "look",
    HTTPMethod.POST: "create",
    HTTPMethod.PUT: "replace",
    HTTPMethod.PATCH: "change",
    HTTPMethod.DELETE: "remove",
    HTTPMethod.OPTIONS: "ask",
}
_BY_METHOD_OF_ALL = {HTTPMethod.GET: "list", HTTPMethod.DELETE: "clear"}
UNKNOWN = "api:unknown:ask"
"""A request to an address or by a method that nothing answers to."""


def is_logged(path: str) -> bool:
    """Whether requests to this path are interactions with the service, and no page, picture or probe."""
    return path.startswith(_PREFIXES)


def action_of(method: str, path: str) -> str:
    """`source:subject:action` of a route: `POST /v1/envelopes/{envelope_id}/send` → `api:envelopes:send`.

    The subject is the path without its parameters. A POST below a subject does what its last word says.
    """
    parts = path.removeprefix("/v1/").strip("/").split("/")
    words = [_word(part) for part in parts if "{" not in part]
    ends_in_word = "{" not in parts[-1]
    act = _BY_METHOD[HTTPMethod(method)]
    if method == HTTPMethod.POST and ends_in_word and len(words) > 1:
        act = words.pop()
    elif ends_in_word and words[-1].endswith("s"):
        act = _BY_METHOD_OF_ALL.get(HTTPMethod(method), act)
    return f"api:{'.'.join(words)}:{act}"


def _word(part: str) -> str:
    return part.replace("_", "-").lower()
