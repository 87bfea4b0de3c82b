"""What files are called in the archive: as people named them, in names that every file system takes."""

import re
import unicodedata

LENGTH = 80
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')


def tidy(name: str, otherwise: str = "document") -> str:
    """The name without its ending, in Unicode's composed form, short, with nothing a file system refuses."""
    plain = unicodedata.normalize("NFC", name)
    plain = re.sub(r"\.pdf$", "", plain, flags=re.IGNORECASE)
    plain = "".join(letter for letter in _UNSAFE.sub(" ", plain) if not 0xD800 <= ord(letter) <= 0xDFFF)
    return " ".join(plain.split())[:LENGTH].strip(" .") or otherwise


def records_path(table: str) -> str:
    """Where the rows of a table lie."""
    return f"records/{table}.jsonl"


def document_path(document_id: str, name: str) -> str:
    """Where a document lies as it was uploaded and shown."""
    return f"documents/{document_id} {tidy(name)}.pdf"


def revision_path(envelope_id: str, position: int, name: str, number: int, key: str) -> str:
    """Where a signed version lies; after the one with the seal come those with renewed timestamps."""
    kind = "sealed" if key == "seal" else "renewed" if key.startswith("archive:") else "signed"
    return f"envelopes/{envelope_id}/{position + 1:02} {tidy(name)}/{number:02} {kind}.pdf"


def certificate_path(envelope_id: str, renewal: int = 0) -> str:
    """Where the certificate of evidence lies, as it was sealed or with a renewed timestamp."""
    return f"envelopes/{envelope_id}/certificate{_renewed(renewal)}.pdf"


def claim_path(claim_id: str) -> str:
    """Where the claim of a debt lies."""
    return f"claims/{claim_id}.pdf"


def receipt_path(receipt_id: str, renewal: int = 0) -> str:
    """Where the receipt of a declaration lies, as it was sealed or with a renewed timestamp."""
    return f"receipts/{receipt_id}{_renewed(renewal)}.pdf"


def _renewed(renewal: int) -> str:
    return f" {renewal:02} renewed" if renewal else ""


def invoice_path(number: str, form: str) -> str:
    """Where an invoice lies as PDF or XML."""
    return f"invoices/{tidy(number.replace('/', '-'), 'invoice')}.{form}"
