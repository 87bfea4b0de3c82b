"""Metadata that tells of the author is gone (contract M6); what a standard needs stays."""

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from activities.documents.examiner import Examiner
from activities.documents.metadata import kept_packet
from terms.uploads import Change, Finding
from tests.activities.documents.papers import opened, paper

PACKET = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" %s pdf:Producer="Leaky 1.0">
<xmp:CreatorTool>Leaky</xmp:CreatorTool>
<dc:creator><rdf:Seq><rdf:li>Ana Secreta</rdf:li></rdf:Seq></dc:creator>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Contrato</rdf:li></rdf:Alt></dc:title></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
ARCHIVAL = PACKET % b'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="B"'
PLAIN = PACKET % b""


def _leaky(packet: bytes):
    def work(pdf: pikepdf.Pdf) -> None:
        pdf.trailer.Info = pdf.make_indirect(
            Dictionary(Author=String("Ana Secreta"), Title=String("Contrato"), Company=String("Secreta SL"))
        )
        pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
        pdf.Root.PieceInfo = Dictionary(Leaky=Dictionary(Private=String("Ana Secreta")))
        picture = pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        picture.update({"/BitsPerComponent": 8, "/ColorSpace": Name.DeviceGray})
        picture.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
        pdf.pages[0].obj.Resources.XObject = Dictionary(Im0=picture)

    return work


@pytest.mark.rule("M6")
async def test_the_author_is_taken_out_everywhere(examiner: Examiner) -> None:
    accepted = await examiner.examine(paper(_leaky(PLAIN)))
    assert accepted.changes == [Change.STRIPPED]
    assert accepted.findings == [Finding.AUTHOR_METADATA]
    for word in (b"Secreta", b"Leaky"):
        assert word not in accepted.pdf
    with opened(accepted.pdf) as pdf:
        assert str(pdf.trailer.Info.Title) == "Contrato"
        assert "/Metadata" not in pdf.Root
        assert "/Im0" in pdf.pages[0].obj.Resources.XObject


async def test_an_archival_document_stays_one(examiner: Examiner) -> None:
    accepted = await examiner.examine(paper(_leaky(ARCHIVAL)))
    assert b"Secreta" not in accepted.pdf
    with opened(accepted.pdf) as pdf:
        assert "/Info" not in pdf.trailer
        kept = pdf.open_metadata()
        assert kept["pdfaid:part"] == "3"
        assert kept["dc:title"] == "Contrato"
        assert "dc:creator" not in kept
        assert "pdf:Producer" not in kept


async def test_a_document_without_author_stays_byte_for_byte(examiner: Examiner) -> None:
    data = paper(lambda pdf: pdf.trailer.__setitem__("/Info", Dictionary(Title=String("Contrato"))))
    accepted = await examiner.examine(data)
    assert accepted.pdf == data
    assert accepted.changes == []


async def test_the_same_upload_gives_the_same_bytes(examiner: Examiner) -> None:
    data = paper(_leaky(ARCHIVAL))
    assert (await examiner.examine(data)).pdf == (await examiner.examine(data)).pdf


def test_broken_and_hostile_packets_are_dropped() -> None:
    assert kept_packet(b"") is None
    assert kept_packet(b"<rdf:RDF><broken</rdf:RDF>") is None
    entity = ARCHIVAL.replace(b"<rdf:RDF", b'<!DOCTYPE x [<!ENTITY e "x">]><rdf:RDF', 1)
    assert b"ENTITY" not in (kept_packet(entity) or b"")
    once = kept_packet(ARCHIVAL)
    assert once is not None
    assert kept_packet(once) == once


def test_packets_of_any_encoding_and_prefix_are_read() -> None:
    start, end = ARCHIVAL.index(b"<x:xmpmeta"), ARCHIVAL.index(b"<?xpacket end")
    other_prefix = ARCHIVAL[start:end].replace(b"rdf:", b"r:").replace(b"xmlns:rdf", b"xmlns:r")
    for packet in (ARCHIVAL[start:end].decode().encode("utf-16"), other_prefix, ARCHIVAL + b"\0\0\n"):
        kept = kept_packet(packet)
        assert kept is not None
        assert b"Secreta" not in kept
