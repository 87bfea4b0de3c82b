"""How all tests wait: no loops of their own, and never for a fixed time."""

from deploy.waiting import until, until_given

__all__ = ["until", "until_given"]
