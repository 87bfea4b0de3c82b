"""Form fields for what signers fill in, such that filling one harms no earlier signature.

A signed document may gain signature fields and have its form filled in, nothing else. So the first signature
prepares empty read-only fields for everybody, and each later one fills in its own. Where a document came to
us already signed that is too late: there each value is carried by a read-only signature field of its own,
which stays unsigned, since those are the only fields such a document may gain.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from activities.signing.entries import entry
from activities.signing.geometry import PageFrame, page_count, page_frame
from activities.signing.mark import field_text, look, set_pages
from activities.signing.request import FieldKind, FilledField, Place, VisibleMark

READ_ONLY = 1
PRINTED = 4
TICKED, UNTICKED = pdf_name("/Yes"), pdf_name("/Off")


@dataclass(frozen=True)
class Signatures:
    """What the signatures that a document already carries allow. `none` means there are none yet."""

    none: bool
    forbid_more: bool
    forbid_visible: bool


def signatures(handler: PdfHandler) -> Signatures:
    """Reads the restrictions of the signatures present (ISO 32000-2 §12.8.2: DocMDP, FieldMDP)."""
    present = [value.get_object() for _, value, _ in enumerate_sig_fields(handler, filled_status=True)]
    permissions = [
        entry(entry(reference, "/TransformParams"), "/P", 2)
        for value in present
        for reference in entry(value, "/Reference", ())
        if entry(reference, "/TransformMethod") == "/DocMDP"
    ]
    return Signatures(
        none=not present,
        forbid_more=1 in permissions,
        forbid_visible=any("/Reference" in value for value in present),
    )


def prepare_fields(writer: IncrementalPdfFileWriter, places: Sequence[Place]) -> None:
    """Adds an empty read-only form field for each place. Only a document without signatures allows it."""
    if not places:
        return
    fields = _form_fields(writer)
    for place in places:
        frame = page_frame(writer, place.page)
        width, height = frame.size(place.box)
        field = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/T"): pdf_string(place.field_id),
                pdf_name("/TU"): pdf_string(place.label or place.field_id),
                pdf_name("/Ff"): generic.NumberObject(READ_ONLY),
                pdf_name("/F"): generic.NumberObject(PRINTED),
                pdf_name("/Rect"): _numbers(frame.rectangle(place.box)),
                pdf_name("/P"): frame.reference,
            }
        )
        blank = writer.add_object(_form_xobject(b"", frame, width, height))
        _type(field, place, blank)
        reference = writer.add_object(field)
        fields.append(reference)
        writer.register_annotation(frame.reference, reference)
    writer.update_container(fields)


def fill_fields(
    writer: IncrementalPdfFileWriter, mark: VisibleMark, fields: Sequence[FilledField]
) -> list[generic.IndirectObject]:
    """Writes values and appearances into the prepared fields, or into carriers where there are none.

    Returns the appearance of each field, in order; that of a signature field that is yet to be made (the
    first of kind signature) is for the caller to use.
    """
    appearances = appearances_of(writer, mark, fields)
    known = _field_references(writer)
    main = main_signature(fields)
    for field, appearance in zip(fields, appearances, strict=True):
        if field is main:
            continue
        reference = known.get(field.place.field_id)
        if reference is None:
            _carry(writer, field.place, appearance)
        else:
            _fill(reference, mark, field, appearance)
            writer.mark_update(reference)
    return appearances


def main_signature(fields: Sequence[FilledField]) -> FilledField | None:
    """The field that carries the signature itself."""
    return next((field for field in fields if field.place.kind is FieldKind.SIGNATURE), None)


def appearances_of(
    writer: IncrementalPdfFileWriter, mark: VisibleMark, fields: Sequence[FilledField]
) -> list[generic.IndirectObject]:
    """One form XObject for each field, upright on its page."""
    if not fields:
        return []
    frames = [page_frame(writer, field.place.page) for field in fields]
    sizes = [frame.size(field.place.box) for frame, field in zip(frames, fields, strict=True)]
    looks = [look(mark, field, size) for field, size in zip(fields, sizes, strict=True)]
    reader = PdfFileReader(io.BytesIO(set_pages(looks, mark.drawing)))
    pages = [reader.find_page_for_modification(number)[0].get_object() for number in range(len(looks))]
    # imported together, so that the pages' fonts, which they share, come once
    together = generic.ArrayObject([page["/Resources"] for page in pages])
    together.container_ref = pages[0].container_ref
    resources = writer.import_object(together)
    if not isinstance(resources, generic.ArrayObject):
        raise TypeError("an array was imported as something else")
    return [
        writer.add_object(_form_xobject(page["/Contents"].data, frame, each.width, each.height, shared))
        for page, frame, each, shared in zip(pages, frames, looks, resources, strict=True)
    ]


def signature_field(writer: IncrementalPdfFileWriter, name: str, place: Place) -> SigFieldSpec:
    """A signature field at a place."""
    return SigFieldSpec(
        name,
        on_page=min(place.page, page_count(writer)) - 1,
        box=page_frame(writer, place.page).rectangle(place.box),  # type: ignore[arg-type] # takes floats
        readable_field_name=place.label or None,
    )


def set_appearance(field: generic.DictionaryObject, appearance: generic.IndirectObject) -> None:
    """Makes `appearance` what a widget shows."""
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): appearance})


def _type(field: generic.DictionaryObject, place: Place, blank: generic.IndirectObject) -> None:
    if place.kind is FieldKind.CHECKBOX:
        field[pdf_name("/FT")] = pdf_name("/Btn")
        field[pdf_name("/V")] = field[pdf_name("/AS")] = UNTICKED
        states = generic.DictionaryObject({TICKED: blank, UNTICKED: blank})
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): states})
    else:
        field[pdf_name("/FT")] = pdf_name("/Tx")
        field[pdf_name("/DA")] = pdf_string("/Helv 0 Tf 0 g")
        set_appearance(field, blank)


def _fill(
    reference: generic.IndirectObject,
    mark: VisibleMark,
    field: FilledField,
    appearance: generic.IndirectObject,
) -> None:
    widget = reference.get_object()
    if field.place.kind is FieldKind.CHECKBOX:
        state = TICKED if field.value is True else UNTICKED
        widget[pdf_name("/V")] = widget[pdf_name("/AS")] = state
        blank = widget["/AP"]["/N"].raw_get(UNTICKED)
        states = generic.DictionaryObject({TICKED: blank, UNTICKED: blank, state: appearance})
        widget[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): states})
        return
    kind = field.place.kind
    text = mark.typed or mark.name if kind is FieldKind.SIGNATURE else field_text(mark, field)
    widget[pdf_name("/V")] = pdf_string(text)
    set_appearance(widget, appearance)


def _carry(writer: IncrementalPdfFileWriter, place: Place, appearance: generic.IndirectObject) -> None:
    append_signature_field(writer, signature_field(writer, place.field_id, place))
    carrier = _field_references(writer)[place.field_id].get_object()
    carrier[pdf_name("/Ff")] = generic.NumberObject(READ_ONLY)
    set_appearance(carrier, appearance)


def _form_xobject(
    content: bytes, frame: PageFrame, width: float, height: float, resources: generic.PdfObject | None = None
) -> generic.StreamObject:
    form = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): _numbers((0, 0, width, height)),
            pdf_name("/Matrix"): _numbers(frame.upright(width, height)),
            pdf_name("/Resources"): resources or generic.DictionaryObject(),
        },
        stream_data=content,
    )
    form.compress()
    return form


def _form_fields(writer: IncrementalPdfFileWriter) -> generic.ArrayObject:
    root = writer.root
    if "/AcroForm" not in root:
        form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        root[pdf_name("/AcroForm")] = writer.add_object(form)
        writer.update_root()
    form = root["/AcroForm"]
    if "/Fields" not in form:
        form[pdf_name("/Fields")] = generic.ArrayObject()
        writer.update_container(form)
    fields: generic.ArrayObject = form["/Fields"]
    return fields


def _field_references(writer: IncrementalPdfFileWriter) -> dict[str, generic.IndirectObject]:
    fields = entry(entry(writer.root, "/AcroForm"), "/Fields", ())
    references = [field for field in fields if isinstance(field, generic.IndirectObject)]
    return {str(entry(field.get_object(), "/T", "")): field for field in references}


def _numbers(values: Sequence[float]) -> generic.ArrayObject:
    return generic.ArrayObject([generic.FloatObject(f"{value:.4f}") for value in values])
