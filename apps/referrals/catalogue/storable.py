"""What the database can keep: no NUL, no half of a surrogate pair, in keys as in values, however deep."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    """Return an item's values, cleaned. Nearly all are clean, which is seen at one look at all of their texts."""
    texts = list(values)
    if _gather(values.values(), texts):
        together = "".join(texts)
        if storable(together) is together:
            return values
    return {storable(name): cleaned(one) for name, one in values.items()}


def _gather(values: Iterable[Any], texts: list[str]) -> bool:
    """Add every text of some values to `texts`; False where one is deeper than a list or a part of parts."""
    for one in values:
        if isinstance(one, str):
            texts.append(one)
        elif isinstance(one, dict):
            texts += one
            texts += [part for part in one.values() if isinstance(part, str)]
            if any(isinstance(part, list | dict) for part in one.values()):
                return False
        elif isinstance(one, list):
            texts += [part for part in one if isinstance(part, str)]
            if any(isinstance(part, list | dict) for part in one):
                return False
    return True


def cleaned(value: Any) -> Any:
    """Return a value of an item with every text in it storable, names of parts too."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {storable(name): cleaned(one) for name, one in value.items()}
    return value
