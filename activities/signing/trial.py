"""The signature tried at upload: whether a document takes one is known before anybody is asked to sign."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.validation.errors import SignatureValidationError

from activities.signing.cms_signer import CmsSigner, LocalKey
from activities.signing.errors import UnsignableDocumentError
from activities.signing.increment import open_reader
from activities.signing.request import FieldKind, FilledField, Place, SignatureRequest, VisibleMark
from activities.signing.signing import sign_now
from terms.signatures import default_mark

FIELD_NAME = "rubrica-trial"


def trial_sign(pdf: bytes) -> None:
    """Signs `pdf` twice with a throw-away key, visibly, and checks both signatures; the result is dropped.

    Raises `SigningForbiddenError` for a certified document that allows no more signatures and
    `UnsignableDocumentError` where signing or reading it back fails. It computes only, and may take as much
    time and memory as the document makes it: the caller sets limits.
    """
    _check(sign_twice(pdf))


def sign_twice(pdf: bytes) -> bytes:
    """`pdf` with the two trial signatures, unchecked; for who checks them in their own way and time."""
    signer = throw_away_signer()
    once = sign_now(pdf, _request(0), signer).data
    return sign_now(once, _request(1), signer).data


def _request(slot: int) -> SignatureRequest:
    now = datetime.now(UTC)
    place = Place(f"{FIELD_NAME}-{slot}", FieldKind.SIGNATURE, 1_000_000, default_mark(slot))
    mark = VisibleMark(name="Trial", envelope_id=FIELD_NAME, signed_at=now, zone="UTC", language="en")
    return SignatureRequest(place.field_id, now, mark, [FilledField(place)])


def throw_away_signer() -> CmsSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, FIELD_NAME)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(hours=1))
    return CmsSigner(LocalKey(key), builder.sign(key, hashes.SHA256()))


def _check(pdf: bytes) -> None:
    """Both signatures are found, unaltered, and the second changed nothing that the first covers."""
    try:
        found = {signature.field_name: signature for signature in open_reader(pdf).embedded_signatures}
        for slot in (0, 1):
            signature = found[f"{FIELD_NAME}-{slot}"]
            signature.compute_integrity_info()
            status = signature.summarise_integrity_info()
            if "docmdp_ok" in status and status["docmdp_ok"] is False:
                raise UnsignableDocumentError("a second signature would spoil the first one")
    except (PdfError, SignatureValidationError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise UnsignableDocumentError(f"read back: {type(error).__name__}: {error}") from error
