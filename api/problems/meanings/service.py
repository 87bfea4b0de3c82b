"""Us, and the neighbours we need."""

from api.problems.meanings.meaning import Meaning

SERVICE_UNAVAILABLE = Meaning(
    503,
    "A part of the service is away",
    "Repeat the request after `Retry-After` seconds; nothing is lost.",
)
INTERNAL_ERROR = Meaning(500, "Something went wrong on our side", "Tell us the `request_id`.")
