"""The incremental update that a signature, the seal or the archive time stamp makes, ready to be signed."""

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError as PyHankoSigningError
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from activities.signing import form
from activities.signing.errors import SigningForbiddenError, UnsignableDocumentError
from activities.signing.increment import AppendingWriter, Increment, open_writer, reserve
from activities.signing.request import Place, SignatureRequest

BROKEN = (PdfError, PyHankoSigningError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What a damaged document makes the library raise."""


def prepare_signature(pdf: bytes, request: SignatureRequest, room: int) -> Increment:
    """The update for `request` with `room` bytes for the CMS. Nothing but computation.

    Raises `SigningForbiddenError` where a certification allows no more signatures and
    `UnsignableDocumentError` where the document's structure gives no hold.
    """
    try:
        return _prepare(pdf, request, room)
    except BROKEN as error:
        raise UnsignableDocumentError(f"{type(error).__name__}: {error}") from error
    except RecursionError as error:
        raise UnsignableDocumentError("the document's structure is nested too deeply") from error


def _prepare(pdf: bytes, request: SignatureRequest, room: int) -> Increment:
    writer = open_writer(pdf)
    present = form.signatures(writer)
    if present.forbid_more:
        raise SigningForbiddenError("the document's certification allows no further signature")
    placeholder = SignatureObject(
        timestamp=request.claimed_at,
        subfilter=SigSeedSubFilter.PADES,
        reason=request.reason,
        bytes_reserved=2 * room,
    )
    if request.mark is None or present.forbid_visible:
        return reserve(pdf, writer, placeholder, SigFieldSpec(request.field_name))
    if present.none:
        form.prepare_fields(writer, _fillable(request))
    spec, appearance = _visible(writer, request)

    def show(field: Reference) -> None:
        widget = field.get_object()
        if appearance is not None and isinstance(widget, DictionaryObject):
            form.set_appearance(widget, appearance)

    return reserve(pdf, writer, placeholder, spec, show)


def _visible(
    writer: AppendingWriter, request: SignatureRequest
) -> tuple[SigFieldSpec, IndirectObject | None]:
    if request.mark is None:
        raise TypeError("a visible signature needs a mark")
    appearances = form.fill_fields(writer, request.mark, request.fields)
    main = form.main_signature(request.fields)
    if main is None:
        return SigFieldSpec(request.field_name), None
    spec = form.signature_field(writer, request.field_name, main.place)
    return spec, appearances[list(request.fields).index(main)]


def _fillable(request: SignatureRequest) -> list[Place]:
    """The places that need a form field: those foreseen, and this signer's own besides the signature."""
    main = form.main_signature(request.fields)
    own = [field.place for field in request.fields if field is not main]
    return list({place.field_id: place for place in (*request.foreseen, *own)}.values())
