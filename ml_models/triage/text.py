"""Makes texts comparable: one form for every sign, bounded length, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

# A longer text is read at both ends: what she wants is said at the start or at the end.
MOST_CHARACTERS: Final = 12_000
HEAD_CHARACTERS: Final = 8_000
# Long texts are read in blocks that end with a sentence, so that the time grows with the length and no faster.
BLOCK_CHARACTERS: Final = 600
OVERLAP_CHARACTERS: Final = 80

# Zero-width signs, joiners, soft hyphens and marks of direction split words invisibly.
_INVISIBLE: Final = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
    ]
)
_SIGNS: Final = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "🩸": " blood ", "🤕": " "}
)
_ODD: Final = {**_SIGNS, **_INVISIBLE}
_ANY_ODD: Final = re.compile(f"[{''.join(map(chr, _ODD))}]")
_ANY_ACCENTED: Final = re.compile(f"[{''.join(filter(str.isalpha, map(chr, range(0x80, 0x250))))}]")
_MARKS: Final = re.compile("[\u0300-\u036f]+")
_SENTENCE_END: Final = re.compile(r"[.!?;。\n](?!\d)")
_STRETCHED: Final = re.compile(r"([^\W\d])\1{2,}")
_THREE_ALIKE: Final = tuple(
    3 * letter for letter in f"{ascii_lowercase}_"
)  # faster to look for than the pattern


def bounded(text: str) -> str:
    """Return the text, or the two ends of one that is longer than 12,000 characters."""
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:HEAD_CHARACTERS] + "\n" + text[HEAD_CHARACTERS - MOST_CHARACTERS :]


def blocks(folded: str) -> Iterator[str]:
    """Yield a folded text in blocks. A sentence that is longer than a block is cut with an overlap."""
    start = 0
    while len(folded) - start > BLOCK_CHARACTERS:
        piece = folded[start : start + BLOCK_CHARACTERS]
        ends = [match.end() for match in _SENTENCE_END.finditer(piece)]
        yield piece[: ends[-1]] if ends else piece
        start += ends[-1] if ends else BLOCK_CHARACTERS - OVERLAP_CHARACTERS
    if start < len(folded) or not folded:
        yield folded[start:]


def fold(text: str) -> str:
    """Return bounded text in small letters: full-width as half-width, no accents, nothing invisible."""
    text = bounded(text)
    if text.isascii():
        return _not_stretched(text.lower())
    text = unicodedata.normalize("NFKC", _without_odd(text))[: 2 * MOST_CHARACTERS]
    text = _without_odd(text)
    if _ANY_ACCENTED.search(text):
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text)))
    return _STRETCHED.sub(r"\1\1", text.lower())


def _without_odd(text: str) -> str:
    return text.translate(_ODD) if _ANY_ODD.search(text) else text


def _not_stretched(text: str) -> str:
    """Return an ASCII text with no letter more than twice in a row («bleeeeding»)."""
    if any(map(text.__contains__, _THREE_ALIKE)):
        return _STRETCHED.sub(r"\1\1", text)
    return text


_LATIN: Final = re.compile("[a-z]{2}")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL: Final = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")


def has_latin(folded: str) -> bool:
    """Say whether Latin words are in a folded text."""
    return _LATIN.search(folded) is not None


def has_han(folded: str) -> bool:
    """Say whether Chinese signs are in a folded text."""
    return _HAN.search(folded) is not None


def has_hangul(folded: str) -> bool:
    """Say whether Korean signs are in a folded text."""
    return _HANGUL.search(folded) is not None
