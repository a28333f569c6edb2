"""Which words somebody may have meant who made typing errors. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from apps.foundation.spelling import distance

FEWEST_LETTERS = 3
"""Shorter words are too near each other for a guess."""


def allowed(word: str) -> int:
    """Return how many errors a word of its length may have: 0, 1 or 2."""
    if len(word) < FEWEST_LETTERS:
        return 0
    return 1 if len(word) < 7 else 2


def nearest(word: str, candidates: Iterable[str]) -> list[str]:
    """Return the candidates that `word` may have meant: those with the fewest errors, none where all have too
    many. People rarely err in the first letter: where some begin alike, the others were not meant."""
    most = allowed(word)
    found = [(distance(word, candidate, most=most), candidate) for candidate in candidates]
    least = min((errors for errors, _ in found), default=most + 1)
    near = [candidate for errors, candidate in found if errors == least <= most]
    return [candidate for candidate in near if candidate[0] == word[0]] or near
