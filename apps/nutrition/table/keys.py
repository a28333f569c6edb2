"""Names as the search compares them: one spelling for what people write in different ways.

Lower case, without accents; Korean in its letters (jamo), so that a syllable that is still being typed, or one wrong
vowel, is a small difference; Chinese and Korean without blanks, because people set them or not. Pure, and part of the
packed table: change it, and build the table again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

BETWEEN: Final = "|"
"""Stands before, between and after the names of a food in one line of text."""
LONGEST: Final = 100
ASIAN: Final = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]")
_ACCENTS: Final = re.compile(r"[\u0300-\u036f]")
_NO_WORD: Final = re.compile(r"[^0-9a-z%\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]+")
_BETWEEN_ASIAN: Final = re.compile(
    r"(?<=[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]) (?=[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff])"
)


def key_of(name: str) -> str:
    """Return what stands for a name in the search: words with one blank between them."""
    apart = unicodedata.normalize("NFKD", name[:LONGEST].lower().replace("'", ""))
    words = _NO_WORD.sub(" ", _ACCENTS.sub("", apart)).strip()
    return _BETWEEN_ASIAN.sub("", words)


def line_of(names: Iterable[str]) -> str:
    """Return all names of a food as one line: `|key|key|`, each once."""
    keys = dict.fromkeys(key for key in map(key_of, names) if key)
    return BETWEEN + "".join(f"{key}{BETWEEN}" for key in keys)


def words_of(line: str) -> set[str]:
    """Return the words of a line; a Chinese or Korean name is one word."""
    return {word for key in line.split(BETWEEN) for word in key.split(" ") if len(word) > 1}


def is_asian(key: str) -> bool:
    """Say whether a key has Chinese, Korean or Japanese letters."""
    return ASIAN.search(key) is not None
