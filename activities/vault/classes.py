"""Which class of data an object is of: its key is destroyed with that class (contract S18)."""

from terms.retention import DataClass

BILLING_FOLDERS = frozenset({"claims", "invoices", "receipts"})
"""Second parts of object keys that hold what is kept as long as invoices."""


def class_of(object_key: str) -> DataClass:
    """The class of `{business}/{folder}/…`."""
    folder = object_key.split("/")[1]
    return DataClass.CONTRACT_AND_BILLING if folder in BILLING_FOLDERS else DataClass.DOCUMENTS_AND_EVIDENCE
