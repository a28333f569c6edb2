"""Names as the search compares them: one spelling for what people write in different ways.

Lower case, without accents, English words in the singular; Korean in its letters (jamo), so that a syllable that is
still being typed, or one wrong vowel, is a small difference; Chinese and Korean without blanks, because people set them
or not. Pure, and part of the packed table: change it, and build the table again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

BETWEEN: Final = "|"
"""Stands before, between and after the names of a food in one line of text: `| milk whole | whole milk |`, so that
every word has a blank before and after it."""
MORE: Final = "~"
"""The same for what the table says the food stands for too; such words come after all names."""
LONGEST: Final = 100
ASIAN: Final = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]")
SPELLINGS: Final = {
    "yoghurt": "yogurt",
    "omelet": "omelette",
    "donut": "doughnut",
    "chilli": "chili",
    "chile": "chili",
    "chilly": "chili",
    "catsup": "ketchup",
    "fibre": "fiber",
    "flavour": "flavor",
}
"""Words that are spelt in more than one way, in the singular."""
_ACCENTS: Final = re.compile(r"[\u0300-\u036f]")
_NO_WORD: Final = re.compile(r"[^0-9a-z%\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]+")
_BETWEEN_ASIAN: Final = re.compile(
    r"(?<=[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]) (?=[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff])"
)


def key_of(name: str) -> str:
    """Return what stands for a name in the search: words with one blank between them."""
    apart = unicodedata.normalize("NFKD", name[:LONGEST].lower().replace("'", ""))
    words = _NO_WORD.sub(" ", _ACCENTS.sub("", apart)).split()
    singular = map(_singular, words)
    return _BETWEEN_ASIAN.sub("", " ".join(SPELLINGS.get(word, word) for word in singular))


def _singular(word: str) -> str:
    """Return an English word without the ending of its plural; what is none stays recognisable to itself."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith("oes") else word[:-1]


def line_of(names: Iterable[str], more: Iterable[str] = ()) -> str:
    """Return all names of a food as one line, each once, then what else it stands for: `| key | key | ~ key ~`."""
    own, other = _keys(names), _keys(more)
    line = BETWEEN + "".join(f" {key} {BETWEEN}" for key in own)
    return line + (f" {MORE}" + "".join(f" {key} {MORE}" for key in other) if other else "")


def _keys(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(key for key in map(key_of, names) if key))


def words_of(line: str) -> set[str]:
    """Return the words of a line; a Chinese or Korean name is one word."""
    return {word for word in line.split() if len(word) > 1}


def is_asian(key: str) -> bool:
    """Say whether a key has Chinese, Korean or Japanese letters."""
    return ASIAN.search(key) is not None
