"""Objects that an export keeps for itself while it can be fetched: tables, words, lists (contract S16)."""

from collections.abc import Iterator

from activities.export.paths import records_path
from activities.export.tables import EXPORTED
from models import Export

README = ("LEEME.txt", "README.txt")
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
LISTS = (MANIFEST, SUMS)


def gathered_key(export: Export, gathering: int, path: str) -> str:
    """Of one attempt to gather: two that meet do not write over each other's."""
    return f"{export.business_id}/exports/{export.id}/{gathering}/{path}"


def list_key(export: Export, path: str) -> str:
    """Of a list that the measurements alone make: repeated, it is the same."""
    return f"{export.business_id}/exports/{export.id}/{path}"


def own_keys(export: Export) -> Iterator[str]:
    """All objects that may have been written."""
    for gathering in range(1, export.gatherings + 1):
        for path in (*README, *(records_path(exported.name) for exported in EXPORTED)):
            yield gathered_key(export, gathering, path)
    for path in LISTS:
        yield list_key(export, path)
