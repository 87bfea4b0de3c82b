"""Exports, as `terms.exports.ExportRefusal` has them."""

from api.problems.meanings.meaning import Meaning

EXPORT_NOT_READY = Meaning(409, "The export is still being made", "A mail says when it is ready.")
EXPORT_LAPSED = Meaning(410, "The export can no longer be fetched", "Make a new one.")
EXPORT_GONE = Meaning(
    410,
    "Something of the export is no longer there",
    "It cannot be sent as it was measured; make a new one.",
)
