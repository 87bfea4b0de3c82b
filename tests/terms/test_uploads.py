"""What uploads are held to."""

from dataclasses import replace

import pytest

from terms.uploads import ACTIVE, Finding, RefusalCause, UploadRules, refuse_findings, refuse_size

LENIENT = UploadRules(100, 10, refuse_active_content=False, refuse_owner_restricted=False)


@pytest.mark.parametrize(
    ("size", "cause"),
    [(0, RefusalCause.EMPTY), (1, None), (100, None), (101, RefusalCause.TOO_LARGE)],
)
def test_size(size: int, cause: RefusalCause | None) -> None:
    assert refuse_size(size, LENIENT) is cause


@pytest.mark.parametrize("finding", Finding)
def test_findings_are_refused_only_by_setting(finding: Finding) -> None:
    found = frozenset({finding})
    assert refuse_findings(found, LENIENT) is None
    active = refuse_findings(found, replace(LENIENT, refuse_active_content=True))
    assert active is (RefusalCause.ACTIVE_CONTENT if finding in ACTIVE else None)
    restricted = refuse_findings(found, replace(LENIENT, refuse_owner_restricted=True))
    expected = RefusalCause.OWNER_RESTRICTED if finding is Finding.OWNER_RESTRICTIONS else None
    assert restricted is expected
