"""The demonstration does what it says, on the stack that everybody starts."""

import asyncio
import zipfile
from pathlib import Path

import pikepdf
import pytest

from deploy.demo.__main__ import demonstrate, print_outcome
from deploy.demo.sample import places_on_last_page, sample_contract
from deploy.stack.stack import Stack
from tests.browser.payments import on_offer


@pytest.mark.stack
@pytest.mark.timeout(600)
def test_main_job_ends_with_files_that_others_accept(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(on_offer(stack, "Gratis", kind="free", fee="0.00"))
    outcome = demonstrate(stack, None)
    print_outcome(stack, outcome)
    assert outcome.verdict.passed, outcome.verdict.summary
    with pikepdf.open(outcome.sealed) as sealed:
        assert len(sealed.pages) == 2
        kinds = [field.FT for field in sealed.Root.AcroForm.Fields]
        assert kinds.count(pikepdf.Name.Sig) >= 3
    with pikepdf.open(outcome.certificate) as certificate:
        assert len(certificate.pages) >= 1
    with zipfile.ZipFile(outcome.evidence) as package:
        assert package.testzip() is None
    lines = capsys.readouterr().out.splitlines()
    for start in ("sealed: ", "certificate: ", "evidence: ", "verdict: ", "signing page: ", "api docs: "):
        assert sum(line.startswith(start) for line in lines) == 1


def test_sample_is_a_small_contract_of_two_pages(tmp_path: Path) -> None:
    pdf = sample_contract(tmp_path)
    with pikepdf.open(pdf) as contract:
        assert len(contract.pages) == 2
    assert pdf.stat().st_size < 100_000


def test_signers_of_any_document_sign_side_by_side_within_its_last_page() -> None:
    left, right = places_on_last_page(7)
    assert left.page == right.page == 7
    assert left.x + left.width <= right.x
    assert right.x + right.width <= 1
    assert left.y + left.height <= 1
