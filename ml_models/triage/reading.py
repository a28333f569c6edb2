"""A text as it was understood: which concepts stand where, and where clauses and sentences end."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from operator import itemgetter
from typing import Final, NamedTuple

MOST_ALIKE: Final = 24  # marks of one concept in a block: only somebody who wants us to be slow writes more


LONGEST: Final = 60  # units of the longest term of a lexicon, with what may stand inside it
Spot = tuple[str, int, int]  # a mark as it is first noted: concept, first unit, unit after the last
_FIRST_UNIT: Final = itemgetter(1)


class Mark(NamedTuple):
    """One concept, from unit `start` up to `end`. Units are words, or characters where words are not set apart."""

    concept: str
    start: int
    end: int


class Reading:
    """Concepts found in a text, in order, and the units at which a new clause or sentence begins.

    Most texts hold no warning sign: marks and clauses are made when a rule first asks for them.
    """

    def __init__(
        self, spots: list[Spot], sentences: list[int], clauses: list[int], reach: float = 1.0
    ) -> None:
        """Hold what stands where, in the order of the first unit. `reach` is how many units one word of English takes."""
        self.spots = spots if len(spots) <= MOST_ALIKE else _without_more_alike(spots)
        self.concepts = {concept for concept, _, _ in spots}
        self.sentences = sentences
        self.reach = reach
        self.reach_of_denial = 1.0 if reach < 2 else reach
        self._commas = clauses

    @cached_property
    def by_concept(self) -> dict[str, list[Mark]]:
        """Marks by their concept, which come in the order of their first marks."""
        found: dict[str, list[Mark]] = {}
        for spot in self.spots:
            found.setdefault(spot[0], []).append(Mark(*spot))
        return found

    @cached_property
    def clauses(self) -> list[int]:
        """Units at which a clause begins."""
        contrasts = [mark.start for mark in self.by_concept.get("but", ())]
        return sorted({*self._commas, *self.sentences, *contrasts})

    def of(self, *concepts: str) -> list[Mark]:
        """Return the marks of some concepts."""
        found: list[Mark] = []
        for concept in concepts:
            found += self.by_concept.get(concept, ())
        return found

    def concepts_in(self, start: int, end: int) -> set[str]:
        """Return the concepts that stand in a stretch."""
        first = bisect_left(self.spots, start, key=_FIRST_UNIT)
        last = bisect_left(self.spots, end, first, key=_FIRST_UNIT)
        return {concept for concept, _, _ in self.spots[first:last]}

    def bounds(self, unit: int) -> tuple[int, int]:
        """Return the first unit of the sentence that holds a unit, and the first of the next sentence."""
        number = bisect_right(self.sentences, unit)
        is_last = number == len(self.sentences)
        return self.sentence_start(number), sys.maxsize if is_last else self.sentences[number]

    def sentence(self, unit: int) -> int:
        """Return the number of the sentence that holds a unit."""
        return bisect_right(self.sentences, unit)

    def clause(self, unit: int) -> int:
        """Return the number of the clause that holds a unit."""
        return bisect_right(self.clauses, unit)

    def clause_start(self, clause: int) -> int:
        """Return the first unit of a clause."""
        return self.clauses[clause - 1] if clause else 0

    def sentence_start(self, sentence: int) -> int:
        """Return the first unit of a sentence."""
        return self.sentences[sentence - 1] if sentence else 0


def concepts_before(spots: list[Spot], at: int, within: float) -> set[str]:
    """Return the concepts that end at most `within` units before unit `at`, or behind it."""
    near = set()
    for concept, start, end in reversed(spots):
        if at - start > within + LONGEST:
            break
        if at - end <= within:
            near.add(concept)
    return near


def _without_more_alike(spots: list[Spot]) -> list[Spot]:
    """Return the spots without those of a concept that come after its first 24."""
    counted: Counter[str] = Counter()
    kept = []
    for spot in spots:
        counted[spot[0]] += 1
        if counted[spot[0]] <= MOST_ALIKE:
            kept.append(spot)
    return kept


def gap(one: Mark, other: Mark) -> int:
    """Return how many units lie between two marks; 0 where they touch or overlap."""
    if one[1] >= other[2]:
        return one[1] - other[2]
    return max(0, other[1] - one[2])
