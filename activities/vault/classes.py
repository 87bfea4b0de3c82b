"""Which class of data an object is of: its key is destroyed with that class (contract S18)."""

from collections.abc import Mapping
from types import MappingProxyType

from terms.retention import DataClass

FOLDERS: Mapping[str, DataClass] = MappingProxyType(
    {
        "claims": DataClass.CONTRACT_AND_BILLING,
        "documents": DataClass.DOCUMENTS_AND_EVIDENCE,
        "envelopes": DataClass.DOCUMENTS_AND_EVIDENCE,
        "evidence-packs": DataClass.DOCUMENTS_AND_EVIDENCE,
        "exports": DataClass.DOCUMENTS_AND_EVIDENCE,
        "invoices": DataClass.CONTRACT_AND_BILLING,
        "receipts": DataClass.CONTRACT_AND_BILLING,
        "subjects": DataClass.DOCUMENTS_AND_EVIDENCE,
        "submissions": DataClass.DOCUMENTS_AND_EVIDENCE,
    }
)
"""Second parts of object keys, `{business}/{folder}/…`: nothing is stored in any other folder."""


def class_of(object_key: str) -> DataClass:
    """The class of `{business}/{folder}/…`; what lies in no known folder goes with the documents."""
    return FOLDERS.get(object_key.split("/")[1], DataClass.DOCUMENTS_AND_EVIDENCE)
