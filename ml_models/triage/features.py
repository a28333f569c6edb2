"""What the learned part looks at: pieces of words, words, and the concepts that the lexicon found in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

# A long sentence is looked at in pieces, so that one phrase in it is not drowned: units, and how far apart they start.
WINDOW: Final = {"en": 30, "zh": 48, "ko": 150}
STEP: Final = {"en": 18, "zh": 30, "ko": 90}
PIECES: Final = {"en": (3, 4, 5), "zh": (1, 2, 3), "ko": (4, 6)}
MOST_CONCEPTS: Final = 24
_KEPT: Final = re.compile("[^\\W_]+|[\u1101-\U0010ffff]+")
_A: Final = "a"  # signs and numbers sort before it
CONCEPT: Final = "k:"  # how features of concepts begin: the same in every language
NEXT_BUT_ONE: Final = "s:"  # how features of two words with one between them begin


def windows(start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which a sentence from unit `start` up to `end` is looked at."""
    size, step = WINDOW[language], STEP[language]
    yield start, min(end, start + size)
    while end - start > size:
        start += step
        yield start, min(end, start + size)


def of_words(tokens: Sequence[str], concepts: Iterable[str]) -> list[str]:
    """Return the features of a sentence whose words are set apart. Numbers are all alike."""
    words = words_of(tokens)
    found = {"w:" + word for word in words}
    found.update(f"b:{one} {other}" for one, other in pairwise(["^", *words, "$"]))
    found.update(f"{NEXT_BUT_ONE}{one} {other}" for one, other in zip(words, words[2:], strict=False))
    found.update(pieces(" " + " ".join(words) + " ", "en"))
    return sorted(found | _together(concepts))


def of_characters(text: str, concepts: Iterable[str], language: str) -> list[str]:
    """Return the features of a sentence read by characters (without blanks; Korean in single letters)."""
    return sorted(set(pieces(f"^{bare(text)}$", language)) | _together(concepts))


def words_of(tokens: Sequence[str]) -> list[str]:
    """Return the words among tokens, numbers as `#`."""
    return [token if token >= _A else "#" for token in tokens if token >= _A or token[0].isdigit()]


def bare(text: str) -> str:
    """Return letters and signs of other scripts, digits as `#`."""
    kept = "".join(_KEPT.findall(text))
    return kept if kept.isalpha() else "".join("#" if sign.isdigit() else sign for sign in kept)


def pieces(text: str, language: str) -> list[str]:
    """Return the pieces of a text, as long as the language asks."""
    return [text[at : at + size] for size in PIECES[language] for at in range(len(text) - size + 1)]


def _together(concepts: Iterable[str]) -> set[str]:
    names = sorted(set(concepts))[:MOST_CONCEPTS]
    return {CONCEPT + name for name in names} | {
        f"{CONCEPT}{one}+{other}" for one, other in combinations(names, 2)
    }
