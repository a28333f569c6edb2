"""A text as it was understood: which concepts stand where, and where clauses and sentences end."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

MOST_ALIKE: Final = 24  # marks of one concept in a block: only somebody who wants us to be slow writes more


class Mark(NamedTuple):
    """One concept, from unit `start` up to `end`. Units are words, or characters where words are not set apart."""

    concept: str
    start: int
    end: int


class Reading:
    """Concepts found in a text, in order, and the units at which a new clause or sentence begins."""

    __slots__ = ("by_concept", "clauses", "contrasts", "reach", "reach_of_denial", "sentences")

    def __init__(
        self, marks: list[Mark], sentences: list[int], clauses: list[int], reach: float = 1.0
    ) -> None:
        """Sort `marks` by concept. `reach` is how many units one word of English takes."""
        self.by_concept: dict[str, list[Mark]] = {}
        for mark in marks:
            same = self.by_concept.setdefault(mark.concept, [])
            if len(same) < MOST_ALIKE:
                same.append(mark)
        self.contrasts = [mark.start for mark in self.by_concept.get("but", ())]
        self.sentences = sentences
        self.clauses = sorted({*clauses, *sentences, *self.contrasts})
        self.reach = reach
        self.reach_of_denial = 1.0 if reach < 2 else reach

    def of(self, *concepts: str) -> list[Mark]:
        """Return the marks of some concepts."""
        found: list[Mark] = []
        for concept in concepts:
            found += self.by_concept.get(concept, ())
        return found

    def concepts_in(self, start: int, end: int) -> list[str]:
        """Return the concepts that stand in a stretch."""
        return [
            concept
            for concept, marks in self.by_concept.items()
            if any(start <= mark.start < end for mark in marks)
        ]

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


def gap(one: Mark, other: Mark) -> int:
    """Return how many units lie between two marks; 0 where they touch or overlap."""
    return max(0, one.start - other.end, other.start - one.end)
