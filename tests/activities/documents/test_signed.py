"""Documents that carry signatures are left byte for byte, or refused."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from pikepdf import Dictionary, Name, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec

from activities.documents.errors import DocumentRefused
from activities.documents.examiner import Examiner
from terms.uploads import Change, Finding, RefusalCause
from tests.activities.documents.papers import opened, paper, script, text_field

PASSWORD = b"secret"
Signing = Callable[..., bytes]


@pytest.fixture(scope="module")
def sign() -> Signing:
    """Signs as a stranger's program would, with a certificate of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Somebody")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = (
        builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )
    bundle = pkcs12.serialize_key_and_certificates(
        b"x", key, certificate, None, BestAvailableEncryption(PASSWORD)
    )
    signer = SimpleSigner.load_pkcs12_data(bundle, [], PASSWORD)

    async def signed(
        data: bytes, field: str = "First", locked: FieldMDPSpec | None = None, **choices: object
    ) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        metadata = PdfSignatureMetadata(field_name=field, **choices)  # type: ignore[arg-type]
        place = SigFieldSpec(field, box=(300, 300, 400, 340), field_mdp_spec=locked)
        out = await PdfSigner(metadata, signer, new_field_spec=place).async_sign_pdf(writer)
        return out.getvalue()

    return signed


async def test_a_signed_document_stays_byte_for_byte(examiner: Examiner, sign: Signing) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        pdf.trailer.Info = Dictionary(Author=String("Ana"))

    data = await sign(await sign(paper(work)), "Second")
    accepted = await examiner.examine(data)
    assert accepted.pdf == data
    assert accepted.changes == []
    assert accepted.signature_count == 2


async def test_active_content_in_it_is_told_or_refused_by_setting(
    examiner: Examiner, strict_examiner: Examiner, sign: Signing
) -> None:
    data = await sign(paper(lambda pdf: pdf.Root.__setitem__("/OpenAction", script())))
    accepted = await examiner.examine(data)
    assert accepted.pdf == data
    assert accepted.findings == [Finding.JAVASCRIPT]
    with pytest.raises(DocumentRefused) as refusal:
        await strict_examiner.examine(data)
    assert refusal.value.cause is RefusalCause.ACTIVE_CONTENT


@pytest.mark.parametrize("level", [MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
async def test_a_certification_decides_whether_more_may_sign(
    examiner: Examiner, sign: Signing, level: MDPPerm
) -> None:
    data = await sign(paper(), certify=True, docmdp_permissions=level)
    if level is MDPPerm.NO_CHANGES:
        with pytest.raises(DocumentRefused) as refusal:
            await examiner.examine(data)
        assert refusal.value.cause is RefusalCause.SIGNING_FORBIDDEN
    else:
        assert (await examiner.examine(data)).pdf == data


async def test_a_signature_that_locks_everything_forbids_more(examiner: Examiner, sign: Signing) -> None:
    locked = FieldMDPSpec(FieldMDPAction.ALL)
    data = await sign(paper(text_field), locked=locked)
    try:
        accepted = await examiner.examine(data)
    except DocumentRefused as refusal:
        assert refusal.cause is RefusalCause.SIGNING_FORBIDDEN  # noqa: PT017
    else:
        assert accepted.pdf == data


async def test_damage_is_not_mended_where_that_breaks_a_signature(examiner: Examiner, sign: Signing) -> None:
    data = await sign(paper())
    with pytest.raises(DocumentRefused) as refusal:
        await examiner.examine(data[: data.rindex(b"xref")])
    assert refusal.value.cause in {RefusalCause.UNSIGNABLE, RefusalCause.DAMAGED}


async def test_usage_rights_are_no_signature_and_are_lifted(examiner: Examiner) -> None:
    def work(pdf: pikepdf.Pdf) -> None:
        rights = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=[0, 1, 2, 3])
        rights.Contents = String("x")
        pdf.Root.Perms = Dictionary(UR3=pdf.make_indirect(rights))

    accepted = await examiner.examine(paper(work))
    assert accepted.changes == [Change.UNRESTRICTED]
    assert accepted.findings == [Finding.USAGE_RIGHTS]
    assert accepted.signature_count == 0
    with opened(accepted.pdf) as pdf:
        assert "/Perms" not in pdf.Root


async def test_an_empty_signature_field_is_no_signature(examiner: Examiner) -> None:
    data = paper(lambda pdf: text_field(pdf, "place", FT=Name.Sig))
    accepted = await examiner.examine(data)
    assert accepted.signature_count == 0
    assert accepted.pdf == data


async def test_a_signed_document_cannot_be_marked_as_a_test(examiner: Examiner, sign: Signing) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        await examiner.examine_test(await sign(paper()))
    assert refusal.value.cause is RefusalCause.SIGNED_IN_TEST
