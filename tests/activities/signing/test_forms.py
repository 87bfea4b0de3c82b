"""Values of signers on the page, in documents of every history."""

import asyncio
import io
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from activities.signing.errors import SigningForbiddenError, UnsignableDocumentError
from activities.signing.request import FieldKind, FilledField, Place
from activities.signing.signing import sign_now
from activities.signing.trial import throw_away_signer, trial_sign
from deploy.pki.folder import PkiFolder
from terms.signatures import Box
from tests.activities.signing.kit import Judges, SigningKit, request, text_place
from tests.activities.signing.papers import paper
from tests.activities.signing.test_marks import ink, shown


@pytest.fixture(scope="module")
def stranger(pki: PkiFolder) -> SimpleSigner:
    """Somebody else's software and certificate: pyHanko with the PKI's seal."""
    signer = SimpleSigner.load_pkcs12(str(pki.seal), passphrase=pki.seal_password.read_bytes())
    assert signer is not None
    return signer


def foreign(pdf: bytes, stranger: SimpleSigner, **metadata: object) -> bytes:
    """Signed elsewhere before it came to us."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    asked = PdfSignatureMetadata(field_name="Elsewhere", **metadata)
    field = SigFieldSpec("Elsewhere", box=(30, 30, 200, 80))
    return sign_pdf(writer, asked, stranger, new_field_spec=field).getvalue()


def values(pdf: bytes) -> dict[str, str]:
    """The form's values by field name."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fields = document.Root.AcroForm.Fields
        return {str(field.T): str(field.V) for field in fields if "/V" in field and field.FT != "/Sig"}


def test_each_signer_fills_what_the_first_one_prepared() -> None:
    signer = throw_away_signer()
    others = [text_place(1), text_place(2)]
    once = sign_now(paper(), request(1, others=others, text="Directora"), signer).data
    twice = sign_now(once, request(2, others=others, text="Gerente"), signer).data
    assert values(once) == {"txt_1": "Directora"}
    assert values(twice) == {"txt_1": "Directora", "txt_2": "Gerente"}


@pytest.mark.parametrize(("ticked", "state"), [(True, "/Yes"), (False, "/Off")])
def test_a_checkbox_keeps_its_state(ticked: bool, state: str) -> None:
    box = FilledField(Place("chk_1", FieldKind.CHECKBOX, 1, Box(0.5, 0.5, 0.05, 0.04)), ticked)
    asked = request()
    signed = sign_now(paper(), replace(asked, fields=[*asked.fields, box]), throw_away_signer()).data
    assert values(signed)["chk_1"] == state


async def test_a_document_signed_elsewhere_keeps_that_signature_and_shows_the_values(
    kit: SigningKit, judges: Judges, stranger: SimpleSigner
) -> None:
    came = await asyncio.to_thread(foreign, paper(), stranger)
    signed = await kit.sign(came, request(1, text="Directora"))
    assert signed.startswith(came)
    second = await kit.sign(signed, request(2, text="Gerente"))
    assert await judges.failing(second) == set()
    place = text_place(2).box
    image = shown(second, 0)
    area = (place.x, place.y, place.x + place.width, place.y + place.height)
    sides = (image.width, image.height, image.width, image.height)
    ink(image.crop(tuple(int(edge * side) for edge, side in zip(area, sides, strict=True))))


async def test_a_certified_document_that_allows_signatures_stays_certified(
    kit: SigningKit, judges: Judges, stranger: SimpleSigner
) -> None:
    permissions = {"certify": True, "docmdp_permissions": MDPPerm.FILL_FORMS}
    came = await asyncio.to_thread(lambda: foreign(paper(), stranger, **permissions))
    signed = await kit.sign(came, request(1, text="Directora"))
    assert await judges.failing(signed) == set()


def test_a_certified_document_that_forbids_signatures_is_refused(stranger: SimpleSigner) -> None:
    came = foreign(paper(), stranger, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    with pytest.raises(SigningForbiddenError):
        trial_sign(came)


def test_a_form_of_the_documents_own_is_left_as_it_is() -> None:
    pdf = pikepdf.open(io.BytesIO(paper()))
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="own",
            V="kept",
            Rect=[10, 10, 60, 30],
        )
    )
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], NeedAppearances=True)
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([field]))
    buffer = io.BytesIO()
    pdf.save(buffer)
    signed = sign_now(buffer.getvalue(), request(text="Directora"), throw_away_signer()).data
    assert values(signed) == {"own": "kept", "txt_1": "Directora"}


def test_a_document_encrypted_without_a_password_takes_signatures() -> None:
    pdf = pikepdf.open(io.BytesIO(paper()))
    buffer = io.BytesIO()
    pdf.save(buffer, encryption=pikepdf.Encryption(owner="owner", user="", R=6))
    trial_sign(buffer.getvalue())


@pytest.mark.parametrize(
    "pdf", [b"", b"no pdf", b"%PDF-1.7\n%%EOF", paper()[:200]], ids=["empty", "text", "head", "cut"]
)
def test_what_cannot_be_signed_says_so(pdf: bytes) -> None:
    with pytest.raises(UnsignableDocumentError):
        trial_sign(pdf)


def test_metadata_and_earlier_bytes_stay_as_they_are() -> None:
    pdf = pikepdf.open(io.BytesIO(paper()))
    pdf.docinfo["/Producer"] = "Somebody"
    buffer = io.BytesIO()
    pdf.save(buffer)
    original = buffer.getvalue()
    now = datetime.now(UTC)
    signed = sign_now(original, replace(request(), claimed_at=now), throw_away_signer()).data
    assert signed.startswith(original)
    with pikepdf.open(io.BytesIO(signed)) as document:
        assert str(document.docinfo["/Producer"]) == "Somebody"
