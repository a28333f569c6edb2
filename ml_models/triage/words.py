"""Reads languages that set words apart (English): words, their misspellings, phrases, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Final

from ml_models.triage import numbers
from ml_models.triage.lexicon import hiding_concepts, rows, terms
from ml_models.triage.reading import Reading, Spot, concepts_before
from ml_models.triage.remembered import Remembered
from ml_models.triage.spelling import Spelling

_TOKEN: Final = re.compile(r"[a-z]+|\d{1,6}(?:[.,/]\d{1,6})*|[.!?;\n]|,")
_A: Final = "a"  # signs and numbers sort before it
_SENTENCE_ENDS: Final = frozenset(".!?;\n")
_CLAUSE_ENDS: Final = frozenset(",")
# Words that may stand inside a phrase of the lexicon without changing it.
_FILLERS: Final = frozenset(
    {
        "a",
        "an",
        "the",
        "my",
        "really",
        "very",
        "so",
        "just",
        "quite",
        "this",
        "that",
        "some",
        "even",
        "been",
        "be",
    }
    | {
        "is",
        "are",
        "was",
        "to",
        "of",
        "in",
        "at",
        "it",
        "and",
        "her",
        "his",
        "your",
        "our",
        "such",
        "properly",
    }
    | {"also", "like", "um", "uh"}
)
_MOST_FILLERS: Final = 2

# Concepts of the word alone; by the second word of a phrase: (words after it, concepts).
Entry = tuple[tuple[str, ...], dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]]


class WordReader:
    """Finds the concepts of one language in folded text."""

    def __init__(self, language: str, anchors: Iterable[str]) -> None:
        """Load the lexicon. `anchors` are the concepts without which no rule can hold."""
        phrases: dict[str, dict[tuple[str, ...], set[str]]] = {}
        vocabulary: set[str] = set()
        for concept, term in terms(language):
            first, *rest = term.split()
            phrases.setdefault(first, {}).setdefault(tuple(rest), set()).add(concept)
            vocabulary.update((first, *rest))
        self._entries = {first: _entry(found) for first, found in phrases.items()}
        self._vocabulary = frozenset(vocabulary)
        real = [row["word"] for row in rows(f"lexicon/{language}_real_words.csv")]
        self._spelling = Spelling(vocabulary - _FILLERS, real)
        self._meant: Remembered[str, str] = Remembered(self._correct)
        self._within: Remembered[str, tuple[str, ...]] = Remembered(self._tokens_within)
        self._hiding = hiding_concepts()
        anchors = frozenset(anchors)
        self._anchors = frozenset(
            max((first, *rest), key=len)  # the longest word of a phrase is the rarest
            for first, found in phrases.items()
            for rest, of in found.items()
            if of & anchors
        )

    def tokens(self, folded: str) -> list[str]:
        """Return words, numbers and the signs that end clauses, with misspelt words as they were meant."""
        return list(chain.from_iterable(map(self._within.__getitem__, folded.split(" "))))

    def _tokens_within(self, written: str) -> tuple[str, ...]:
        """Return the tokens of what stands between two blanks: no token reaches over one."""
        return tuple(
            token if token < _A or token in self._vocabulary else self._meant[token]
            for token in _TOKEN.findall(written.replace("'", ""))
        )

    def _correct(self, word: str) -> str:
        return self._spelling.correct(word) or word

    def speaks_of_symptoms(self, tokens: list[str]) -> bool:
        """Say whether anything is worth a closer look: most messages end here."""
        return not self._anchors.isdisjoint(tokens) or any(token[0].isdigit() for token in tokens)

    def read(self, tokens: list[str]) -> Reading:
        """Return the concepts. A phrase may hide what its words mean alone (lexicon/concepts.csv)."""
        spots: list[Spot] = []
        sentences: list[int] = []
        clauses: list[int] = []
        free, entries = 0, self._entries
        for at, (token, following) in enumerate(zip_longest(tokens, tokens[1:])):
            if at < free:
                continue
            if token < _A:
                if token in _SENTENCE_ENDS:
                    sentences.append(at + 1)
                elif token in _CLAUSE_ENDS:
                    clauses.append(at + 1)
                else:
                    spots += self._number(tokens, at, spots)
            if entry := entries.get(token):
                alone, by_second = entry
                if following in by_second or (
                    following in _FILLERS
                    and not by_second.keys().isdisjoint(tokens[at + 2 : at + 2 + _MOST_FILLERS])
                ):
                    free = self._phrases(entry, tokens, at, spots)
                else:
                    for concept in alone:
                        spots.append((concept, at, at + 1))
        return Reading(spots, sentences, clauses)

    def _phrases(self, entry: Entry, tokens: list[str], at: int, spots: list[Spot]) -> int:
        """Note every phrase that starts here, longest first, up to one that hides the words inside it."""
        alone, by_second = entry
        found: list[tuple[int, tuple[str, ...]]] = []
        for skipped, second in enumerate(range(at + 1, min(at + 2 + _MOST_FILLERS, len(tokens)))):
            for rest, concepts in by_second.get(tokens[second], ()):
                if end := _follow(rest, tokens, second + 1, skipped):
                    found.append((end, concepts))
            if tokens[second] not in _FILLERS:
                break
        for end, concepts in sorted(found, reverse=True):
            spots += [(concept, at, end) for concept in concepts]
            if not self._hiding.isdisjoint(concepts):
                return end
        spots += [(concept, at, at + 1) for concept in alone]
        return at + 1

    def _number(self, tokens: list[str], at: int, spots: list[Spot]) -> list[Spot]:
        near = concepts_before(spots, at, 4)
        after, further = (*tokens[at + 1 : at + 3], "", "")[:2]
        number = tokens[at]
        if after == "over" and further:  # 150 over 95
            number = f"{number}/{further}"
        elif further in numbers.WEEKS and after.isdigit():  # 38+2 weeks
            after = "weeks"
        said = bool(near & {"temperature_word", "fever"})
        found = numbers.concepts_of(number, after, said, bool(near & {"heart", "heart_said"}))
        return [(concept, at, at + 1) for concept in found]


def _entry(found: dict[tuple[str, ...], set[str]]) -> Entry:
    by_second: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for rest, concepts in found.items():
        if rest:
            by_second.setdefault(rest[0], []).append((rest[1:], tuple(sorted(concepts))))
    return tuple(sorted(found.get((), ()))), by_second


def _follow(rest: tuple[str, ...], tokens: list[str], at: int, skipped: int) -> int:
    """Return the unit after the phrase, 0 where it does not go on so. A few fillers may stand in between."""
    for word in rest:
        while at < len(tokens) and tokens[at] != word and tokens[at] in _FILLERS and skipped < _MOST_FILLERS:
            at += 1
            skipped += 1
        if at >= len(tokens) or tokens[at] != word:
            return 0
        at += 1
    return at
