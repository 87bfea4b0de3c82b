"""The request itself."""

from api.problems.meanings.meaning import Meaning

MALFORMED_REQUEST = Meaning(400, "The request cannot be read", "Check method, headers and encoding.")
VALIDATION = Meaning(
    422, "Some values are not acceptable", "`errors` names each value by JSON pointer or parameter."
)
NOT_FOUND = Meaning(
    404,
    "There is nothing here",
    "Check the address and the id; objects of other businesses look the same.",
)
METHOD_NOT_ALLOWED = Meaning(405, "The method is not offered here", "`Allow` names those that are.")
VERSION_NOT_FOUND = Meaning(
    404,
    "This version does not exist",
    "A document's signed version exists once the first signature is applied; `versions` names a text's.",
)
BODY_TOO_LARGE = Meaning(413, "The request body is too large", "Send less; documents have their own limit.")
RANGE_NOT_SATISFIABLE = Meaning(416, "The range begins beyond the end", "`Content-Range` names the length.")
TOO_MANY_REQUESTS = Meaning(429, "Too many attempts", "Wait for the seconds in `Retry-After`.")
IDEMPOTENCY_KEY_REUSED = Meaning(
    422, "The key was used for another request", "Use a new `Idempotency-Key` for a new request."
)
IDEMPOTENCY_KEY_MALFORMED = Meaning(
    422, "The idempotency key is not usable", "1 to 255 visible ASCII characters."
)
REQUEST_IN_PROGRESS = Meaning(
    409, "The same request is still under way", "Repeat it after `Retry-After` seconds."
)
