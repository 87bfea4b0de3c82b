"""Whatever acts is found wherever it hangs, taken out of unsigned documents, and nothing else with it."""

from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from activities.documents.active_content import ActiveContent
from activities.documents.examiner import Examiner
from activities.documents.survey import survey
from terms.uploads import Change, Finding
from tests.activities.documents.papers import annotation, opened, paper, script, text_field

Work = Callable[[pikepdf.Pdf], object]


def _set(path: str, value: Callable[[], object]) -> Work:
    def work(pdf: pikepdf.Pdf) -> None:
        place: pikepdf.Object = pdf.Root if path.startswith("/Root") else pdf.pages[0].obj
        *steps, last = path.split("/")[2:]
        for step in steps:
            if f"/{step}" not in place:
                place[f"/{step}"] = Dictionary()
            place = place[f"/{step}"]
        place[f"/{last}"] = value()

    return work


def _link(**action: object) -> Work:
    return lambda pdf: annotation(pdf, A=Dictionary(**action))


def _script_as_stream(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(
        Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
    )


def _bookmark(pdf: pikepdf.Pdf) -> None:
    entry = pdf.make_indirect(Dictionary(Title=String("x"), A=script()))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=entry, Last=entry, Count=1))


def _three_dimensional(pdf: pikepdf.Pdf) -> None:
    model = pdf.make_stream(b"x", Type=Name("/3D"), OnInstantiate=pdf.make_stream(b"script"))
    annotation(pdf, **{"3DD": model})


def _form(**entries: object) -> Work:
    def work(pdf: pikepdf.Pdf) -> None:
        text_field(pdf)
        for key, value in entries.items():
            pdf.Root.AcroForm[f"/{key}"] = value

    return work


CASES: dict[str, tuple[Work, Finding]] = {
    "script on opening": (_set("/Root/OpenAction", script), Finding.JAVASCRIPT),
    "script on opening, as a stream": (_script_as_stream, Finding.JAVASCRIPT),
    "script on closing": (_set("/Root/AA/WC", script), Finding.JAVASCRIPT),
    "script in the name tree": (
        _set("/Root/Names/JavaScript", lambda: Dictionary(Names=Array([String("a"), script()]))),
        Finding.JAVASCRIPT,
    ),
    "script on turning to a page": (_set("/Page/AA/O", script), Finding.JAVASCRIPT),
    "script in a bookmark": (_bookmark, Finding.JAVASCRIPT),
    "script behind a link": (_link(S=Name.JavaScript, JS=String("x")), Finding.JAVASCRIPT),
    "script behind another action": (
        _link(S=Name.Named, N=Name.NextPage, Next=script()), Finding.JAVASCRIPT
    ),
    "script among following actions": (
        _link(S=Name.Named, N=Name.NextPage, Next=Array([Dictionary(S=Name.Named, N=Name.Print), script()])),
        Finding.JAVASCRIPT,
    ),
    "script in a rendition": (_link(S=Name.Rendition, OP=0, JS=String("x")), Finding.JAVASCRIPT),
    "script in a web address": (_link(S=Name.URI, URI=String(" JavaScript:alert(1)")), Finding.JAVASCRIPT),
    "script of a field": (
        lambda pdf: text_field(pdf, AA=Dictionary(K=script(), C=script())), Finding.JAVASCRIPT
    ),
    "program to start": (_link(S=Name.Launch, F=String("cmd.exe")), Finding.LAUNCH_ACTION),
    "program to start on opening": (
        _set("/Root/OpenAction", lambda: Dictionary(S=Name.Launch, Win=Dictionary(F=String("cmd.exe")))),
        Finding.LAUNCH_ACTION,
    ),
    "form that is sent": (_link(S=Name.SubmitForm, F=String("https://e.example")), Finding.SUBMIT_ACTION),
    "data that is read": (_link(S=Name.ImportData, F=String("a.fdf")), Finding.IMPORT_ACTION),
    "file on another machine": (_link(S=Name.GoToR, F=String(r"\\evil\x.pdf"), D=0), Finding.REMOTE_ACTION),
    "file at a web address": (
        _link(S=Name.GoToE, F=Dictionary(FS=Name.URL, F=String("https://e.example/x.pdf"))),
        Finding.REMOTE_ACTION,
    ),
    "file of this machine": (_link(S=Name.URI, URI=String("file:///etc/passwd")), Finding.REMOTE_ACTION),
    "form drawn by a script": (_form(XFA=String("<xdp/>")), Finding.XFA_FORM),
    "embedded player": (
        lambda pdf: annotation(pdf, RichMediaContent=Dictionary(Assets=Dictionary())), Finding.RICH_MEDIA
    ),
    "model with a script": (_three_dimensional, Finding.RICH_MEDIA),
}  # fmt: skip


@pytest.mark.rule("M8")
@pytest.mark.parametrize(("work", "finding"), CASES.values(), ids=CASES.keys())
async def test_is_found_and_taken_out(examiner: Examiner, work: Work, finding: Finding) -> None:
    accepted = await examiner.examine(paper(work))
    assert accepted.findings == [finding]
    assert accepted.changes == [Change.NEUTRALISED]
    again = ActiveContent()
    with opened(accepted.pdf) as pdf:
        survey(pdf, [again])
        assert not any(mark in accepted.pdf for mark in (b"app.alert", b"cmd.exe", b"evil"))
    assert again.findings == set()


async def test_what_is_harmless_stays_beside_it(examiner: Examiner) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = script()
        following = Array([script(), Dictionary(S=Name.URI, URI=String("https://e.example/"))])
        annotation(pdf, A=Dictionary(S=Name.Named, N=Name.NextPage, Next=following))
        text_field(pdf, V=String("Ana"), AA=Dictionary(K=script()))

    accepted = await examiner.examine(paper(work))
    with opened(accepted.pdf) as pdf:
        assert "/OpenAction" not in pdf.Root
        link, field = pdf.pages[0].obj.Annots
        assert link.A.N == "/NextPage"
        assert [str(action.URI) for action in link.A.Next] == ["https://e.example/"]
        assert str(field.V) == "Ana"
        assert pdf.Root.AcroForm.Fields[0].objgen == field.objgen
