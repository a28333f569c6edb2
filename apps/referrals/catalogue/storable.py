"""What the database can keep: no NUL, no half of a surrogate pair, in keys as in values, however deep."""

from __future__ import annotations

import re
from typing import Any, Final

HALVES: Final = re.compile("[\ud800-\udfff]")
NO_LETTER: Final = "\ufffd"


def storable(text: str) -> str:
    """Return a text that can be kept. NUL goes; half of a letter becomes U+FFFD, as bytes that are no letters do."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    return HALVES.sub(NO_LETTER, text) if _has_halves(text) else text


def _has_halves(text: str) -> bool:
    """Encoding is ten times as quick as looking for what cannot be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def parts(values: dict[str, Any]) -> dict[str, Any]:
    """Return an item's values, cleaned. Nearly all are clean, which is seen at one look where all are texts."""
    try:
        together = "".join((*values, *values.values()))
    except TypeError:  # lists, or parts of parts
        return {storable(name): cleaned(one) for name, one in values.items()}
    if storable(together) is together:
        return values
    return {storable(name): storable(one) for name, one in values.items()}


def cleaned(value: Any) -> Any:
    """Return a value of an item with every text in it storable, names of parts too."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {storable(name): cleaned(one) for name, one in value.items()}
    return value
