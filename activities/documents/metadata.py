"""Takes out metadata that tells of the author (contract M6); keeps what says which standard a file obeys."""

from dataclasses import dataclass, field

import pikepdf
from lxml import etree

from activities.documents.survey import Entries
from terms.uploads import Finding

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
KEPT_NAMESPACES = (
    "http://www.aiim.org/pdfa/ns/",
    "http://www.aiim.org/pdfua/ns/",
    "http://www.npes.org/pdfx/ns/",
    "urn:factur-x:",
    "urn:ferd:",
    "urn:zugferd:",
    "http://www.w3.org/XML/1998/namespace",
)
"""PDF/A, PDF/UA and PDF/X identification, and that of invoices whose data is attached."""
KEPT_TERMS = frozenset({f"{{{DUBLIN_CORE}}}{name}" for name in ("title", "language", "format")})
KEPT_INFO = frozenset({"/Title", "/Trapped"})
XMP_MAX_BYTES = 4 * 1024 * 1024
PACKET = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n%s\n<?xpacket end="w"?>'


@dataclass
class AuthorMetadata:
    """A visitor that notes metadata below the document's own: of images, pages, programs' private data."""

    findings: set[Finding] = field(default_factory=set)
    _places: list[tuple[pikepdf.Object, str]] = field(default_factory=list)

    def visit(self, container: pikepdf.Object, entries: Entries) -> None:
        """Notes `/Metadata` and `/PieceInfo`, except the metadata of the document as a whole."""
        whole = isinstance(container, pikepdf.Dictionary) and container.get("/Type") == "/Catalog"
        for key, value in entries:
            private = key == "/PieceInfo" and isinstance(value, pikepdf.Dictionary)
            if private or (key == "/Metadata" and not whole and isinstance(value, pikepdf.Stream)):
                self.findings.add(Finding.AUTHOR_METADATA)
                self._places.append((container, str(key)))

    def strip(self, pdf: pikepdf.Pdf) -> bool:
        """Takes out what was noted and what the document says of itself; whether there was anything."""
        for container, key in self._places:
            if key in container:
                del container[key]
        changed = bool(self._places)
        changed |= _strip_info(pdf)
        changed |= _strip_packet(pdf)
        if changed:
            self.findings.add(Finding.AUTHOR_METADATA)
        return changed


def _is_leaky(info: object) -> bool:
    return isinstance(info, pikepdf.Dictionary) and not set(info.keys()) <= KEPT_INFO


def _strip_info(pdf: pikepdf.Pdf) -> bool:
    info = pdf.trailer.get("/Info")
    if info is None:
        return False
    if not isinstance(info, pikepdf.Dictionary):
        del pdf.trailer["/Info"]
        return True
    if not _is_leaky(info):
        return False
    kept = {key: value for key, value in info.items() if key in KEPT_INFO}
    if kept:
        pdf.trailer["/Info"] = pdf.make_indirect(pikepdf.Dictionary(kept))
    else:
        del pdf.trailer["/Info"]
    return True


def _strip_packet(pdf: pikepdf.Pdf) -> bool:
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        return False
    packet = stream.read_bytes() if isinstance(stream, pikepdf.Stream) else b""
    kept = kept_packet(packet)
    if kept is None:
        del pdf.Root["/Metadata"]
    elif kept == packet:
        return False
    else:
        pdf.Root["/Metadata"] = pdf.make_stream(kept, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        # PDF/A wants both to agree, and asks for neither; the title stays in the packet
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
    return True


def kept_packet(packet: bytes) -> bytes | None:
    """The XMP packet without what tells of the author; `None` where no standard's identification remains."""
    if len(packet) > XMP_MAX_BYTES:
        return None
    root = _rdf(packet)
    if root is None:
        return None
    identified = [_keep(description) for description in root.findall(f"{{{RDF}}}Description")]
    if not any(identified):
        return None
    meta = etree.Element("{adobe:ns:meta/}xmpmeta", nsmap={"x": "adobe:ns:meta/"})
    meta.append(root)
    return PACKET % etree.tostring(meta)


def _rdf(packet: bytes) -> etree._Element | None:
    """The packet's RDF, whatever its encoding; some writers pad it with zeros."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    for form in (packet, packet.strip(b"\0\t\r\n ")):
        try:
            return next(etree.fromstring(form, parser).iter(f"{{{RDF}}}RDF"), None)
        except (etree.XMLSyntaxError, ValueError):
            continue
    return None


def _keep(description: etree._Element) -> bool:
    """Leaves only kept properties in a description; whether one of them identifies a standard."""
    for name in list(description.attrib):
        if not (name == f"{{{RDF}}}about" or _kept(str(name))):
            del description.attrib[name]
    for child in list(description):
        if not (isinstance(child.tag, str) and _kept(child.tag)):
            description.remove(child)
    names = [*description.attrib, *(child.tag for child in description)]
    return any(
        str(name).startswith(tuple(f"{{{namespace}" for namespace in KEPT_NAMESPACES)) for name in names
    )


def _kept(name: str) -> bool:
    return name in KEPT_TERMS or name.startswith(tuple(f"{{{namespace}" for namespace in KEPT_NAMESPACES))
