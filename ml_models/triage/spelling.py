"""Finds the word that a misspelt one stands for, in time that depends on its length alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SHORTEST, LONGEST, LONG = 5, 24, 8


class Spelling:
    """Words of the lexicon by what is left when a letter is taken out (deletions on both sides)."""

    def __init__(self, words: Iterable[str], real_words: Iterable[str]) -> None:
        """Index `words`; `real_words` are words of the language that look like one of them and are none."""
        self._real = frozenset(real_words)
        self._by_rest: dict[str, list[str]] = {}
        for word in sorted({word for word in words if len(word) >= SHORTEST and word.isalpha()}):
            for rest in {word, *_rests(word)}:
                self._by_rest.setdefault(rest, []).append(word)

    def correct(self, word: str) -> str | None:
        """Return the one word that is a letter away (two in long words), with the same first letter; else None."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._real or not word.isalpha():
            return None
        best = self._nearest(word, {word, *_rests(word)}, 1)
        if best is None and len(word) >= LONG:
            rests = {further for rest in _rests(word) for further in _rests(rest)}
            best = self._nearest(word, rests, 2)
        return best

    def _nearest(self, word: str, rests: set[str], most: int) -> str | None:
        near = {known for rest in rests for known in self._by_rest.get(rest, ()) if known[0] == word[0]}
        ranked = sorted(
            (distance(word, known), known) for known in near if abs(len(known) - len(word)) <= most
        )
        return ranked[0][1] if ranked and ranked[0][0] <= most else None


def _rests(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def distance(one: str, other: str) -> int:
    """Return the number of letters to add, drop, change or swap with a neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, sign in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
