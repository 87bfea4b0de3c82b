"""Whatever is done to a file, the examination ends with the document or a cause."""

import pikepdf
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.documents.errors import DocumentRefused
from activities.documents.examiner import Examiner
from activities.documents.sandbox import Sandbox
from activities.signing.trial import trial_sign
from tests.activities.documents.conftest import RULES
from tests.activities.documents.papers import annotation, paper, script, text_field

TOKENS = [
    b"obj",
    b"/Kids",
    b"/Parent",
    b"endstream",
    b"<<",
    b">>",
    b"R",
    b"/Length",
    b"/Type",
    b"xref",
    b"595",
]
fuzzing = settings(max_examples=40, deadline=None, derandomize=True)


def _lively(pdf: pikepdf.Pdf) -> None:
    text_field(pdf)
    annotation(pdf, A=script())


SEED = paper(_lively, pages=2)


async def _ends(data: bytes, sandbox: Sandbox) -> None:
    try:
        accepted = await Examiner(RULES, sandbox, None).examine(data)
    except DocumentRefused:
        return
    assert accepted.page_count >= 1
    trial_sign(accepted.pdf)


@fuzzing
@given(end=st.integers(0, len(SEED)))
async def test_cut_off_anywhere(sandbox: Sandbox, end: int) -> None:
    await _ends(SEED[:end], sandbox)


@fuzzing
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(SEED) - 1), st.integers(0, 30), st.binary(max_size=30)),
        min_size=1,
        max_size=6,
    )
)
async def test_bytes_replaced(sandbox: Sandbox, edits: list[tuple[int, int, bytes]]) -> None:
    data = bytearray(SEED)
    for start, length, content in edits:
        data[start : start + length] = content
    await _ends(bytes(data), sandbox)


@fuzzing
@given(swaps=st.lists(st.permutations(TOKENS).map(lambda order: order[:2]), min_size=1, max_size=3))
async def test_tokens_swapped(sandbox: Sandbox, swaps: list[list[bytes]]) -> None:
    data = SEED
    for one, other in swaps:
        data = data.replace(one, b"\0").replace(other, one).replace(b"\0", other)
    await _ends(data, sandbox)
