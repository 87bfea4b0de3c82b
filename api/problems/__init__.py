"""Errors as `application/problem+json` (RFC 9457): a closed list of kinds, each with a stable `type`."""

from api.problems.kinds import Kind
from api.problems.problem import Problem

__all__ = ["Kind", "Problem"]
