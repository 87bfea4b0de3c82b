"""Reading PDF dictionaries."""

from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject


def entry(dictionary: Any, key: str, default: Any = None) -> Any:
    """The value under `key` with references followed, which `dict.get` does not; `default` where missing."""
    if not isinstance(dictionary, DictionaryObject):
        return default
    try:
        return dictionary[key]
    except KeyError:
        return default
