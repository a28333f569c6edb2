"""How far a word is from another one, counted in typing errors. Pure."""

from __future__ import annotations

from collections.abc import Iterable

FEWEST_LETTERS = 3
"""Shorter words are too near each other for a guess."""


def allowed(word: str) -> int:
    """Return how many errors a word of its length may have: 0, 1 or 2."""
    if len(word) < FEWEST_LETTERS:
        return 0
    return 1 if len(word) < 7 else 2


def distance(one: str, other: str, *, most: int) -> int:
    """Return the least number of letters changed, left out, added or swapped with their neighbour; above `most`
    some larger number."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, of_other in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != of_other))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == of_other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def nearest(word: str, candidates: Iterable[str]) -> list[str]:
    """Return the candidates that `word` may have meant: those with the fewest errors, none where all have too
    many. People rarely err in the first letter: where some begin alike, the others were not meant."""
    most = allowed(word)
    found = [(distance(word, candidate, most=most), candidate) for candidate in candidates]
    least = min((errors for errors, _ in found), default=most + 1)
    near = [candidate for errors, candidate in found if errors == least <= most]
    return [candidate for candidate in near if candidate[0] == word[0]] or near
