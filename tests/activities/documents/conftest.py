"""Examiners with the limits of production, on one sandbox."""

from collections.abc import AsyncIterator

import pytest

from activities.documents.examiner import Examiner
from activities.documents.sandbox import Sandbox, SandboxLimits
from terms.uploads import UploadRules

MEGABYTE = 1024 * 1024
LIMITS = SandboxLimits(seconds=60, memory_bytes=2048 * MEGABYTE, answer_max_bytes=512 * MEGABYTE)
RULES = UploadRules(50 * MEGABYTE, 2000, refuse_active_content=False, refuse_owner_restricted=False)
STRICT = UploadRules(50 * MEGABYTE, 2000, refuse_active_content=True, refuse_owner_restricted=True)


@pytest.fixture(scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """Two jobs at a time."""
    sandbox = Sandbox(LIMITS, 2)
    yield sandbox
    await sandbox.close()


@pytest.fixture
def examiner(sandbox: Sandbox) -> Examiner:
    """As the service has it where nothing is set."""
    return Examiner(RULES, sandbox, None)


@pytest.fixture
def strict_examiner(sandbox: Sandbox) -> Examiner:
    """Refuses active content and restricted documents."""
    return Examiner(STRICT, sandbox, None)
