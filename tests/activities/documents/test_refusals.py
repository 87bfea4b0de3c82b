"""Each cause of refusal, by its name."""

import gzip
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from activities.documents.errors import DocumentRefused
from activities.documents.examiner import Examiner
from activities.documents.sandbox import Sandbox
from terms.uploads import Change, Finding, RefusalCause, UploadRules
from tests.activities.documents.conftest import RULES
from tests.activities.documents.papers import annotation, opened, paper, raw, script


async def cause_of(examiner: Examiner, data: bytes) -> RefusalCause:
    """Why `data` is refused."""
    with pytest.raises(DocumentRefused) as refusal:
        await examiner.examine(data)
    return refusal.value.cause


def _locked(**passwords: str) -> bytes:
    return paper(encryption=pikepdf.Encryption(allow=pikepdf.Permissions(extract=False), **passwords))


CAUSES = {
    "nothing": (b"", RefusalCause.EMPTY),
    "a web page": (b"<html><body>object</body></html>", RefusalCause.NOT_A_PDF),
    "another archive": (gzip.compress(b"x" * 1000), RefusalCause.NOT_A_PDF),
    "text": (b"lorem ipsum " * 100, RefusalCause.NOT_A_PDF),
    "a header alone": (b"%PDF-1.7\n", RefusalCause.DAMAGED),
    "a header and noise": (b"%PDF-1.7\n" + bytes(range(256)) * 40, RefusalCause.DAMAGED),
    "no pages": (raw({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 0 /Kids [] >>"}),
                 RefusalCause.DAMAGED),
    "a password to open it": (_locked(user="secret", owner="other"), RefusalCause.PASSWORD_PROTECTED),
    "an older password": (
        paper(encryption=pikepdf.Encryption(user="a", owner="b", R=4)), RefusalCause.PASSWORD_PROTECTED
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "cause"), CAUSES.values(), ids=CAUSES.keys())
async def test_is_refused_with_its_cause(examiner: Examiner, data: bytes, cause: RefusalCause) -> None:
    assert await cause_of(examiner, data) is cause


async def test_size_and_pages_are_limited_by_setting(sandbox: Sandbox) -> None:
    data = paper(pages=3)
    narrow = Examiner(
        UploadRules(len(data), 3, refuse_active_content=False, refuse_owner_restricted=False), sandbox, None
    )
    assert (await narrow.examine(data)).page_count == 3
    assert await cause_of(narrow, data + b"\n") is RefusalCause.TOO_LARGE
    few = Examiner(
        UploadRules(RULES.max_bytes, 2, refuse_active_content=False, refuse_owner_restricted=False),
        sandbox,
        None,
    )
    assert await cause_of(few, data) is RefusalCause.TOO_MANY_PAGES


async def test_owner_restrictions_are_lifted_or_refused_by_setting(
    examiner: Examiner, strict_examiner: Examiner
) -> None:
    data = _locked(user="", owner="other")
    assert await cause_of(strict_examiner, data) is RefusalCause.OWNER_RESTRICTED
    accepted = await examiner.examine(data)
    assert accepted.changes == [Change.UNRESTRICTED]
    assert accepted.findings == [Finding.OWNER_RESTRICTIONS]
    assert not opened(accepted.pdf).is_encrypted


def _hide(pdf: pikepdf.Pdf) -> None:
    annotation(pdf, A=Dictionary(S=Name.Hide, T=String("x"), Next=Array([script()])))


ACTIVE: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "a script on opening": lambda pdf: pdf.Root.__setitem__("/OpenAction", script()),
    "a script after another action": _hide,
}


@pytest.mark.parametrize("work", ACTIVE.values(), ids=ACTIVE.keys())
async def test_active_content_is_refused_by_setting(strict_examiner: Examiner, work) -> None:
    assert await cause_of(strict_examiner, paper(work)) is RefusalCause.ACTIVE_CONTENT


async def test_harmless_actions_are_no_active_content(strict_examiner: Examiner) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.FitH, 800])
        annotation(pdf, A=Dictionary(S=Name.URI, URI=String("https://example.org/javascript:")))
        annotation(pdf, A=Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit])))

    accepted = await strict_examiner.examine(paper(work))
    assert accepted.changes == []
    assert accepted.findings == []


async def test_a_zip_that_holds_a_pdf_is_not_one(examiner: Examiner, tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pdf", paper())
    assert await cause_of(examiner, (tmp_path / "a.zip").read_bytes()) is RefusalCause.NOT_A_PDF
