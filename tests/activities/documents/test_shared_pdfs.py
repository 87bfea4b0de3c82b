"""The real PDFs that the project shares: each is accepted, or refused for what it is."""

import asyncio
from pathlib import Path

import pytest

from activities.documents.errors import DocumentRefused
from activities.documents.examiner import Examiner
from activities.documents.looks import same_looks, samples
from activities.signing.trial import trial_sign
from terms.uploads import Change, RefusalCause

FOLDER = Path(__file__).parents[4] / "shared" / "pdfs"
FILES = sorted(FOLDER.glob("*.pdf"))
REFUSED = {
    "REDHAT-1531897-0.pdf": RefusalCause.DAMAGED,
    "bug1782186.pdf": RefusalCause.PASSWORD_PROTECTED,
    "issue6010_1.pdf": RefusalCause.PASSWORD_PROTECTED,
    "bug854315.pdf": RefusalCause.UNSIGNABLE,
}
"""The last one carries a signature and broken metadata, on which pyHanko fails any further signature."""


def test_the_shared_pdfs_are_there() -> None:
    if not FILES:
        pytest.skip(f"{FOLDER} is not there")
    assert len(FILES) >= 46


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
async def test_comes_out_signable_or_is_refused(examiner: Examiner, file: Path) -> None:
    data = await asyncio.to_thread(file.read_bytes)
    expected = REFUSED.get(file.name)
    if expected is not None:
        with pytest.raises(DocumentRefused) as refusal:
            await examiner.examine(data)
        assert refusal.value.cause is expected
        return
    accepted = await examiner.examine(data)
    trial_sign(accepted.pdf)
    assert Change.REBUILT not in accepted.changes
    assert same_looks(samples(data), samples(accepted.pdf))
    assert (await examiner.render_page(accepted.pdf, accepted.page_count, 300)).startswith(b"\x89PNG")
