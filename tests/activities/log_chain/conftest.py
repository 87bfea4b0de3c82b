"""A real PKI over HTTP."""

from tests.activities.evidence import conftest as evidence

kit = evidence.kit
